"""The picture of agreement: each coefficient with its range, beside what chance alone would give."""

from __future__ import annotations

from collections.abc import Mapping

from throughline.analysis._canvas import Row
from throughline.analysis.agreement import Agreement
from throughline.analysis.charts import Chart
from throughline.analysis.range_chart import ranges

HEADERS = ("Of what", "Agreement", "Lowest likely", "Highest likely")


def draw(found: Mapping[str, Agreement], *, title: str, sentence: str) -> Chart:
    """Draw agreement of several things: of all codes together, and of each code. found: name -> result."""
    return ranges(
        title=title,
        sentence=sentence,
        rows=[
            (name, one.coefficient, one.low, one.high, f"{one.coefficient:.2f}, {one.verdict}")
            for name, one in found.items()
        ],
        line=0,
        line_name="what chance alone would give",
        unit="1 is perfect agreement",
        headers=HEADERS,
    )


def _row(name: str, one: Agreement) -> Row:
    # A bootstrap of few items may leave the estimate itself out by a hair.
    low, high = min(one.low, one.coefficient), max(one.high, one.coefficient)
    return Row(name, one.coefficient, low, high, f"{one.coefficient:.2f}, {one.verdict}")
