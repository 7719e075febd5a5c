"""`analyse wedge`: did it work, place after place? A stepped wedge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from throughline.cli.analyses.periods import one_row_each, periods_of
from throughline.cli.analyses.reading import Table, column
from throughline.cli.analyses.running import FILE, Work, analysis
from throughline.cli.analyses.writing import Listing, Report
from throughline.cli.failures import BadInput

if TYPE_CHECKING:
    from throughline.analysis.pilots.wedge import WedgeEffect

METHOD = (
    "Mixed model with an effect of every period and random effects of places and of their periods (Hussey and Hughes "
    "2007, Contemporary Clinical Trials 28; Hooper and others 2016, Statistics in Medicine 35), variances by "
    "restricted maximum likelihood.",
    "Ranges by Student's t with places - 2 degrees of freedom; a p-value by dealing out the starts again (Ji and "
    "others 2017, Annals of Applied Statistics 11).",
)


@analysis(seeded=True)
@click.argument("file", type=FILE)
@click.option("--place", default="place", show_default=True, help="Column: the name of the place.")
@click.option("--when", default="when", show_default=True, help="Column: the period, a number or a date.")
@click.option("--value", default="value", show_default=True, help="Column: what was measured, or its mean.")
@click.option(
    "--changed", default="changed", show_default=True, help="Column: whether the place had the change, 1 or 0."
)
@click.option("--people", help="Column: how many people the mean is of.  [default: each row is one measurement]")
@click.option("--shares", is_flag=True, help="Values are shares of people (0 to 1), with --people.")
def wedge(
    work: Work, file: Path, place: str, when: str, value: str, changed: str, people: str | None, shares: bool
) -> Report:
    """Analyse a change that places took up one after the other. FILE has a row for each measurement; with --people, a
    row for each place and period.
    """
    from throughline.analysis.pilots import wedge as library
    from throughline.analysis.pilots import wedge_chart

    if shares and not people:
        raise BadInput("--shares needs --people, the column of how many people each share is of.")
    wanted = [column(place, option="--place"), column(when, option="--when")]
    wanted += [column(value, kind="number", option="--value"), column(changed, kind="flag", option="--changed")]
    wanted += [column(people, kind="number", above=0, option="--people")] if people else []
    table = work.read(file, *wanted)
    if people:
        one_row_each(table, place, when)
    _same_change(table, place, when, changed)
    rows = library.rollout(
        table[place],
        periods_of(table, when),
        table[value],
        table[changed],
        people=table[people] if people else None,
        shares=shares,
    )
    found = library.stepped_wedge(rows, seed=work.seed)
    title = _title(found)
    return Report(
        result=found,
        n=len(found.places),
        title=title,
        charts={"wedge": wedge_chart.draw(found, title=title, decimals=2 if shares else 1)},
        method=METHOD,
        tables=(_spread(found),),
    )


def _same_change(table: Table, place: str, when: str, changed: str) -> None:
    first: dict[tuple[str, str], int] = {}
    for i, key in enumerate(zip(table[place], table[when], strict=True)):
        before = first.setdefault(key, i)
        if table[changed][i] != table[changed][before]:
            raise table.wrong(i, changed, f"otherwise than in row {table.row(before)}, of the same place and period")


def _spread(found: WedgeEffect) -> Listing:
    rows = [
        ("between people", f"{found.within:.3g}"),
        ("between places", f"{found.places_sd:.3g}"),
        ("between periods of a place", f"{found.cells_sd:.3g}"),
        ("correlation within a place and period", f"{found.icc:.3f}"),
    ]
    return Listing("What makes measurements differ (standard deviations)", ("What", "How much"), rows)


def _title(found: WedgeEffect) -> str:
    if found.low > 0:
        return "The change raised the measure"
    return "The change lowered the measure" if found.high < 0 else "No clear effect of the change"
