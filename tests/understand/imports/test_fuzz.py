"""G14: whatever the bytes, the answer is rows or a clear `BadFile`, never a crash and never half a file."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.understand.imports.test_workbooks import workbook

from throughline.programmes.models import Constituency
from throughline.understand.imports.checking import check_rows
from throughline.understand.imports.dates import parse_day
from throughline.understand.imports.mapping import Mapping
from throughline.understand.imports.problems import BadFile
from throughline.understand.imports.reading import open_table
from throughline.understand.imports.rows import Interpreter

SEPARATORS = st.sampled_from([",", ";", "\t", "|"])
CELLS = st.text(st.sampled_from('ab,;\t|"\n\r é=£\0'), max_size=8) | st.text(max_size=8)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-32"])


def read(data: bytes) -> None:
    """Everything that the preview does with a file. Anything but a `BadFile` is a failure."""
    try:
        table = open_table(io.BytesIO(data))
        assert table.header
        mapping = Mapping(
            texts=(table.header[0],),
            columns={"date": table.header[1]} if len(table.header) > 1 else {},
            fixed={"constituency": Constituency.PATIENTS},
        )
        checked = check_rows(table, Interpreter(table.header, mapping, []))
        assert checked.rows == checked.entries + checked.bad
    except BadFile as bad:
        told = bad
    else:
        return
    assert told.problems
    assert str(told).strip()


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_any_bytes(data):
    read(data)


@settings(max_examples=300)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=6), SEPARATORS, ENCODINGS, st.binary(max_size=3))
def test_anything_that_looks_like_csv(rows, separator, encoding, rubbish):
    text = "\n".join(separator.join(row) for row in rows)
    data = text.encode(encoding, errors="replace")
    read(data)
    middle = len(data) // 2
    read(data[:middle] + rubbish + data[middle:])


@settings(max_examples=25)
@given(st.data())
def test_a_workbook_with_bytes_changed_or_cut_off(data):
    whole = bytearray(workbook(("A", [["Comment", "Date"], ["good", "2021-09-30"]])).getvalue())
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    read(bytes(whole[: data.draw(st.integers(4, len(whole)))]))


@settings(max_examples=25)
@given(st.sampled_from(["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"]), st.binary(max_size=60))
def test_a_workbook_with_a_part_that_is_rubbish(part, rubbish):
    source, out = workbook(("A", [["Comment"], ["good"]])), io.BytesIO()
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(out, "w") as after:
        for item in before.infolist():
            content = before.read(item)
            after.writestr(item.filename, content[:40] + rubbish + content[60:] if item.filename == part else content)
    read(out.getvalue())


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", b'"', b'""', b'"\n', b",", b",,,\n,,,\n",
        b"\r\r\r", b"a\rb\rc", b"a\n" + b'"' * 1001, b"PK\x05\x06" + b"\0" * 18, b"PK\x03\x04" + b"\xff" * 100,
        b"\x00" * 100,
        b"a,b\n" + b"x" * 300_000, b"a" * 200_000, b",".join(b"c%d" % n for n in range(5_000)) + b"\n1\n",
        "Datum;Comment\n1;\ud7ff".encode(), b"#EXTM3U\nfile:///etc/passwd\n", b"<svg onload=alert(1)>\nx\n",
    ],
)  # fmt: skip
def test_hand_made_broken_files(data):
    read(data)


@given(st.text(max_size=30) | st.from_regex(r"\d{1,5}[/.\-]\d{1,3}[/.\-]\d{1,5}", fullmatch=True))
def test_any_text_is_a_day_or_none(text):
    for order in ("dmy", "mdy", "either"):
        day = parse_day(text, order=order)
        assert day is None or 1 <= day.year <= 9999


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("30/09/2021", "dmy", "2021-09-30"),
        ("09/30/2021", "mdy", "2021-09-30"),
        ("09/30/2021", "dmy", None),
        ("09/30/2021", "either", "2021-09-30"),
        ("03/04/2021", "either", "2021-04-03"),
        ("2021-09-30", "dmy", "2021-09-30"),
        ("2021-09-30T14:05:00Z", "dmy", "2021-09-30"),
        ("30/09/2021 14:05", "dmy", "2021-09-30"),
        ("30.9.21", "dmy", "2021-09-30"),
        ("30 September 2021", "dmy", "2021-09-30"),
        ("30th Sept 2021", "dmy", "2021-09-30"),
        ("30-Sep-21", "dmy", "2021-09-30"),
        ("44469", "dmy", "2021-09-30"),
        ("31/02/2021", "dmy", None),
        ("2021", "dmy", None),
        ("yesterday", "dmy", None),
    ],
)
def test_a_day_in_the_ways_that_files_write_it(text, order, day):
    found = parse_day(text, order=order)
    assert (found.isoformat() if found else None) == day
