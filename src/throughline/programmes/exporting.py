"""Writing the tables of a method to files that are safe to open: CSV, XLSX and Parquet, with a data dictionary.

Rows are read once, as a stream, and written as they come, so that memory does not grow with content.

**No cell can run as a formula.** In CSV and XLSX a text, or a column's name, gets one apostrophe (') in front if its
first letter that is not blank is one of = + - @ (also in their wide forms), or an apostrophe itself, or if it begins
with a tab or a line end. To have the text back exactly, take one apostrophe off every text that begins with one
(`as_given`). Numbers and dates are written as such; Parquet holds every text as it is. Nothing is written as a formula.

CSV is UTF-8 with a byte order mark, commas, and quotation marks around every cell. XLSX stores characters that XML
cannot hold as _xHHHH_, as the standard says (ECMA-376, 22.9.2.19), which spreadsheets undo by themselves.
"""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _

from throughline.core.db import batches
from throughline.core.errors import Refused
from throughline.programmes.methods import Column, Table

if TYPE_CHECKING:
    import xlsxwriter

MARK = "'"
_ACTIVE = frozenset("=+-@＝＋－＠'")
_BREAKS = ("\t", "\r", "\n")
SHEET_ROWS = 1_000_000
LONGEST_CELL = 32_767
PARQUET_ROWS = 5_000
DICTIONARY = "data dictionary"
_BAD_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def inert(text: str) -> str:
    """The text as it is written to a cell: with an apostrophe in front where it could run, or begins with one."""
    first = text.lstrip(" \t\r\n\v\f\0\u00a0\u200b\ufeff")[:1]
    return MARK + text if first in _ACTIVE or text.startswith(_BREAKS) else text


def as_given(cell: str) -> str:
    """The text that `inert` was given."""
    return cell.removeprefix(MARK)


def dictionary(tables: Sequence[Table]) -> Table:
    """The table that explains every column of the others."""
    columns = [
        Column("table", "text", _("The name of the table.")),
        Column("column", "text", _("The name of the column.")),
        Column("type", "text", _("text, integer, number, boolean or date.")),
        Column("description", "text", _("What the column says.")),
    ]
    rows = [(table.name, one.name, one.type, str(one.description)) for table in tables for one in table.columns]
    return Table(DICTIONARY, columns, iter(rows))


def write(tables: Sequence[Table], *, kind: str, to: BinaryIO) -> None:
    """Write tables with their data dictionary to one file.

    Args:
        tables: each is read once.
        kind: a key of `KINDS`.
        to: open for writing and seeking.

    Raises:
        Refused: a text is too long for a cell of XLSX.
    """
    KINDS[kind]([*tables, dictionary(tables)], to)


def write_csv(table: Table, to: BinaryIO) -> None:
    """Write one table as CSV, a row at a time."""
    text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([inert(column.name) for column in table.columns])
    writer.writerows([_csv_cell(value) for value in row] for row in table.rows)
    text.flush()
    text.detach()


def _csv_cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime.date():
            return value.isoformat()
        case int() | float():
            return str(value)
        case _:
            return inert(str(value))


def write_parquet(table: Table, to: BinaryIO) -> None:
    """Write one table as Parquet, by pieces that are put together without holding them all."""
    import polars as pl

    schema = {column.name: _parquet_types()[column.type] for column in table.columns}
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for number, batch in enumerate(batches(table.rows, PARQUET_ROWS)):
            parts.append(Path(folder) / f"{number}.parquet")
            rows = [tuple(_plain(value) for value in row) for row in batch]
            pl.DataFrame(rows, schema=schema, orient="row").write_parquet(parts[-1])
        whole = Path(folder) / "whole.parquet"
        if parts:
            pl.scan_parquet(parts).sink_parquet(whole)
        else:
            pl.DataFrame(schema=schema).write_parquet(whole)
        with whole.open("rb") as done:
            _copy(done, to)


def _parquet_types() -> dict[str, Any]:
    import polars as pl

    return {"text": pl.String, "integer": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean, "date": pl.Date}


def _plain(value: Any) -> Any:
    """A value that a column can hold: lazily translated texts become texts."""
    return value if value is None or isinstance(value, bool | int | float | datetime.date) else str(value)


def _copy(source: IO[bytes], to: BinaryIO) -> None:
    while chunk := source.read(1024 * 1024):
        to.write(chunk)


def write_workbook(tables: Iterable[Table], to: BinaryIO) -> None:
    """Write tables as sheets of one XLSX workbook, a row at a time. Very long tables go on in a further sheet.

    Raises:
        Refused: a text is too long for a cell.
    """
    import xlsxwriter

    # Rows go to a file on the disk as they come; no text is taken for a formula, a number or a link.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd",
    }
    book = xlsxwriter.Workbook(to, options)
    taken: set[str] = set()
    for table in tables:
        for part, rows in _parts(table.rows):
            name = table.name if part == 1 else f"{table.name} {part}"
            _write_sheet(book.add_worksheet(_sheet_name(name, taken)), table.columns, rows)
    book.close()


def _parts(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[int, Iterator[tuple[Any, ...]]]]:
    """(number of the sheet, its rows), at least one, however few rows there are."""
    for part in itertools.count(1):
        first = next(rows, None)
        if first is None and part > 1:
            return
        yield part, itertools.islice(itertools.chain([] if first is None else [first], rows), SHEET_ROWS)


def _sheet_name(name: str, taken: set[str]) -> str:
    clean = name.translate(_BAD_IN_SHEET_NAMES).strip()[:31] or "table"
    number = 1
    while clean.casefold() in taken:
        number += 1
        clean = f"{clean[:27]} {number}"
    taken.add(clean.casefold())
    return clean


def _write_sheet(sheet: xlsxwriter.worksheet.Worksheet, columns: Sequence[Column], rows: Iterable[Any]) -> None:
    for place, column in enumerate(columns):
        _write_text(sheet, 0, place, column.name)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            match value:
                case None | "":
                    continue
                case bool():
                    sheet.write_boolean(number, place, value)
                case datetime.date():
                    sheet.write_datetime(number, place, value)
                case int() | float():
                    sheet.write_number(number, place, value)
                case _:
                    _write_text(sheet, number, place, str(value))


def _write_text(sheet: xlsxwriter.worksheet.Worksheet, row: int, place: int, text: str) -> None:
    cell = inert(text)
    if len(cell) > LONGEST_CELL:
        raise Refused(_("A text is too long for a cell of a workbook. Choose CSV or Parquet."), field="kind")
    sheet.write_string(row, place, cell)


def _zip_of(one: Callable[[Table, BinaryIO], None], ending: str) -> Callable[[Sequence[Table], BinaryIO], None]:
    def write_all(tables: Sequence[Table], to: BinaryIO) -> None:
        with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
            for table in tables:
                # The dictionary is for people, so it is a CSV file beside the Parquet files too.
                for_people = table.name == DICTIONARY
                name = "".join(letter if letter.isalnum() else "-" for letter in table.name)
                with archive.open(f"{name}.{'csv' if for_people else ending}", "w", force_zip64=True) as member:
                    (write_csv if for_people else one)(table, member)  # type: ignore[arg-type]

    return write_all


KINDS: dict[str, Callable[[Sequence[Table], BinaryIO], None]] = {
    "csv": _zip_of(write_csv, "csv"),
    "xlsx": write_workbook,
    "parquet": _zip_of(write_parquet, "parquet"),
}
"""Kind → what writes it. CSV and Parquet hold one table a file, so they come as a zip."""
ENDINGS = {"csv": "zip", "xlsx": "xlsx", "parquet": "zip"}
