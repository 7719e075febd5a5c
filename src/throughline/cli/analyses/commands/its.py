"""`analyse its`: did the pilot work? An interrupted time series, beside what would have gone on without the change."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from throughline.analysis._gaps import first_gap
from throughline.cli.analyses.reading import Table, column
from throughline.cli.analyses.running import FILE, Work, analysis
from throughline.cli.analyses.writing import Report
from throughline.cli.failures import BadInput

if TYPE_CHECKING:
    from throughline.analysis.its import Interruption

METHOD = {
    "counts": "Quasi-Poisson regression with a trend, seasons where asked for, and a step at the change (Bernal, "
    "Cummins and Gasparrini 2017, Int. J. Epidemiology 46); errors widened by the dispersion.",
    "continuous": "Generalised least squares with first-order autocorrelation, by restricted maximum likelihood; "
    "ranges on degrees of freedom reduced for autocorrelation.",
}


@analysis()
@click.argument("file", type=FILE)
@click.option("--value", default="value", show_default=True, help="Column: the count or the measure.")
@click.option("--kind", type=click.Choice(["counts", "continuous"]), required=True, help="Which of the two it is.")
@click.option("--when", help="Column: the date of each period, in order.  [default: periods are numbered]")
@click.option("--change", required=True, metavar="WHERE", help="First period after the change: a date, or its number.")
@click.option("--exposure", help="Column: people (or days) a period, for counts.")
@click.option("--season", type=click.IntRange(min=2), help="Periods a year, for counts with seasons, such as 12.")
@click.option("--harmonics", type=click.IntRange(1, 6), default=2, show_default=True, help="Pairs of seasonal terms.")
@click.option("--slope/--no-slope", default=False, help="Whether the trend may change too.  [default: only the level]")
def its(
    work: Work,
    file: Path,
    value: str,
    kind: str,
    when: str | None,
    change: str,
    exposure: str | None,
    season: int | None,
    harmonics: int,
    slope: bool,
) -> Report:
    """Judge a change at a known date. FILE has a row for each period, in order, at least 8 before and 8 after.

    The model is chosen before the data are seen: a step at the change, and a change of slope where asked for.
    """
    from throughline.analysis import its as library
    from throughline.analysis import its_chart

    if kind == "continuous" and (exposure or season):
        raise BadInput("--exposure and --season are for --kind counts.")
    wanted = [column(value, kind="number", least=0 if kind == "counts" else None, option="--value")]
    wanted += [column(when, kind="date", rising=True, option="--when")] if when else []
    wanted += [column(exposure, kind="number", above=0, option="--exposure")] if exposure else []
    table = work.read(file, *wanted)
    if when:
        _check_gaps(table, when)
    start = _start(table, when, change)
    if kind == "continuous":
        found = library.continuous(table[value], start, slope=slope)
    else:
        people = table[exposure] if exposure else None
        found = library.counts(table[value], start, exposure=people, season=season, harmonics=harmonics, slope=slope)
    labels = [_month(day) for day in table[when]] if when else [f"Period {i}" for i in range(1, len(table) + 1)]
    title = _title(found)
    return Report(
        result=found,
        n=len(table),
        title=title,
        charts={"series": its_chart.draw(found, title=title, labels=labels, value_name=value)},
        method=(METHOD[kind], f"The change is put before {labels[start]}; the dates were not looked for in the data."),
    )


def _check_gaps(table: Table, when: str) -> None:
    """Refuse dates with a gap: trend and seasons would be put at the wrong time."""
    gap = first_gap(table[when])
    if gap is not None:
        after = list(table[when]).index(gap[1])
        words = (
            f"no period stands between {gap[0]} and {gap[1]}: add what is missing, or leave --when out to number them"
        )
        raise table.wrong(after, when, words)


def _start(table: Table, when: str | None, change: str) -> int:
    """The place of the first period after the change."""
    if change.isdigit() and 1 <= int(change) <= len(table):
        return int(change) - 1
    if when is None:
        raise BadInput(
            f"--change must be the number of a period, 1 to {len(table)}, or a date with --when: “{change}”."
        )
    try:
        day = date.fromisoformat(change)
    except ValueError:
        raise BadInput(f"--change must be a date such as 2024-03-31 or a period from 1: “{change}”.") from None
    found = next((i for i, one in enumerate(table[when]) if one >= day), None)
    if found is None:
        raise BadInput(f"{table.path}: no period is on or after {change}.")
    return found


def _title(found: Interruption) -> str:
    if found.level.low > 0:
        return "A rise at the change"
    return "A fall at the change" if found.level.high < 0 else "No clear step at the change"


def _month(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
