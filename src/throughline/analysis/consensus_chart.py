"""The picture of whether groups agree: each group's share that agrees, with its range, beside one half."""

from __future__ import annotations

from throughline.analysis.charts import Chart
from throughline.analysis.consensus import ENOUGH, HALF, Consensus
from throughline.analysis.range_chart import ranges

HEADERS = ("Group", "Agree, %", "Lowest likely", "Highest likely", "People")


def draw(found: Consensus, *, title: str, sentence: str | None = None) -> Chart:
    """Draw the groups, the one that agrees least first, those that are too small to count last and told so.

    The table has exact numbers of people, as the result has: what is published goes through `disclosure` first.
    """
    groups = sorted(found.groups.items(), key=lambda pair: (pair[1].n < ENOUGH, pair[1].low))
    small = {name: ", too few to count" if group.n < ENOUGH else "" for name, group in groups}
    chart = ranges(
        title=title,
        sentence=sentence or found.shown,
        rows=[
            (name, 100 * g.estimate, 100 * g.low, 100 * g.high, f"{100 * g.estimate:.0f}%{small[name]}")
            for name, g in groups
        ],
        line=100 * HALF,
        line_name="half of a group",
        unit="Of those who voted in the group, % who agree",
        decimals=0,
    )
    table = tuple((*row, f"{g.n:,}") for row, (_name, g) in zip(chart.table[1], groups, strict=True))
    return Chart(chart.svg, chart.title, chart.sentence, (HEADERS, table))
