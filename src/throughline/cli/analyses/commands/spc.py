"""`analyse spc`: a control chart. Is this more than the ups and downs of every month?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from throughline.cli.analyses.reading import Column, Table, column
from throughline.cli.analyses.running import FILE, Work, analysis
from throughline.cli.analyses.writing import Report
from throughline.cli.failures import BadInput

if TYPE_CHECKING:
    from throughline.analysis.charts import Chart
    from throughline.analysis.spc import ControlChart

PRESETS = ("nhsr", "mdc_excel", "eight_six")
BETTER = ("increase", "decrease", "neutral")
METHOD = {
    "XmR": "XmR chart, limits at the mean ± 2.66 times the mean moving range (Wheeler 1993, Understanding Variation)",
    "p": "p-chart, limits at the overall share ± 3 binomial standard deviations, by the size of each point",
}

RULES = (
    "Rules (NHS England, Making Data Count): a point beyond a limit; 7 points (eight_six: 6) that rise or fall; two of "
    "three points in the outer third of one side; 7 points (eight_six: 8) on a side of the mean."
)


@analysis()
@click.argument("file", type=FILE)
@click.option("--value", default="value", show_default=True, help="Column: the number to follow.")
@click.option("--of", help="Column: out of how many. Draws a p-chart of the shares.")
@click.option("--when", help="Column: the date of each point, in order.  [default: points are numbered]")
@click.option("--better", type=click.Choice(BETTER), default="neutral", show_default=True, help="Which way is good.")
@click.option("--target", type=float, help="What the value should reach.")
@click.option("--preset", type=click.Choice(PRESETS), default="nhsr", show_default=True, help="Whose rules.")
@click.option("--rebase", multiple=True, metavar="WHERE=REASON", help="New limits from a date or point, and why.")
@click.option("--leave-out", multiple=True, metavar="WHERE=REASON", help="A point that limits do not count, and why.")
@click.option("--baseline", type=click.IntRange(min=2), help="Fix the first limits after this many points.")
@click.option("--unit", default="", help="Put after numbers, such as %.")
def spc(
    work: Work,
    file: Path,
    value: str,
    of: str | None,
    when: str | None,
    better: str,
    target: float | None,
    preset: str,
    rebase: tuple[str, ...],
    leave_out: tuple[str, ...],
    baseline: int | None,
    unit: str,
) -> Report:
    """Draw a control chart. FILE has a row for each month, week or day, in order.

    Rules are those of NHS England, Making Data Count. Presets: nhsr (as the R package NHSRplotthedots: one screening of
    ranges), mdc_excel (as the Excel tool: none), eight_six (8 points for a shift, 6 for a trend).
    """
    from throughline.analysis.spc import p_chart

    if of and (rebase or leave_out or baseline):
        raise BadInput("--rebase, --leave-out and --baseline are for charts without --of.")
    table = work.read(file, *_columns(value, of, when))
    days = table[when] if when else None
    shared: dict[str, Any] = {"better": better, "when": days, "target": target, "preset": preset}
    if of:
        _check_shares(table, value, of)
        found = p_chart(table[value], table[of], **shared)
    else:
        found = _xmr(table, value, rebase, leave_out, baseline=baseline, **shared)
    title = _title(found)
    return Report(
        result=found,
        n=len(table),
        title=title,
        charts={"control": _drawn(found, title, days, unit, percent=bool(of))},
        method=(f"{METHOD['p' if of else 'XmR']}; preset {preset}.", RULES),
    )


def _columns(value: str, of: str | None, when: str | None) -> list[Column]:
    found = [column(value, kind="number", option="--value")]
    found += [column(of, kind="number", above=0, option="--of")] if of else []
    return found + ([column(when, kind="date", rising=True, option="--when")] if when else [])


def _title(found: ControlChart) -> str:
    n = len(found.points)
    if not found.flagged:
        return f"None of {n} points differs from the usual ups and downs"
    return f"{found.flagged} of {n} points differ{'s' * (found.flagged == 1)} from the usual ups and downs"


def _drawn(found: ControlChart, title: str, days: Sequence[date] | None, unit: str, *, percent: bool) -> Chart:
    from throughline.analysis import spc_chart

    labels = [_day(day) for day in days] if days else [f"Point {i}" for i in range(1, len(found.points) + 1)]
    decimals = _decimals(found, 100 if percent else 1)
    return spc_chart.draw(found, title=title, labels=labels, unit=unit, decimals=decimals, percent=percent)


def _check_shares(table: Table, value: str, of: str) -> None:
    for i, (part, whole) in enumerate(zip(table[value], table[of], strict=True)):
        if not 0 <= part <= whole:
            raise table.wrong(i, value, f"{part:g} is not between 0 and the {whole:g} of “{of}”")


def _xmr(table: Table, value: str, rebase: Sequence[str], leave_out: Sequence[str], **shared: Any) -> ControlChart:
    from throughline.analysis.spc import LeftOut, Rebase, xmr

    days = shared["when"]
    changes = [Rebase(*_known("--rebase", text, days)) for text in rebase]
    without = [LeftOut(*_known("--leave-out", text, days)) for text in leave_out]
    return xmr(table[value], rebase=changes, leave_out=without, **shared)


def _known(option: str, text: str, days: Sequence[date] | None) -> tuple[int, str]:
    """The index of a point, and why: “2020-03-01=visits stopped” is the first point on or after that day, “13=visits
    stopped” is point 13."""
    where, _, reason = text.partition("=")
    try:
        if where.strip().isdigit():
            return int(where) - 1, reason
        day = date.fromisoformat(where.strip())
    except ValueError:
        raise BadInput(
            f"{option} “{text}” must begin with a date (2024-03-31=reason) or a point (13=reason)."
        ) from None
    if days is None:
        raise BadInput(f"{option} with a date needs --when, the column of dates.")
    start = next((i for i, one in enumerate(days) if one >= day), None)
    if start is None:
        raise BadInput(f"{option} “{text}”: no point is on or after that day.")
    return start, reason


def _decimals(found: ControlChart, scale: float) -> int:
    """Enough to tell the limits apart by two figures."""
    apart = scale * max(found.points[-1].upper - found.points[-1].lower, 1e-9)
    return max(0, 1 - math.floor(math.log10(apart)))


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
