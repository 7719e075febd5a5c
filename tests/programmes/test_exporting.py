"""G13: exports are safe to open. No text of a cell or header is active, and every text comes back exactly.

Seen red: with `inert` giving its text back unchanged, every test of the first half finds active cells; with the
writer's `write` in place of `write_string`, the workbook held real formulas.
"""

from __future__ import annotations

import csv
import datetime
import io
import tracemalloc
import zipfile

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from tests.support.factories import make_account, make_activity, make_contribution, make_member

from throughline.core.errors import NotAllowed, Refused
from throughline.core.models import AuditEntry
from throughline.programmes import exporting, methods
from throughline.programmes.actions.exports import export_activity
from throughline.programmes.exporting import as_given, inert
from throughline.programmes.methods import Column, Table

ATTACKS = [
    "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\u00a0=1",
    "\ufeff=1", "＝1+1", "＋1", "－1", "＠x", "'", "''", "'=1", '=HYPERLINK("http://x","y")', '"=1+1"', "=1+1\n=2+2",
    "a,=1+1", "- a point", "{=1+1}", "_x003D_1+1", "http://example.org", "0001", "1e5", "x\x01y", "a\r\nb", " blank ",
    "", "é很", "x" * 32_000,
]  # fmt: skip
ACTIVE = tuple("=+-@＝＋－＠\t\r\n")


def texts(count: int) -> Table:
    """A table whose header and cells are all attacks."""
    columns = [Column(name or "none", "text", name) for name in ATTACKS]
    return Table("=1+1", columns, iter([tuple(ATTACKS)] * count))


def in_csv(table: Table) -> list[list[str]]:
    out = io.BytesIO()
    exporting.write_csv(table, out)
    return list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))


def in_workbook(*tables: Table) -> openpyxl.Workbook:
    out = io.BytesIO()
    exporting.write_workbook(tables, out)
    return openpyxl.load_workbook(out)


def test_no_cell_or_header_of_csv_is_active_and_all_come_back():
    rows = in_csv(texts(2))

    assert [cell for row in rows for cell in row if cell.lstrip().startswith(ACTIVE) or cell.startswith(ACTIVE)] == []
    assert [[as_given(cell) for cell in row] for row in rows[1:]] == [ATTACKS] * 2
    assert [as_given(cell) for cell in rows[0]] == [name or "none" for name in ATTACKS]


def test_no_cell_or_header_of_a_workbook_is_active_and_all_come_back():
    sheet = in_workbook(texts(2)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]

    assert {cell.data_type for cell in cells} == {"s"}, "a formula or a link"
    assert not [cell for cell in cells if str(cell.value).lstrip().startswith(ACTIVE)]
    assert not any(cell.hyperlink for cell in cells)
    back = [[as_given(unescape(cell.value or "")) for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert back == [ATTACKS] * 2


@given(st.text(max_size=40))
def test_any_text_comes_back_and_none_is_active(text):
    cell = inert(text)
    assert as_given(cell) == text
    assert not cell.startswith(ACTIVE)
    assert not cell.lstrip().startswith(ACTIVE)


@settings(max_examples=40)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=20))
def test_any_texts_come_back_out_of_files(given_texts):
    def table():
        return Table("t", [Column("text", "text", "")], iter([(text,) for text in given_texts]))

    assert [as_given(row[0]) for row in in_csv(table())[1:]] == given_texts
    sheet = in_workbook(table()).worksheets[0]
    back = [as_given(unescape(sheet.cell(number, 1).value or "")) for number in range(2, len(given_texts) + 2)]
    assert back == given_texts
    out = io.BytesIO()
    exporting.write_parquet(table(), out)
    assert pl.read_parquet(io.BytesIO(out.getvalue()))["text"].to_list() == given_texts


def mixed() -> Table:
    columns = [Column(kind, kind, "") for kind in ("text", "integer", "number", "boolean", "date")]
    day = datetime.date(2026, 1, 31)
    return Table("mixed", columns, iter([("=1", -5, 0.5, True, day), (None, None, None, None, None)]))


def test_values_keep_their_kind():
    assert in_csv(mixed())[1:] == [["'=1", "-5", "0.5", "true", "2026-01-31"], [""] * 5]
    row = next(in_workbook(mixed()).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert row == ("'=1", -5, 0.5, True, datetime.datetime(2026, 1, 31))
    out = io.BytesIO()
    exporting.write_parquet(mixed(), out)
    assert pl.read_parquet(io.BytesIO(out.getvalue())).rows() == [
        ("=1", -5, 0.5, True, datetime.date(2026, 1, 31)),
        (None,) * 5,
    ]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_zip_holds_every_table_and_the_dictionary(kind):
    out = io.BytesIO()
    exporting.write([mixed(), texts(1)], kind=kind, to=out)

    archive = zipfile.ZipFile(out)
    assert archive.namelist() == [f"mixed.{kind}", f"-1-1.{kind}", "data-dictionary.csv"]
    told = list(csv.reader(io.StringIO(archive.read("data-dictionary.csv").decode("utf-8-sig"), newline="")))
    assert told[1] == ["mixed", "text", "text", ""]
    assert len(told) == 1 + 5 + len(ATTACKS)


def test_a_workbook_holds_every_table_under_a_name_that_is_allowed():
    names = ["a/b:c?", "A b c", "x" * 40, "x" * 50]
    tables = [Table(name, [Column("c", "text", "")], iter([("v",)])) for name in names]
    assert len(in_workbook(*tables).sheetnames) == 4


def test_a_long_table_goes_on_in_a_further_sheet(monkeypatch):
    monkeypatch.setattr(exporting, "SHEET_ROWS", 2)
    book = in_workbook(Table("t", [Column("n", "integer", "")], iter([(number,) for number in range(5)])))
    assert book.sheetnames == ["t", "t 2", "t 3"]
    assert [cell.value for sheet in book for (cell,) in sheet.iter_rows(min_row=2)] == [0, 1, 2, 3, 4]


def test_a_text_too_long_for_a_cell_is_refused_and_never_cut():
    with pytest.raises(Refused, match="CSV or Parquet"):
        in_workbook(Table("t", [Column("c", "text", "")], iter([("x" * 32_768,)])))


# Parquet is written in pieces of 5,000 rows, of which there have to be several.
@pytest.mark.parametrize(
    ("kind", "few", "many"), [("csv", 4_000, 16_000), ("xlsx", 4_000, 16_000), ("parquet", 21_000, 60_000)]
)
def test_memory_does_not_grow_with_content(kind, few, many, tmp_path):
    def peak(rows: int) -> int:
        table = Table("t", [Column("c", "text", "")], iter(("x" * 500 + str(number),) for number in range(rows)))
        tracemalloc.start()
        with (tmp_path / f"{kind}{rows}").open("w+b") as out:
            exporting.write([table], kind=kind, to=out)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    # Seen red: a list of the rows in `write_csv` or `write_xlsx` makes the larger one 9 MB, four times the other.
    peak(1)
    assert peak(many) < peak(few) * 1.3 + 2**20


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("method", ["stories", "imports", "plan"])
def test_every_method_can_be_exported(kind, method):
    activity = make_activity(method=method)
    make_contribution(activity=activity, text="=1+1 said somebody", kind="suggestion" if method == "plan" else "story")
    out = io.BytesIO()

    export_activity(activity=activity, kind=kind, to=out, by=make_member(activity.programme, "analyst"))

    assert len(out.getvalue()) > 500
    assert AuditEntry.objects.get(verb="programmes.export").target == f"activity:{activity.ref}"


@pytest.mark.django_db
def test_only_those_with_the_duty_may_export():
    activity = make_activity()
    for account in (make_account(), make_member(activity.programme, "facilitator", "moderator")):
        with pytest.raises(NotAllowed):
            export_activity(activity=activity, kind="csv", to=io.BytesIO(), by=account)
    assert not AuditEntry.objects.filter(verb="programmes.export").exists()


@pytest.mark.django_db
def test_an_unknown_kind_is_refused():
    with pytest.raises(Refused):
        export_activity(activity=make_activity(), kind="exe", to=io.BytesIO(), by=None)


@pytest.mark.django_db
def test_the_page_gives_the_file_to_those_who_may(client):
    activity = make_activity()
    make_contribution(activity=activity, text="Approved words.")
    analyst = make_member(activity.programme, "analyst")
    address = f"/programmes/{activity.programme.slug}/manage/activities/{activity.ref}/export"

    assert client.get(address).status_code == 302
    client.force_login(make_member(activity.programme, "moderator"))
    assert client.get(address).status_code == 403
    client.force_login(analyst)
    assert b"Which kind of file" in client.get(address).content
    assert client.post(address, {"kind": "exe"}).status_code == 422
    response = client.post(address, {"kind": "csv"})
    assert response["Content-Disposition"].startswith('attachment; filename="stories-')
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert b"Approved words." in archive.read("stories.csv")


@pytest.mark.django_db
def test_every_type_of_column_can_be_written():
    known = {"text", "integer", "number", "boolean", "date"}
    for slug, method in methods.all_methods().items():
        for table in method.export(make_activity(method=slug)):
            assert {column.type for column in table.columns} <= known, slug
