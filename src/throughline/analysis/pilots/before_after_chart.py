"""The picture of a change from before to after, which is drawn with what speaks against it."""

from __future__ import annotations

from throughline.analysis.charts import Chart
from throughline.analysis.pilots.before_after import BeforeAfter
from throughline.analysis.range_chart import ranges


def draw(found: BeforeAfter, *, title: str, unit: str = "", decimals: int = 1) -> Chart:
    """The change with its range beside no change and, where it is known, beside what would have come by itself; for a
    series, beside the step of the interrupted time series.

    title: the finding. unit: of the scale.
    """
    rows: list[tuple[str, float | None, float | None, float | None, str]] = [
        ("Mean after less mean before", found.change, found.low, found.high, f"{found.change:+,.{decimals}f}")
    ]
    if found.selection is not None:
        rows.append(("Expected by itself", found.selection, None, None, f"{found.selection:+,.{decimals}f}"))
    if found.interrupted is not None and found.interrupted.ratio is None:
        step = found.interrupted.level
        rows.append(
            ("Step, trend taken into account", step.estimate, step.low, step.high, f"{step.estimate:+,.{decimals}f}")
        )
    return ranges(
        title=title,
        sentence=f"{found.shown} {found.warnings[0]}",
        rows=rows,
        line=0.0,
        line_name="no change",
        unit=unit,
        headers=("What", "Change", "Lowest likely", "Highest likely"),
        decimals=decimals,
    )
