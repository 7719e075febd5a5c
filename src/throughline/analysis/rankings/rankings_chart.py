"""A picture of a ranking: how far each option stands above the others, and its place by each rule."""

from __future__ import annotations

from throughline.analysis.charts import Chart, bars
from throughline.analysis.rankings.comparison import Comparison, as_table


def places(comparison: Comparison, *, title: str) -> Chart:
    """Bars of Borda points as a share of the most there can be, named with each option's places; the table has the
    places.

    title: the finding.
    """
    headers, table = as_table(comparison)
    points = comparison.rankings["Borda"].scores
    most = comparison.voters * (len(points) - 1)
    rows = []
    for name, *at in sorted(table, key=lambda row: (-points[row[0]], row[0])):
        share = 100 * points[name] / most
        told = ", ".join(f"{place} by {rule.lower()}" for rule, place in zip(headers[1:], at, strict=True))
        rows.append((f"{name} ({told})", share, None, None, f"{share:.0f}%"))
    sentence = (
        f"{comparison.shown} A bar is how often an option stands above another, over all ballots and all others; "
        "its places by each rule stand above it."
    )
    drawn = bars(title=title, sentence=sentence, rows=rows, unit="% of comparisons", maximum=100)
    return Chart(drawn.svg, title, sentence, (headers, table))
