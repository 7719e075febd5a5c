"""XLSX workbooks: read as people see them, and never a danger to the process that was asked."""

from __future__ import annotations

import datetime
import io
import zipfile

import pytest
import xlsxwriter

from throughline.understand.imports.problems import BadFile
from throughline.understand.imports.reading import open_table
from throughline.understand.imports.reading.workbook_child import text


def workbook(*sheets: tuple[str, list[list[object]]], top: int = 0) -> io.BytesIO:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows, start=top):
                for column, value in enumerate(row):
                    if isinstance(value, datetime.date):
                        sheet.write_datetime(number, column, value, day)
                    elif isinstance(value, str):
                        sheet.write_string(number, column, value)
                    else:
                        sheet.write(number, column, value)
    return data


def refusal(data: io.BytesIO) -> BadFile:
    with pytest.raises(BadFile) as caught:
        list(open_table(data).rows())
    return caught.value


def test_cells_are_read_as_people_see_them():
    rows = [
        ["Date", "Comment", "Score"],
        [datetime.date(2021, 9, 30), "Café\nvery good", 5],
        ["", "", ""],
        ["x", "=1+1", 4.5],
    ]
    read = list(open_table(workbook(("A", rows))).rows())

    assert [list(row.cells) for row in read] == [["2021-09-30", "Café\nvery good", "5"], ["x", "=1+1", "4.5"]]
    assert [row.number for row in read] == [2, 4]


def test_rows_are_numbered_as_in_the_spreadsheet_when_the_table_starts_lower():
    read = list(open_table(workbook(("A", [["Comment", "Ward"], ["good", "4"]]), top=3)).rows())
    assert [row.number for row in read] == [5]


def test_formulas_give_what_was_last_shown_and_are_never_worked_out():
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Comment", "Score"])
        sheet.write_string(1, 0, "=cmd|' /C calc'!A0")
        sheet.write_formula(1, 1, "=1+1", None, 7)
    assert [list(row.cells) for row in open_table(data).rows()] == [["=cmd|' /C calc'!A0", "7"]]


def test_the_first_sheet_with_something_in_it_is_read_and_said():
    data = workbook(("Empty", []), ("Two", [["Comment"], ["good"]]), ("Three", [["Other"], ["x"]]))
    table = open_table(data)
    assert table.header == ["Comment"]
    assert table.notes == ["The workbook has 3 sheets. Only “Two” is read."]
    assert open_table(data, sheet="Three").header == ["Other"]


def test_a_sheet_that_is_not_there_is_refused_with_the_names():
    with pytest.raises(BadFile, match="“Empty”"):
        open_table(workbook(("Empty", [["Comment"], ["x"]])), sheet="Comments")


def test_an_empty_workbook_is_refused():
    assert "empty" in str(refusal(workbook(("A", []))))


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04", b"PK\x03\x04" + b"\x00" * 4000, workbook(("A", [["a"], ["b"]])).getvalue()[:-200]],
)
def test_a_damaged_workbook_is_refused(data):
    assert "not an XLSX workbook" in str(refusal(io.BytesIO(data)))


def zipped(**files: bytes) -> io.BytesIO:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data


def test_another_kind_of_zip_is_refused():
    assert "not an XLSX workbook" in str(refusal(zipped(**{"a.txt": b"x"})))
    assert "could not be opened" in str(refusal(zipped(**{"[Content_Types].xml": b"<Types/>", "x": b"y"})))


def test_a_zip_bomb_is_not_opened():
    bomb = zipped(**{"[Content_Types].xml": b"<Types/>", "xl/worksheets/sheet1.xml": b"\0" * (40 * 2**20)})
    assert bomb.getbuffer().nbytes < 100_000
    assert "far more than its size" in str(refusal(bomb))


def test_a_zip_with_very_many_entries_is_not_opened():
    many = zipped(**{"[Content_Types].xml": b"", **{f"x{number}": b"" for number in range(2_100)}})
    assert "far more than its size" in str(refusal(many))


def test_a_cell_in_the_last_corner_does_not_ask_for_a_table_of_billions():
    """Seen red: opened in this process the reader asked for 17 thousand million cells and ended it."""
    source = workbook(("A", [["Comment"], ["good"]]))
    out = io.BytesIO()
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for item in before.infolist():
            content = before.read(item)
            if item.filename == "xl/worksheets/sheet1.xml":
                corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", corner)
            after.writestr(item.filename, content)
    assert "could not be opened" in str(refusal(out))


def test_too_many_rows_are_refused(settings):
    settings.IMPORT_MAX_ROWS = 3
    rows = [["Comment"], *([["good"]] * 4)]
    assert "more than 3 rows" in str(refusal(workbook(("A", rows))))
    assert len(list(open_table(workbook(("A", rows[:4]))).rows())) == 3


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (True, "TRUE"),
        (4.0, "4"),
        (4.25, "4.25"),
        (datetime.datetime(2021, 9, 30), "2021-09-30"),
        (datetime.datetime(2021, 9, 30, 14, 5), "2021-09-30 14:05:00"),
        (datetime.date(2021, 9, 30), "2021-09-30"),
        ("as it is ", "as it is "),
    ],
)
def test_a_cell_as_text(cell, shown):
    assert text(cell) == shown
