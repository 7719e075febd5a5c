"""What happened beside what was expected, period by period, for designs that compare places."""

from __future__ import annotations

from collections.abc import Sequence

from throughline.analysis._frame import LETTER
from throughline.analysis.charts import Chart
from throughline.analysis.curve_chart import Curve, Mark, curves
from throughline.analysis.pilots.effect import Effect

ROOM = 300  # for the names of periods, about


def course(found: Effect, *, title: str, expected_name: str, value_name: str, decimals: int) -> Chart:
    """Draw what happened to the changed places and what was expected of them, with a line where the change came.

    title: the finding. expected_name: what the expected course is of. value_name: what was measured, with its unit.
    Raises ValueError where places took up the change at different times: they have no one course.
    """
    if found.start is None:
        raise ValueError("the places took up the change at different times: draw the effect period by period")
    time = range(len(found.periods))
    rows = [
        (
            name,
            f"{a:,.{decimals}f}",
            f"{b:,.{decimals}f}",
            f"{a - b:+,.{decimals}f}",
            "yes" if i >= found.start else "no",
        )
        for i, (name, a, b) in enumerate(zip(found.periods, found.observed, found.expected, strict=True))
    ]
    return curves(
        title=title,
        sentence=found.shown,
        curves=(Curve("What happened", time, found.observed), Curve(expected_name, time, found.expected)),
        table=(("When", "What happened", "Expected", "Difference", "With the change"), rows),
        y_name=value_name,
        x_ticks=named(found.periods),
        marks=(Mark(found.start - 0.5, f"The change, before {found.periods[found.start]}"),),
    )


def named(periods: Sequence[str]) -> list[tuple[float, str]]:
    """Ticks for as many periods as have room for their names, evenly, the first among them."""
    longest = max(len(name) for name in periods)
    most = max(2, int(ROOM / (LETTER * (longest + 2))))
    step = -(-len(periods) // most)
    return [(i, periods[i]) for i in range(0, len(periods), step)]
