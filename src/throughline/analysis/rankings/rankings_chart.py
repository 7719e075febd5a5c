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
    for name in sorted(points, key=lambda name: (-points[name], name)):
        share = 100 * points[name] / most
        rows.append((f"{name} ({_told(comparison, name)})", share, None, None, f"{share:.0f}%"))
    sentence = (
        f"{comparison.shown} A bar is how often an option stands above another, over all ballots and all others; "
        "its places by each rule stand above it."
    )
    drawn = bars(title=title, sentence=sentence, rows=rows, unit="% of comparisons", maximum=100)
    return Chart(drawn.svg, title, sentence, (headers, table))


def _told(comparison: Comparison, name: str) -> str:
    """The places of an option, the best first, each with the rules that give it."""
    rules: dict[int, list[str]] = {}
    for rule, ranking in comparison.rankings.items():
        rules.setdefault(ranking.place_of(name), []).append(rule)
    return "; ".join(f"place {place} by {', '.join(rules[place])}" for place in sorted(rules))
