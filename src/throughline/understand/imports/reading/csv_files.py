"""CSV as people's tools write it: any of four separators, quoted line ends, and mistakes that are named."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from throughline.understand.imports.problems import BadFile, bad_file
from throughline.understand.imports.reading import encodings
from throughline.understand.imports.reading.table import Table, table_of, trimmed

SEPARATORS = (",", ";", "\t", "|")
_SAMPLE_ROWS = 50
_LONGEST_CELL = 131_072


def open_csv(file: BinaryIO, *, separator: str = "") -> Table:
    """Read a CSV file.

    Args:
        file: open for reading and seeking; it must stay open while the rows are read.
        separator: what stands between two cells; found out if empty.

    Raises:
        BadFile: it is empty, its encoding is broken, or its separator is another than the one given.
    """
    encoding, note = encodings.detect(file)
    found = _sniff(file, encoding)
    if separator and found and found != separator and _width(file, encoding, separator) == 1:
        raise bad_file(
            _("This looks like it is separated by {found}, not by {given}.").format(
                found=names()[found], given=names().get(separator, separator)
            ),
            _("Say so in the mapping, or save the file again."),
            row=1,
        )
    chosen = separator or found or ","
    notes = [note] if note else []
    if not separator and chosen != ",":
        notes.append(_("This looks like it is separated by {found}, so it was read so.").format(found=names()[chosen]))
    return table_of(lambda: _records(file, encoding, chosen), notes=notes)


def names() -> dict[str, str]:
    """Separator → its name in words."""
    return {",": _("commas"), ";": _("semicolons"), "\t": _("tabs"), "|": _("vertical bars")}


def _records(file: BinaryIO, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """(number, cells) of every row that is not blank."""
    csv.field_size_limit(_LONGEST_CELL)
    number = 0
    try:
        for number, cells in enumerate(_reader(file, encoding, separator), start=1):
            if trimmed(cells):
                yield number, cells
    except csv.Error as error:
        raise _unreadable(number + 1, str(error)) from None


def _reader(file: BinaryIO, encoding: str, separator: str) -> Iterator[list[str]]:
    # A view of its own, so that two passes may be at different places and closing one leaves the file open.
    text = io.TextIOWrapper(_Shared(file), encoding=encoding, newline="")
    return csv.reader(text, delimiter=separator, strict=True)


class _Shared(io.RawIOBase):
    """Reads a file that others read too, from a place of its own."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._place = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._file.seek(self._place)
        data = self._file.read(len(buffer))
        self._place += len(data)
        buffer[: len(data)] = data
        return len(data)


def _unreadable(row: int, why: str) -> BadFile:
    if "limit" in why or "unexpected end" in why:
        what = _("A quotation mark is opened here and never closed.")
    else:
        what = _("The quotation marks here do not fit together.")
    return bad_file(what, _('Write a quotation mark within a cell twice, like this: "".'), row=row)


def _sniff(file: BinaryIO, encoding: str) -> str:
    """The separator that splits most sample rows into as many cells as the first row; "" where none does."""
    best, score = "", (0.0, 0)
    for separator in SEPARATORS:
        rows = _sample(file, encoding, separator)
        width = len(rows[0]) if rows else 1
        if width < 2:
            continue
        same = sum(len(row) == width for row in rows) / len(rows)
        if (same, width) > score:
            best, score = separator, (same, width)
    return best


def _sample(file: BinaryIO, encoding: str, separator: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for _number, cells in _records(file, encoding, separator):
            rows.append(cells)
            if len(rows) == _SAMPLE_ROWS:
                break
    except BadFile:
        return rows  # with the wrong separator quotation marks may not fit together; what fits is the answer
    return rows


def _width(file: BinaryIO, encoding: str, separator: str) -> int:
    rows = _sample(file, encoding, separator)
    return len(rows[0]) if rows else 0
