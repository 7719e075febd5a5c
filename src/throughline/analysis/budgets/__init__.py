"""Participatory budgets: which projects to fund, and how well each group of voters is represented.

`collect` checks costs and ballots; `equal_shares` is the rule, `greedy`, `utilitarian` and `phragmen` stand beside it;
`represent` measures what each group has got, and `why_not` says why a project was not funded.
"""

from throughline.analysis.budgets.election import Election, collect
from throughline.analysis.budgets.representation import Representation, claims, represent, why_not
from throughline.analysis.budgets.rules import Outcome, Tie, equal_shares, greedy, phragmen, utilitarian

__all__ = [
    "Election",
    "Outcome",
    "Representation",
    "Tie",
    "claims",
    "collect",
    "equal_shares",
    "greedy",
    "phragmen",
    "represent",
    "utilitarian",
    "why_not",
]
