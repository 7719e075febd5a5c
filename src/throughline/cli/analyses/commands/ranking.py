"""`analyse ranking`: many rankings, one order; by several rules side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from throughline.cli.analyses.reading import Table, column
from throughline.cli.analyses.running import FILE, Work, analysis
from throughline.cli.analyses.writing import Listing, Report

METHOD = (
    "Borda: a point for each option that a ballot puts below, half for each beside it. Instant run-off: every order of "
    "dropping options that are last together is followed. Schulze (2011) by winning votes; ranked pairs (Tideman 1987) "
    "by margins.",
)


@analysis()
@click.argument("file", type=FILE)
@click.option("--options", "pattern", default="*", show_default=True, help="Columns of options: a pattern.")
@click.option("--count", help="Column: how many gave this ballot.")
@click.option("--voter", help="Column: who gave it, which is left out.")
def ranking(work: Work, file: Path, pattern: str, count: str | None, voter: str | None) -> Report:
    """Rank options. FILE has a row for each ballot and a column for each option, with its place: 1 for the first.

    Equal numbers are a tie; an empty cell is an option that the ballot leaves out.
    """
    from throughline.analysis.rankings import collect, compare, rankings_chart

    named = [column(count, kind="integer", least=0, option="--count")] if count else []
    named += [column(voter, option="--voter")] if voter else []
    places = column(pattern, kind="integer", blanks=True, least=1, option="--options")
    table = work.read(file, *named, others=places)
    ballots = [_ballot(table, i) for i in range(len(table))]
    found = compare(
        collect(ballots, counts=[int(n) for n in table[count]] if count else None, options=list(table.others))
    )
    winners = found.rankings["Schulze"].winners
    title = f"{' and '.join(winners)} {'come' if len(winners) > 1 else 'comes'} first by Schulze's rule"
    duels = [(d.first, d.second, d.above, d.below, d.neither) for d in found.duels]
    return Report(
        result=found,
        n=found.voters,
        title=title,
        charts={"places": rankings_chart.places(found, title=title)},
        tables=(Listing("Every pair", ("First", "Second", "First above", "Second above", "Neither"), duels),),
        method=METHOD,
    )


def _ballot(table: Table, row: int) -> list[tuple[str, ...]]:
    places: dict[int, list[str]] = {}
    for name in table.others:
        place: Any = table[name][row]
        if place == place:  # not an empty cell, which is NaN
            places.setdefault(int(place), []).append(name)
    return [tuple(places[place]) for place in sorted(places)]
