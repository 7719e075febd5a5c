"""Pictures of a budget: who is represented under each rule, and what was funded with how many votes."""

from __future__ import annotations

from collections.abc import Sequence

from throughline.analysis.budgets.election import Election
from throughline.analysis.budgets.representation import Representation
from throughline.analysis.budgets.rules import Outcome
from throughline.analysis.charts import Chart, bars, grouped

MOST = 20


def coverage(results: Sequence[Representation], *, title: str) -> Chart:
    """The share of voters with at least one funded project: of each group, under each rule (at most four).

    title: the finding. Raises ValueError for no results, or results on different groups.
    """
    if not results or len({tuple(g.group for g in r.groups) for r in results}) > 1:
        raise ValueError("give one or more results on the same groups")
    sections = [
        (
            f"{share.group} ({share.voters:,} voters)",
            [(r.rule, 100 * r.groups[k].covered, None, None, f"{100 * r.groups[k].covered:.0f}%") for r in results],
        )
        for k, share in enumerate(results[0].groups)
    ]
    sentence = " ".join(r.shown for r in results)
    headers = ("Group", "Rule", "Voters with a funded project", "", "")
    return grouped(title=title, sentence=sentence, groups=sections, unit="% of voters", maximum=100, headers=headers)


def projects(election: Election, outcome: Outcome, *, title: str, most: int = MOST) -> Chart:
    """Votes of each project, funded or not, from the most. title: the finding."""
    votes = {name: int(n) for name, n in zip(election.projects, election.votes, strict=True)}
    order = sorted(votes, key=lambda name: (-votes[name], name))[:most]
    cost = dict(zip(election.projects, election.costs, strict=True))
    funded = set(outcome.chosen)
    rows = [
        (
            f"{name}: {'funded' if name in funded else 'not funded'}, costs {election.money(cost[name])}",
            float(votes[name]),
            None,
            None,
            f"{votes[name]:,}",
        )
        for name in order
    ]
    sentence = f"{outcome.shown} Bars are votes of the {len(order)} projects with most."
    return bars(title=title, sentence=sentence, rows=rows, unit="votes", headers=("Project", "Votes", "", ""))
