"""Tables of one and two ways, protected together with their totals. The rules are told in the package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from throughline.analysis.disclosure.counts import (
    HIDDEN,
    NOTE_DERIVED,
    SMALLEST_SHOWN,
    Protected,
    Share,
    as_count,
    hide,
    protect_count,
    rounded,
    share_of,
)
from throughline.analysis.disclosure.flows import UNBOUNDED, Edge, Network

AMBIGUITY = 4  # possible values left for a hidden small count; one more than the audit asks, for what other pages tell
STAR_COUNTS_AS = 4  # the middle of 1 to 7, in totals that are worked out from what is shown
NOTE_WITHHELD = "Too few people in these groups to show them apart."

Margins = Literal["rounded", "derived", "none"]


@dataclass(frozen=True, slots=True)
class Table:
    """Counts of people as they may be shown.

    rows, columns: labels. cells: one tuple of figures a row. row_totals, column_totals, total: as `margins`
    says; empty or None when there are none. A table of one way has one row, labelled "". withheld: no figure
    of it may be shown apart, only its totals.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Protected, ...], ...]
    row_totals: tuple[Protected, ...]
    column_totals: tuple[Protected, ...]
    total: Protected | None
    margins: Margins
    withheld: bool = False

    def __getitem__(self, key: str | tuple[str, str]) -> Protected:
        """`table["staff"]` of a one-way table, `table["North", "staff"]` of a two-way one. Raises KeyError
        for unknown labels."""
        row, column = key if isinstance(key, tuple) else ("", key)
        try:
            return self.cells[self.rows.index(row)][self.columns.index(column)]
        except ValueError:
            raise KeyError(key) from None

    @property
    def shown(self) -> str:
        """The table as one sentence: "patients 120, staff 45, policy *; 170 in all"."""
        if self.withheld:
            return NOTE_WITHHELD
        parts = [
            " ".join(filter(None, (row, column, cell.text)))
            for row, cells in zip(self.rows, self.cells, strict=True)
            for column, cell in zip(self.columns, cells, strict=True)
        ]
        return ", ".join(parts) + (f"; {self.total.text} in all" if self.total else "")

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know, in plain words, to print beneath the table."""
        figures = [cell for row in self.cells for cell in row]
        starred = sorted({f"{HIDDEN} means {cell.note}." for cell in figures if cell.hidden})
        notes = [NOTE_WITHHELD] if self.withheld else starred
        notes.append("Other numbers are rounded to the nearest 5, so they may not add up.")
        if self.margins == "derived":
            notes.append("Totals are added up from the rounded numbers shown.")
        return tuple(notes)

    def shares(self) -> tuple[tuple[Share, ...], ...]:
        """Each figure as a percentage of its row's total, from what is shown. Raises ValueError for a table
        without totals."""
        if self.margins == "none":
            raise ValueError("percentages need totals: protect the table with margins")
        return tuple(
            tuple(share_of(cell, whole) for cell in cells)
            for cells, whole in zip(self.cells, self.row_totals, strict=True)
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "rows": list(self.rows),
            "columns": list(self.columns),
            "cells": [[cell.to_dict() for cell in row] for row in self.cells],
            "row_totals": [cell.to_dict() for cell in self.row_totals],
            "column_totals": [cell.to_dict() for cell in self.column_totals],
            "total": self.total.to_dict() if self.total else None,
            "margins": self.margins,
            "withheld": self.withheld,
            "notes": list(self.notes),
            "shown": self.shown,
        }


def protect_counts(
    counts: Mapping[Any, Any] | Sequence[Any] | Any,
    *,
    rows: Iterable[Any] | None = None,
    columns: Iterable[Any] | None = None,
    margins: Margins = "rounded",
) -> Table:
    """A table of counts of different people in different groups, as it may be shown.

    counts: {column: n}, {row: {column: n}}, or an array or nested list of one or two ways (then `rows` and
        `columns` are its labels). The groups must not overlap, or their totals would not be counts of people;
        protect such a list with `margins="none"`.
    margins: "rounded", "derived" or "none"; see the package for when each is safe.
    Returns a Table. Raises ValueError for anything that is not a whole number ≥ 0, ragged rows or an unknown
    `margins`.
    """
    if margins not in ("rounded", "derived", "none"):
        raise ValueError(f'margins must be "rounded", "derived" or "none", not {margins!r}')
    row_labels, column_labels, grid = _grid(counts, rows, columns)
    if margins == "rounded":
        return _with_rounded_totals(row_labels, column_labels, grid)
    cells = tuple(tuple(protect_count(n) for n in row) for row in grid)
    if margins == "none":
        return Table(row_labels, column_labels, cells, (), (), None, margins)
    return Table(
        row_labels,
        column_labels,
        cells,
        tuple(_derived(row) for row in cells),
        tuple(_derived(column) for column in zip(*cells, strict=True)),
        _derived([cell for row in cells for cell in row]),
        margins,
    )


def _grid(
    counts: Any, rows: Iterable[Any] | None, columns: Iterable[Any] | None
) -> tuple[tuple[str, ...], tuple[str, ...], list[list[int]]]:
    if isinstance(counts, Mapping):
        values = list(counts.values())
        if values and all(isinstance(v, Mapping) for v in values):
            rows = list(counts)
            columns = list(columns) if columns is not None else list(dict.fromkeys(k for v in values for k in v))
            nested = [[v.get(k, 0) for k in columns] for v in values]
        else:
            rows, columns, nested = None, list(counts), [values]
    else:
        listed = counts.tolist() if hasattr(counts, "tolist") else list(counts)
        flat = not (listed and all(hasattr(row, "__len__") for row in listed))
        nested = [listed] if flat else [list(row) for row in listed]
        rows = None if flat else rows
    width = len(nested[0]) if nested else 0
    if not width or any(len(row) != width for row in nested):
        raise ValueError("a table needs at least one figure, and the same number of figures in each row")
    row_labels = _labels(rows, len(nested), "row") if rows is not None or len(nested) > 1 else ("",)
    column_labels = _labels(columns, width, "column")
    grid = [
        [as_count(n, f"the count of {' '.join(filter(None, (r, c)))}") for c, n in zip(column_labels, row, strict=True)]
        for r, row in zip(row_labels, nested, strict=True)
    ]
    return row_labels, column_labels, grid


def _labels(given: Iterable[Any] | None, size: int, what: str) -> tuple[str, ...]:
    labels = tuple(str(x) for x in given) if given is not None else tuple(str(i + 1) for i in range(size))
    if len(labels) != size or len(set(labels)) != size:
        raise ValueError(f"{size} different {what} labels are needed, not {len(labels)}: {', '.join(labels)}")
    return labels


def _derived(figures: Sequence[Protected]) -> Protected:
    """A total that is worked out from figures as shown, and so tells nothing that they do not."""
    if len(figures) == 1:
        return figures[0]
    low = sum(f.low for f in figures)
    high = sum(f.high or 0 for f in figures)
    if high == 0:
        return protect_count(0)
    value = rounded(sum(STAR_COUNTS_AS if f.value is None else f.value for f in figures))
    return Protected(f"{value:,}", NOTE_DERIVED, value, low, high)


class _Sheet:
    """A table and its totals as a network of edges: what is shown, what is hidden, and what can be worked
    out."""

    def __init__(self, grid: list[list[int]]) -> None:
        height, width = len(grid), len(grid[0])
        source, sink = height + width, height + width + 1
        self.edges: list[Edge] = []
        if height == 1 or width == 1:  # one way: its only row (or column) is its total, and stands once
            self.cells = [[self._add(source, sink, n) for n in row] for row in grid]
            self.total = self._add(sink, source, sum(map(sum, grid)))
            self.row_totals = [self.total] if height == 1 else [row[0] for row in self.cells]
            self.column_totals = [self.total] if width == 1 else self.cells[0]
        else:
            self.cells = [[self._add(i, height + j, n) for j, n in enumerate(row)] for i, row in enumerate(grid)]
            self.row_totals = [self._add(source, i, sum(row)) for i, row in enumerate(grid)]
            self.column_totals = [
                self._add(height + j, sink, sum(column)) for j, column in enumerate(zip(*grid, strict=True))
            ]
            self.total = self._add(sink, source, sum(map(sum, grid)))
        self.inside = height * width
        self.network = Network(self.edges)
        self.also_hidden: set[int] = set()
        self.withheld = False

    def _add(self, tail: int, head: int, value: int) -> int:
        shown = protect_count(value)
        self.edges.append(Edge(tail, head, value, shown.low, UNBOUNDED if shown.high is None else shown.high))
        return len(self.edges) - 1

    def protect(self) -> None:
        """Hide more until every small figure leaves enough possible values, or withhold the inside of the
        table."""
        small = [i for i, edge in enumerate(self.edges) if 0 < edge.value < SMALLEST_SHOWN]
        for target in sorted(small, key=lambda i: self.edges[i].value):
            while not self._safe(target):
                another = self._another_to_hide(target)
                if another is None:
                    self._withhold()
                    return
                self._hide(another)

    def _safe(self, target: int) -> bool:
        low, high = self.network.span(target)
        return high - low + 1 >= AMBIGUITY

    def _hide(self, index: int) -> None:
        self.also_hidden.add(index)
        self.edges[index].low, self.edges[index].high = 1, UNBOUNDED

    def _another_to_hide(self, target: int) -> int | None:
        """The smallest figure shown that stands in a sum with `target`, else the smallest of the table; never
        the grand total,
        which stands on other pages too."""
        shown = [
            i
            for i, edge in enumerate(self.edges)
            if i != self.total and i not in self.also_hidden and edge.value >= SMALLEST_SHOWN
        ]
        near = self.network.neighbours(target)
        choices = [i for i in shown if i in near] or shown
        return min(choices, key=lambda i: (i >= self.inside, self.edges[i].value), default=None)

    def _withhold(self) -> None:
        self.withheld = True
        for index in range(self.inside):
            if self.edges[index].value:
                self._hide(index)

    def figure(self, index: int) -> Protected:
        """The figure as shown. Where more than the small ones are hidden, all hidden ones look alike."""
        value = self.edges[index].value
        if index in self.also_hidden or (self.also_hidden and 0 < value < SMALLEST_SHOWN):
            return hide()
        return protect_count(value)


def _with_rounded_totals(rows: tuple[str, ...], columns: tuple[str, ...], grid: list[list[int]]) -> Table:
    sheet = _Sheet(grid)
    sheet.protect()
    return Table(
        rows,
        columns,
        tuple(tuple(sheet.figure(i) for i in row) for row in sheet.cells),
        tuple(sheet.figure(i) for i in sheet.row_totals),
        tuple(sheet.figure(i) for i in sheet.column_totals),
        sheet.figure(sheet.total),
        "rounded",
        sheet.withheld,
    )
