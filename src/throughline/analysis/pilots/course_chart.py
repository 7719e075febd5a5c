"""What happened beside what was expected, period by period, for designs that compare places."""

from __future__ import annotations

from collections.abc import Sequence

from throughline.analysis._frame import LETTER
from throughline.analysis.charts import Chart
from throughline.analysis.curve_chart import Curve, Mark, curves

ROOM = 300  # for the names of periods, about


def course(
    *,
    title: str,
    sentence: str,
    periods: Sequence[str],
    start: int,
    observed: Sequence[float],
    expected: Sequence[float],
    expected_name: str,
    value_name: str,
    decimals: int = 1,
) -> Chart:
    """Draw both courses, with a line where the change came.

    periods: names, one a value. start: index of the first period with the change. Raises ValueError unless there is
    one observed and one expected value a period.
    """
    if not len(periods) == len(observed) == len(expected):
        raise ValueError(f"{len(periods)} periods need as many observed and expected values")
    time = range(len(periods))
    rows = [
        (name, f"{a:,.{decimals}f}", f"{b:,.{decimals}f}", f"{a - b:+,.{decimals}f}", "yes" if i >= start else "no")
        for i, (name, a, b) in enumerate(zip(periods, observed, expected, strict=True))
    ]
    return curves(
        title=title,
        sentence=sentence,
        curves=(Curve("What happened", time, observed), Curve(expected_name, time, expected)),
        table=(("When", "What happened", "Expected", "Difference", "With the change"), rows),
        y_name=value_name,
        x_ticks=named(periods),
        marks=(Mark(start - 0.5, f"The change, before {periods[start]}"),),
    )


def named(periods: Sequence[str]) -> list[tuple[float, str]]:
    """Ticks for as many periods as have room for their names, evenly, the first among them."""
    longest = max(len(name) for name in periods)
    most = max(2, int(ROOM / (LETTER * (longest + 2))))
    step = -(-len(periods) // most)
    return [(i, periods[i]) for i in range(0, len(periods), step)]
