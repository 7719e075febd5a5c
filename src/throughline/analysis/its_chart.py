"""The picture of an interrupted time series: what happened, beside what would have gone on without the change."""

from __future__ import annotations

from collections.abc import Sequence

from throughline.analysis.charts import Chart
from throughline.analysis.curve_chart import Curve, Mark, curves
from throughline.analysis.its import Interruption

HEADERS = ("When", "What happened", "The model", "Expected without the change")


def draw(
    found: Interruption,
    *,
    title: str,
    labels: Sequence[str],
    value_name: str,
    change_name: str = "the change",
    sentence: str | None = None,
    decimals: int = 1,
) -> Chart:
    """Draw the series, the model, and the counterfactual from the change on.

    title: the finding. labels: one a period. value_name: what is counted or measured. change_name: what changed, as the
    upright line is called. Raises ValueError unless there is one label a period.
    """
    n = len(found.observed)
    if len(labels) != n:
        raise ValueError(f"{n} labels are needed, one a period, not {len(labels)}")
    times = range(n)
    after = times[found.start :]
    return curves(
        title=title,
        sentence=sentence or found.shown,
        curves=[
            Curve("what happened", times, found.observed, style="points"),
            Curve("the model", times, found.fitted),
            Curve("expected without the change", after, [found.without[i] for i in after]),
        ],
        table=(HEADERS, _rows(found, labels, decimals)),
        y_name=value_name,
        x_ticks=[(i, labels[i]) for i in (0, n - 1)],
        marks=[Mark(found.start - 0.5, change_name)],
    )


def _rows(found: Interruption, labels: Sequence[str], decimals: int) -> list[tuple[str, ...]]:
    columns = (found.observed, found.fitted, found.without)
    return [
        (
            labels[i],
            *(f"{one[i]:,.{decimals}f}" if one is not found.without or i >= found.start else "" for one in columns),
        )
        for i in range(len(labels))
    ]
