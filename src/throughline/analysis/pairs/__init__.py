"""Items compared in pairs, or ranked: how strong each is, how surely, and what to ask next.

`votes.collect` holds votes; `bradley_terry` fits strengths with standard errors, ties and clusters; `plackett_luce`
does so from rankings; `wiki_survey` scores ideas that people add themselves; `position` checks whether the side
decided; `next_pairs` draws what to ask; `by_group` compares groups of people.
"""

from throughline.analysis.pairs.asking import next_pairs
from throughline.analysis.pairs.bradley_terry import Strengths, bradley_terry
from throughline.analysis.pairs.groups import ByGroup, by_group
from throughline.analysis.pairs.plackett_luce import RankStrengths, plackett_luce
from throughline.analysis.pairs.votes import Pairs, Votes, collect, from_codes, from_counts
from throughline.analysis.pairs.wiki import Position, WikiSurvey, position, production_score, wiki_survey

__all__ = [
    "ByGroup",
    "Pairs",
    "Position",
    "RankStrengths",
    "Strengths",
    "Votes",
    "WikiSurvey",
    "bradley_terry",
    "by_group",
    "collect",
    "from_codes",
    "from_counts",
    "next_pairs",
    "plackett_luce",
    "position",
    "production_score",
    "wiki_survey",
]
