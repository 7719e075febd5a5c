"""Ranked ballots: one ranking out of many, by several rules side by side, with ties and circles said in words."""

from throughline.analysis.rankings.ballots import Ballots, collect
from throughline.analysis.rankings.comparison import Comparison, as_table, compare
from throughline.analysis.rankings.positions import Combined, combine, total_places
from throughline.analysis.rankings.rules import Ranking, borda, instant_runoff, plurality, ranked_pairs, schulze

__all__ = [
    "Ballots",
    "Combined",
    "Comparison",
    "Ranking",
    "as_table",
    "borda",
    "collect",
    "combine",
    "compare",
    "instant_runoff",
    "plurality",
    "ranked_pairs",
    "schulze",
    "total_places",
]
