"""The column of periods in tables of places by periods, as values that sort in time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from throughline.cli.analyses.reading import Table


def periods_of(table: Table, name: str) -> list[Any]:
    """Column `name` (read as text) as whole numbers (2026, 1, 2) or as dates (2026-03-31, 2026-03, 31/03/2026), all of
    one kind.

    Raises WrongFile with the first row that is neither, or of the other kind than the first row.
    """
    cells: Sequence[str] = table[name]
    kind: Callable[[str], Any] = int if _is(int, cells[0]) else _day
    found = []
    for i, cell in enumerate(cells):
        if not _is(kind, cell):
            wanted = "a whole number, as in the first row" if kind is int else "a number or a date such as 2026-03-31"
            raise table.wrong(i, name, f"“{cell}” is not {wanted}")
        found.append(kind(cell))
    return found


def one_row_each(table: Table, place: str, when: str) -> None:
    """Refuse a second row of the same place and period, with its number."""
    seen: dict[tuple[str, str], int] = {}
    for i, key in enumerate(zip(table[place], table[when], strict=True)):
        if key in seen:
            words = f"{key[0]} in {key[1]} stands in row {table.row(seen[key])} already: keep one, or add them up first"
            raise table.wrong(i, when, words)
        seen[key] = i


def _day(cell: str) -> date:
    if "/" in cell:
        return datetime.strptime(cell, "%d/%m/%Y").date()
    return date.fromisoformat(f"{cell}-01" if cell.count("-") == 1 else cell)


def _is(kind: Callable[[str], Any], cell: str) -> bool:
    try:
        kind(cell)
    except ValueError:
        return False
    return True
