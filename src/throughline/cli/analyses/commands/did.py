"""`analyse did`: did the pilot work? Places with a change beside places without it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from throughline.cli.analyses.periods import one_row_each, periods_of
from throughline.cli.analyses.reading import column
from throughline.cli.analyses.running import FILE, Work, analysis
from throughline.cli.analyses.writing import Listing, Report

if TYPE_CHECKING:
    from throughline.analysis.charts import Chart
    from throughline.analysis.pilots.effect import Effect
    from throughline.analysis.pilots.panel import Panel

METHODS = ("difference", "synthetic", "synthetic-difference")
METHOD = {
    "difference": "Difference-in-differences: values without the change imputed from effects of places and periods "
    "(Borusyak, Jaravel and Spiess 2024, Review of Economic Studies 91).",
    "synthetic": "Synthetic control: the mixture of other places that traces the changed one before the change "
    "(Abadie, Diamond and Hainmueller 2010, JASA 105).",
    "synthetic-difference": "Synthetic difference-in-differences (Arkhangelsky, Athey, Hirshberg, Imbens and Wager "
    "2021, American Economic Review 111), weights at their minimum.",
}
CHANCE = {
    "placebo in space": "Chance is judged by pretending the change in each other place (Conley and Taber 2011).",
    "permutation": "Chance is judged by dealing out the starts again among all places (Fisher 1935).",
    "change of each place": "Chance is judged by how much places differ in their change from before to after (Welch "
    "1947; Bertrand, Duflo and Mullainathan 2004).",
    "none": "There are too few places to judge chance.",
}


@analysis(seeded=True)
@click.argument("file", type=FILE)
@click.option("--place", default="place", show_default=True, help="Column: the name of the place.")
@click.option("--when", default="when", show_default=True, help="Column: the period, a number or a date.")
@click.option("--value", default="value", show_default=True, help="Column: what was measured.")
@click.option(
    "--changed", default="changed", show_default=True, help="Column: whether the place had the change, 1 or 0."
)
@click.option("--method", type=click.Choice(METHODS), default=METHODS[0], show_default=True, help="How to compare.")
@click.option("--pretend", type=click.IntRange(min=1), help="A placebo: only what was before, changed so much earlier.")
def did(
    work: Work, file: Path, place: str, when: str, value: str, changed: str, method: str, pretend: int | None
) -> Report:
    """Compare places with a change with places without it. FILE has a row for each place and period.

    --changed is 1 from the first period of a place with the change to the end. With --pretend 5 the change is put 5
    periods earlier and everything after it is left out: what is found then is chance, or a drift of old.
    """
    from throughline.analysis.pilots.panel import panel

    table = work.read(
        file,
        column(place, option="--place"),
        column(when, option="--when"),
        column(value, kind="number", option="--value"),
        column(changed, kind="flag", option="--changed"),
    )
    one_row_each(table, place, when)
    rows = panel(table[place], periods_of(table, when), table[value], table[changed])
    if pretend is not None:
        rows = rows.backdated(pretend)
    if method == "difference":
        return _difference(rows, value, work.seed)
    return _synthetic(rows, value, method, work.seed)


def _difference(rows: Panel, value: str, seed: int) -> Report:
    from throughline.analysis.pilots import did_chart
    from throughline.analysis.pilots.did import difference_in_differences

    found = difference_in_differences(rows, seed=seed)
    title = _title(found)
    charts: dict[str, Chart] = {"moments": did_chart.draw_moments(found, title=title, value_name=value)}
    if found.start is not None:
        charts = {"course": did_chart.draw(found, title=title, value_name=value), **charts}
    return Report(
        result=found,
        n=len(rows.units),
        title=title,
        charts=charts,
        method=(METHOD["difference"], CHANCE[found.inference]),
    )


def _synthetic(rows: Panel, value: str, method: str, seed: int) -> Report:
    from throughline.analysis.pilots import synthetic, synthetic_chart

    analyse = synthetic.synthetic_control if method == "synthetic" else synthetic.synthetic_difference
    found = analyse(rows, seed=seed)
    title = _title(found)
    drawn = {
        "course": synthetic_chart.draw(found, title=title, value_name=value),
        "mixture": synthetic_chart.draw_weights(found, title="What the mixture is made of"),
    }
    without = [(name, f"{effect:+.3g}") for name, effect in found.without_one]
    return Report(
        result=found,
        n=len(rows.units),
        title=title,
        charts=drawn,
        method=(METHOD[method], CHANCE[found.inference]),
        tables=(Listing("The effect without each place that weighs 5% or more", ("Without", "Effect"), without),),
    )


def _title(found: Effect) -> str:
    if found.low is None or found.high is None:
        return "Too few places to judge chance"
    if found.low > 0:
        return "Higher than the other places lead to expect"
    return "Lower than the other places lead to expect" if found.high < 0 else "No clear difference from other places"
