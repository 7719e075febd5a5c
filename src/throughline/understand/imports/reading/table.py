"""A table out of a file: its header, its rows as a stream, and what to know about how it was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from throughline.understand.imports.problems import BadFile, Problem, bad_file

LONGEST_NAME = 500
MOST_COLUMNS = 1000


@dataclass(frozen=True)
class Row:
    """One row. `number` is the spreadsheet's: the names of the columns are row 1. `problem` is set where it
    does not have one cell for each column.
    """

    number: int
    cells: Sequence[str]
    problem: Problem | None = None


@dataclass(frozen=True)
class Table:
    """A file that can be read.

    Attributes:
        header: the names of the columns, no two alike.
        rows: call it for a fresh pass over the rows, as often as needed. It raises `BadFile` where the file
            breaks off or holds more rows than `settings.IMPORT_MAX_ROWS`.
        notes: what a person should know about how it was read.
        sheets: the names of the workbook's sheets; empty for a CSV file.
    """

    header: Sequence[str]
    rows: Callable[[], Iterator[Row]]
    notes: Sequence[str] = ()
    sheets: Sequence[str] = ()


Records = Callable[[], Iterator[tuple[int, list[str]]]]
"""Gives (number of the row, cells) of every row that is not blank, the names of the columns included."""


def table_of(records: Records, *, notes: Sequence[str], sheets: Sequence[str] = ()) -> Table:
    """Check the header and give the rows beneath it.

    Raises:
        BadFile: there is nothing, no names of columns, names that are missing or twice there, or no rows.
    """
    stream = records()
    first = next(stream, None)
    if first is None:
        raise bad_file(_("The file is empty."), _("Choose the file with the comments."))
    header = _header(*first)
    if next(stream, None) is None:
        raise bad_file(_("There are no rows beneath the names of the columns."))
    return Table(header, lambda: _rows(records, len(header)), notes, sheets)


def _header(number: int, cells: list[str]) -> list[str]:
    names = [cell.strip() for cell in trimmed(cells)]
    if len(names) > MOST_COLUMNS:
        raise bad_file(_("There are more than {most} columns.").format(most=MOST_COLUMNS), row=number)
    _check_it_is_a_header(number, names)
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for place, name in enumerate(names, start=1):
        if not name:
            what = _("Column {place} has no name.").format(place=place)
            problems.append(Problem(what, _("Give it a name in the first row, or delete the column."), number))
            continue
        before = seen.setdefault(name.casefold(), place)
        if before != place:
            what = _("Columns {one} and {two} are both called “{name}”.").format(one=before, two=place, name=name[:80])
            problems.append(Problem(what, _("Give each column a name of its own."), number))
    if problems:
        raise BadFile(problems)
    return names


def _check_it_is_a_header(number: int, names: list[str]) -> None:
    """The first row must name the columns. Dates, long texts and mostly numbers are data."""
    numbers = sum(_is_number(name) for name in names)
    if any(len(name) > LONGEST_NAME or _is_date(name) for name in names) or numbers * 2 > len(names):
        raise bad_file(
            _("The first row looks like data and not like names of columns."),
            _("Put a row with a name for each column on top."),
            row=number,
        )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return not text.isdigit()


def _rows(records: Records, width: int) -> Iterator[Row]:
    stream, most = records(), settings.IMPORT_MAX_ROWS
    next(stream)
    for count, (number, cells) in enumerate(stream, start=1):
        if count > most:
            raise bad_file(
                _("There are more than {most} rows.").format(most=f"{most:,}"),
                _("Split the file and bring in one part after the other."),
                row=number,
            )
        whole = [*trimmed(cells), *[""] * max(0, min(len(cells), width) - len(trimmed(cells)))]
        yield Row(number, whole, None if len(whole) == width else _ragged(number, len(whole), width))


def _ragged(number: int, cells: int, width: int) -> Problem:
    return Problem(
        _("This row has {cells} cells, but there are {width} columns.").format(cells=cells, width=width),
        _("Check for a separator too many or too few, and for missing quotation marks."),
        number,
    )


def trimmed(cells: list[str]) -> list[str]:
    """The cells without empty ones at the end: spreadsheets add those as they like."""
    last = len(cells)
    while last and not cells[last - 1].strip():
        last -= 1
    return cells[:last]
