"""The picture of who took part beside who there is: each group's ratio to its share of the population, with its
range."""

from __future__ import annotations

from throughline.analysis.charts import Chart
from throughline.analysis.range_chart import ranges
from throughline.analysis.representation import Representation

HEADERS = ("Group", "Ratio", "Lowest likely", "Highest likely", "People", "Of those who took part", "Of the population")


def draw(found: Representation, *, title: str, sentence: str | None = None) -> Chart:
    """Draw the groups, those heard least first.

    The table has exact counts, as the result has: what is published goes through `disclosure` first.
    """
    groups = sorted(found.groups, key=lambda group: group.ratio)
    chart = ranges(
        title=title,
        sentence=sentence or found.shown,
        rows=[(g.name, g.ratio, g.low, g.high, f"{g.ratio:.2f}, {g.standing}") for g in groups],
        line=1,
        line_name="its share of the population",
        unit="Share of those who took part, divided by the share of the population",
    )
    _headers, rows = chart.table
    more = [(f"{g.n:,}", f"{100 * g.share:.1f}%", f"{100 * g.expected:.1f}%") for g in groups]
    table = tuple((*row, *extra) for row, extra in zip(rows, more, strict=True))
    return Chart(chart.svg, chart.title, chart.sentence, (HEADERS, table))
