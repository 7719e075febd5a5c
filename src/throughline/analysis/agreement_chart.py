"""The picture of agreement: each coefficient with its range, beside what chance alone would give."""

from __future__ import annotations

from collections.abc import Mapping

from throughline.analysis.agreement import Agreement, Concordance, Correlation
from throughline.analysis.charts import Chart
from throughline.analysis.range_chart import ranges

HEADERS = ("Of what", "Agreement", "Lowest likely", "Highest likely")


def draw(found: Mapping[str, Agreement], *, title: str, sentence: str) -> Chart:
    """Draw agreement of several things: of all codes together, and of each code. found: name -> result."""
    return ranges(
        title=title,
        sentence=sentence,
        # A bootstrap of few items may leave the estimate itself out by a hair.
        rows=[
            (
                name,
                one.coefficient,
                min(one.low, one.coefficient),
                max(one.high, one.coefficient),
                f"{one.coefficient:.2f}, {one.verdict}",
            )
            for name, one in found.items()
        ],
        line=0,
        line_name="what chance alone would give",
        unit="1 is perfect agreement",
        headers=HEADERS,
    )


def draw_rating(found: Concordance | Correlation, *, title: str) -> Chart:
    """Draw how far ratings go together: Kendall's W alone, an intraclass correlation with its range."""
    if isinstance(found, Concordance):
        name, value, low, high = "Kendall's W", found.w, None, None
    else:
        name, value, low, high = f"ICC({found.kind})", found.estimate, found.low, found.high
    return ranges(
        title=title,
        sentence=f"{found.shown}.",
        rows=[(name, value, low, high, f"{value:.2f}")],
        line=0,
        line_name="no agreement",
        unit="1 is perfect agreement",
        headers=HEADERS,
    )
