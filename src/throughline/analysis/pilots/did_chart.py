"""The pictures of a difference-in-differences: the course beside the expected one, and the effect period by period."""

from __future__ import annotations

from throughline.analysis.charts import Chart
from throughline.analysis.curve_chart import Curve, Mark, curves
from throughline.analysis.pilots.course_chart import course
from throughline.analysis.pilots.did import DifferenceInDifferences, Moment


def draw(found: DifferenceInDifferences, *, title: str, value_name: str = "value", decimals: int = 1) -> Chart:
    """The places with the change beside what the others' course leads to expect of them; with different starts there
    is no such course, and the event study is drawn instead.

    title: the finding. value_name: what was measured, with its unit.
    """
    if found.start is None:
        return draw_moments(found, title=title, value_name=value_name, decimals=decimals)
    return course(
        found,
        title=title,
        expected_name="What the places without the change lead to expect",
        value_name=value_name,
        decimals=decimals,
    )


def draw_moments(found: DifferenceInDifferences, *, title: str, value_name: str = "value", decimals: int = 1) -> Chart:
    """The event study: the effect at each period from the change on, and before it, where it should be near 0."""
    moments = found.moments
    name = "Difference from the places without it"
    x, y = [m.periods for m in moments], [m.estimate for m in moments]
    effect = Curve(name, x, y)
    if all(m.low is not None and m.high is not None for m in moments):
        effect = Curve(
            f"{name}, with its range", x, y, [m.low or 0.0 for m in moments], [m.high or 0.0 for m in moments]
        )
    nothing = Curve("No effect", (moments[0].periods, moments[-1].periods), (0.0, 0.0))
    before = sum(1 for m in moments if m.periods < 0)
    sentence = (
        f"{before} periods before the change, where the difference should stay near 0, and "
        f"{len(moments) - before} from it on. {found.shown}"
    )
    return curves(
        title=title,
        sentence=sentence,
        curves=(effect, nothing),
        table=(
            ("Periods from the change", "Effect", "Lowest likely", "Highest likely"),
            [_row(m, decimals) for m in moments],
        ),
        y_name=f"Effect on {value_name}",
        x_name="Periods from the change",
        marks=(Mark(-0.5, "The change"),),
    )


def _row(moment: Moment, decimals: int) -> tuple[str, ...]:
    numbers = (moment.estimate, moment.low, moment.high)
    return (f"{moment.periods:+d}", *("" if x is None else f"{x:+,.{decimals}f}" for x in numbers))
