"""Ranked ballots: one ranking out of many, by several rules side by side, with ties and circles said in words."""

from throughline.analysis.rankings.ballots import Ballots, collect
from throughline.analysis.rankings.comparison import Comparison, as_table, compare
from throughline.analysis.rankings.rules import Ranking, borda, instant_runoff, plurality, ranked_pairs, schulze

__all__ = [
    "Ballots",
    "Comparison",
    "Ranking",
    "as_table",
    "borda",
    "collect",
    "compare",
    "instant_runoff",
    "plurality",
    "ranked_pairs",
    "schulze",
]
