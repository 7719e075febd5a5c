"""CSV files as they come: every mistake is named with its row and what to do; nothing crashes."""

from __future__ import annotations

import io
import tracemalloc

import pytest

from throughline.understand.imports.problems import BadFile
from throughline.understand.imports.reading import Table, open_table

HEADER = "Date,Comment\n"


def table(data: str | bytes, **how: str) -> Table:
    return open_table(io.BytesIO(data.encode() if isinstance(data, str) else data), **how)


def cells(data: str | bytes, **how: str) -> list[list[str]]:
    return [list(row.cells) for row in table(data, **how).rows()]


def refusal(data: str | bytes, **how: str) -> BadFile:
    with pytest.raises(BadFile) as caught:
        for _row in table(data, **how).rows():
            pass
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings_are_found_out(encoding):
    assert cells((HEADER + "2021-09-30,Café £5 – 很好\n").encode(encoding)) == [["2021-09-30", "Café £5 – 很好"]]


def test_windows_1252_is_read_and_said():
    read = table((HEADER + "2021-09-30,Café £5 – “good”\n").encode("cp1252"))

    assert [row.cells for row in read.rows()] == [["2021-09-30", "Café £5 – “good”"]]
    assert "Windows-1252" in read.notes[0]


@pytest.mark.parametrize("size", [2, 40_000])
def test_a_broken_letter_is_refused_with_its_row(size):
    rows = [f"2021-09-30,café {number}\n".encode() for number in range(size)]
    rows[size // 2] = b"2021-09-30,caf\xe9 broken\n"

    error = refusal(HEADER.encode() + b"".join(rows))

    assert error.problems[0].row == size // 2 + 2
    assert "encoding" in error.problems[0].what


def test_a_row_is_counted_over_quoted_line_ends():
    data = HEADER.encode() + '2021-09-30,"one\ntwo\nthree café"\n'.encode() + b"2021-10-01,caf\xe9\n"
    assert refusal(data).problems[0].row == 3


def test_a_utf_16_file_that_breaks_off_is_refused():
    assert refusal((HEADER + "2021-09-30,good\n").encode("utf-16")[:-1]).problems[0].row


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7 \x00\x01", b"\x89PNG\r\n\x1a\n\x00\x00", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", b"a,b\n1,\x00\n"],
)
def test_other_kinds_of_files_are_refused(data):
    assert refusal(data).problems[0].to_do


@pytest.mark.parametrize(("separator", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")])
def test_other_separators_are_found_out_and_said(separator, name):
    data = f"Date{separator}Comment\n2021-09-30{separator}good, very good\n"
    assert cells(data) == [["2021-09-30", "good, very good"]]
    assert name in table(data).notes[0]


def test_a_wrong_separator_is_named():
    error = refusal("Date;Comment\n2021-09-30;good, very good\n", separator=",")
    assert str(error).startswith("Row 1: This looks like it is separated by semicolons, not by commas.")


def test_a_file_of_one_column_is_fine():
    assert cells("Comment\ngood\n\nbad\n") == [["good"], ["bad"]]


@pytest.mark.parametrize("data", ["", "\n\n\n", " , ,\n"])
def test_an_empty_file_is_refused(data):
    assert "empty" in str(refusal(data))


def test_a_header_alone_is_refused():
    assert "no rows" in str(refusal(HEADER))


@pytest.mark.parametrize("first", ["2021-09-30,It was good", "1,2,3", f"Date,{'x' * 600}"])
def test_a_missing_header_is_refused(first):
    assert "names of columns" in str(refusal(f"{first}\n{first}\n"))


def test_duplicate_headers_are_refused_with_their_places():
    error = refusal("Date,Comment,Ward,comment\n2021-09-30,a,b,c\n")
    assert error.problems[0].what == "Columns 2 and 4 are both called “comment”."


def test_a_column_without_a_name_is_refused():
    assert "Column 2 has no name" in str(refusal("Date,,Comment\n2021-09-30,x,good\n"))


def test_ragged_rows_are_marked_and_the_others_read():
    read = list(table(HEADER + "2021-09-30,good\n2021-10-01,good, very\n2021-10-02\n2021-10-03,bad\n").rows())

    assert [row.number for row in read if row.problem] == [3, 4]
    assert "3 cells" in read[1].problem.what
    assert read[3].cells == ["2021-10-03", "bad"]


def test_empty_cells_at_the_end_do_not_make_a_row_ragged():
    assert cells("Date,Comment,\n2021-09-30,good,\n2021-10-01,,\n") == [["2021-09-30", "good"], ["2021-10-01", ""]]


def test_line_ends_within_quotation_marks_stay():
    assert cells(HEADER + '2021-09-30,"one\r\ntwo"\n') == [["2021-09-30", "one\r\ntwo"]]


@pytest.mark.parametrize("row", ['2021-09-30,"never closed', '2021-09-30,"a" b\n', '2021-09-30,"' + "x" * 200_000])
def test_quotation_marks_that_do_not_fit_are_refused_with_their_row(row):
    assert refusal(HEADER + "2021-09-29,good\n" + row).problems[0].row == 3


def test_formulas_stay_text():
    assert cells('Date,Comment\n=1+1,"=HYPERLINK(""http://x"")"\n+1,@SUM(1)\n') == [
        ["=1+1", '=HYPERLINK("http://x")'],
        ["+1", "@SUM(1)"],
    ]


def test_a_million_rows_are_refused_early_and_in_constant_memory(settings, tmp_path):
    path = tmp_path / "million.csv"
    with path.open("w") as file:
        file.write("Comment\n")
        for _ in range(100):
            file.write("it was good all in all\n" * 10_000)
    tracemalloc.start()
    with path.open("rb") as file, pytest.raises(BadFile, match="more than 200,000 rows"):
        for _row in open_table(file).rows():
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # Reading the rows into a list first takes over 100 MB, and this went red.
    assert peak < 8 * 2**20


def test_a_file_over_the_limit_is_refused_before_it_is_read(settings, tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.write(b"Comment\n")
        file.truncate(settings.IMPORT_MAX_BYTES + 1)
    with path.open("rb") as file, pytest.raises(BadFile, match="larger than 50 MB"):
        open_table(file)


def test_two_passes_at_once_do_not_disturb_each_other():
    read = table("Comment\n" + "".join(f"row {number}\n" for number in range(20_000)))
    one, two = read.rows(), read.rows()
    assert all(a.cells == b.cells for a, b in zip(one, two, strict=True))
