"""`analyse funnel`: which places differ by more than their size explains. Never a league table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from throughline.cli.analyses.reading import column
from throughline.cli.analyses.running import FILE, Work, analysis
from throughline.cli.analyses.writing import Report
from throughline.cli.failures import BadInput

if TYPE_CHECKING:
    from throughline.analysis.funnel import Funnel

METHODS = {
    "shares": "Shares on the arcsine scale, extremes drawn in to the 10th and 90th percentile.",
    "shmi": "Observed to expected events on the scale of logarithms, the extreme tenths left out (NHS Digital, SHMI).",
    "cqc": "Observed to expected events on the scale of square roots, extremes drawn in (Care Quality Commission).",
}


@analysis()
@click.argument("file", type=FILE)
@click.option("--place", default="place", show_default=True, help="Column: the name of the place.")
@click.option("--events", default="events", show_default=True, help="Column: how many events there were.")
@click.option("--people", help="Column: of how many people. Compares shares.")
@click.option("--expected", help="Column: how many events were expected. Compares ratios.")
@click.option("--method", type=click.Choice(["shmi", "cqc"]), default="shmi", show_default=True, help="For ratios.")
def funnel(
    work: Work, file: Path, place: str, events: str, people: str | None, expected: str | None, method: str
) -> Report:
    """Compare places fairly. FILE has a row for each place, with events and --people, or events and --expected.

    Limits are widened by what places usually differ by, so that size alone makes nobody look extraordinary.
    """
    from throughline.analysis import funnel as library
    from throughline.analysis import funnel_chart

    base = people or expected
    if base is None or (people and expected):
        raise BadInput("Say --people COLUMN to compare shares, or --expected COLUMN to compare ratios.")
    table = work.read(
        file,
        column(place, unique=True, option="--place"),
        column(events, kind="number", least=0, option="--events"),
        column(base, kind="number", above=0, option="--people" if people else "--expected"),
    )
    given = table[place], table[events], table[base]
    found = library.shares(*given) if people else library.ratios(*given, method="cqc" if method == "cqc" else "shmi")
    title = _title(found)
    names = {"size_name": f"Size of the place ({base})", "value_name": f"{events} / {base}"}
    alone = f"With limits for chance alone, {found.unadjusted} of {len(table)} places would lie outside."
    return Report(
        result=found,
        n=len(table),
        title=title,
        charts={"funnel": funnel_chart.draw(found, title=title, percent=bool(people), **names)},
        method=(
            METHODS["shares" if people else method],
            "Limits hold 99.8% and 95% of places of a size, widened by the variation between places (DerSimonian and "
            "Laird 1986; Spiegelhalter 2005, Statistics in Medicine 24: 1185-1202). " + alone,
        ),
    )


def _title(found: Funnel) -> str:
    places, outside = len(found.places), len(found.outside)
    if not outside:
        return f"None of {places} places stands out"
    return f"{outside} of {places} places stand{'s' * (outside == 1)} out"
