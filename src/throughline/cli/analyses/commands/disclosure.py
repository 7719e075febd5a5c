"""`analyse disclosure`: a table of people as it may be published, and what a reader could work out of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from throughline.cli.analyses.reading import Column, Table, column
from throughline.cli.analyses.running import FILE, Work, analysis
from throughline.cli.analyses.writing import Listing, Report, as_csv

if TYPE_CHECKING:
    import numpy as np

    from throughline.analysis.disclosure import Protected
    from throughline.analysis.disclosure import Table as Protection
    from throughline.analysis.disclosure.audit import Audit, Key, Range

HIDDEN, LEFT_OUT = "*", ("", "-", "..", "x")
NAIVE, OURS, THEIRS = "Only 1 to 7 hidden, all else exact", "Protected as here", "As in the published file"
METHOD = (
    "1 to 7 people are shown as *, other numbers to the nearest 5 (NHS Digital, Hospital Episode Statistics analysis "
    "guide); where a small number could still be worked out, others are hidden with it.",
    "The attack: totals less their parts, again and again, then linear programming for the least and the most that "
    "each small number can be (Fischetti and Salazar 2001). A number leaks when fewer than 3 values are left for it.",
)


EXACT = (
    "Publish protected.csv only. This report and result.json tell the exact number of people, and which numbers leak."
)


@dataclass(frozen=True, slots=True)
class _Numbers:
    """How many numbers an attack on a table finds, and not which: the table is nobody's to publish."""

    audit: Audit

    def to_dict(self) -> dict[str, int]:
        found = self.audit
        return {
            "small": found.small,
            "recovered": len(found.recovered),
            "isolated": found.isolated,
            "leaking": len(found.leaks),
        }


@analysis()
@click.argument("file", type=FILE)
@click.option("--rows", required=True, help="Column: the groups that become rows.")
@click.option("--columns", help="Column: the groups that become columns.  [default: a table of one way]")
@click.option("--count", help="Column: how many people.  [default: each row of FILE is a person]")
@click.option(
    "--margins",
    type=click.Choice(["rounded", "derived", "none"]),
    default="rounded",
    show_default=True,
    help="Totals: the true ones, rounded; added up from what is shown; or none.",
)
@click.option("--published", type=FILE, help="A table to attack as it is to be published, in the same columns.")
@click.option(
    "--rounding", type=click.IntRange(1, 100), default=1, show_default=True, help="Its numbers are rounded to."
)
def disclosure(
    work: Work,
    file: Path,
    rows: str,
    columns: str | None,
    count: str | None,
    margins: Any,
    published: Path | None,
    rounding: int,
) -> Report:
    """Protect a table of people, and attack it as a patient reader would.

    FILE has a row for each person, or for each cell with --count. Writes protected.csv. With --published the table that
    you mean to publish is attacked too: the same columns of names, and the numbers in a column “shown” (* is 1 to 7;
    empty, -, .. or x is hidden altogether); totals are rows whose cell of names is empty.
    """
    from throughline.analysis.disclosure import chart, protect_counts
    from throughline.analysis.disclosure.audit import audit, cube

    ways = [rows, *([columns] if columns else [])]
    counts, axes = _counts(work.read(file, *_wanted(ways, count)), ways, count)
    figures, sums = cube(counts, axes)
    protection = protect_counts(counts, rows=axes[0] if columns else None, columns=axes[-1], margins=margins)
    shown = {NAIVE: _naive(figures), OURS: _readings(protection)}
    shown |= {THEIRS: _published(work, published, ways, figures, rounding)} if published else {}
    work.progress(0, note="attacking the table")
    audits = {way: audit(figures, told, sums) for way, told in shown.items()}
    decides = audits[THEIRS if published else OURS]
    title = f"{'Small numbers' if decides.leaks else 'Nothing small'} can be worked out"
    return Report(
        result={"protected": protection, "audit": decides, "small_hidden_only": _Numbers(audits[NAIVE])},
        n=int(counts.sum()),
        title=title,
        sentence=decides.shown,
        charts={"disclosure": chart.draw(audits, title=title, sentence=decides.shown)},
        tables=[Listing("The table as it may be published", *_sheet(protection, rows))],
        warnings=[EXACT, *protection.notes, *decides.warnings],
        method=METHOD,
        files={"protected.csv": as_csv(*_sheet(protection, rows))},
    )


def _wanted(ways: list[str], count: str | None) -> list[Column]:
    names = [column(name, option=option) for name, option in zip(ways, ("--rows", "--columns"), strict=False)]
    return names + ([column(count, kind="integer", least=0, option="--count")] if count else [])


def _counts(table: Table, ways: list[str], count: str | None) -> tuple[np.ndarray, list[list[str]]]:
    """People by row and column, and the labels of each; a cell that stands twice in a table of cells is refused."""
    import numpy as np

    axes = [sorted(set(table[name])) for name in ways]
    places = [{label: i for i, label in enumerate(labels)} for labels in axes]
    counts = np.zeros([len(labels) for labels in axes], dtype=np.int64)
    people = table[count] if count else np.ones(len(table), dtype=np.int64)
    seen: set[tuple[int, ...]] = set()
    for i, names in enumerate(zip(*(table[name] for name in ways), strict=True)):
        cell = tuple(place[name] for place, name in zip(places, names, strict=True))
        if count and cell in seen:
            raise table.wrong(i, ways[0], f"the cell of {' and '.join(names)} stands here a second time")
        seen.add(cell)
        counts[cell] += people[i]
    return counts, axes


def _naive(figures: Mapping[Key, int]) -> dict[Key, Range]:
    """What many publish: small numbers hidden, all others and the totals exact."""
    return {key: (1, 7) if 0 < n < 8 else (n, n) for key, n in figures.items()}


def _readings(protection: Protection) -> dict[Key, Range]:
    """What a reader is told by a protected table, under the keys of `cube`."""
    told: dict[Key, Protected] = {}
    two_ways = protection.rows != ("",)
    for row, cells in zip(protection.rows, protection.cells, strict=True):
        told |= {
            ((row, name) if two_ways else (name,)): cell for name, cell in zip(protection.columns, cells, strict=True)
        }
    if two_ways:
        told |= {(row, None): cell for row, cell in zip(protection.rows, protection.row_totals, strict=False)}
        told |= {(None, name): cell for name, cell in zip(protection.columns, protection.column_totals, strict=False)}
    if protection.total is not None:
        told[(None, None) if two_ways else (None,)] = protection.total
    return {key: (cell.low, math.inf if cell.high is None else cell.high) for key, cell in told.items()}


def _published(work: Work, path: Path, ways: list[str], figures: Mapping[Key, int], rounding: int) -> dict[Key, Range]:
    """What a reader is told by a table in a file. An empty name is a total."""
    table = work.read(path, *(column(name, blanks=True) for name in ways), column("shown", blanks=True))
    told: dict[Key, Range] = {}
    for i, (*key, text) in enumerate(zip(*(table[name] for name in ways), table["shown"], strict=True)):
        if tuple(key) not in figures:
            raise table.wrong(i, ways[0], f"there is nobody of {' and '.join(map(str, key))} in the other file")
        if text is not None and text not in LEFT_OUT:
            low, high = _range(table, i, text, rounding)
            if not low <= figures[tuple(key)] <= high:
                raise table.wrong(i, "shown", f"“{text}” is not true of {figures[tuple(key)]}; is --rounding right?")
            told[tuple(key)] = (low, high)
    return told


def _range(table: Table, index: int, text: str, rounding: int) -> Range:
    if text == HIDDEN:
        return 1, 7
    digits = text.replace(",", "")
    if not digits.isdecimal():
        raise table.wrong(index, "shown", f"“{text}” is neither a whole number nor {HIDDEN}")
    number, half = int(digits), rounding // 2
    return max(0, number - half), number + half


def _sheet(protection: Protection, rows: str) -> tuple[list[str], list[list[str]]]:
    """Headers and rows of the protected table, with its totals where it has them."""
    totals = [[cell] for cell in protection.row_totals] or [[] for _ in protection.rows]
    lines = [
        [row or "People", *map(_text, (*cells, *total))]
        for row, cells, total in zip(protection.rows, protection.cells, totals, strict=True)
    ]
    if protection.total is not None and protection.rows != ("",):
        lines.append(["All", *map(_text, (*protection.column_totals, protection.total))])
    return [rows, *protection.columns, *(["All"] if protection.row_totals else [])], lines


def _text(cell: Protected) -> str:
    """As it may be shown, without the comma of thousands, which other programs stumble over."""
    return cell.text.replace(",", "")
