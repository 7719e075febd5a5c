"""How well an outcome represents the people who voted: in each group, and against what any group could claim.

EJR+ up to any project (Brill M. and Peters J. 2023, Proceedings of EC; for costs): no group of voters who all
approve a project that is not funded has the money for it (their part of the budget) while each of them would, even
with it, have less funded than that money. It can be checked outright: the worst group for a project is that of the
supporters who have least.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from throughline.analysis.budgets.election import ALL, Election
from throughline.analysis.budgets.rules import Outcome

SMALL = 30


@dataclass(frozen=True, slots=True)
class GroupShare:
    """One group. covered: the share of its voters with at least one funded project. half: with at least half the
    cost of all they approved funded. mean: the mean of that cost share. money: the part of what was spent that its
    voters stand for, each project's cost divided evenly among its supporters; voters_share: its part of all
    voters.
    """

    group: str
    voters: int
    covered: float
    half: float
    mean: float
    money: float
    voters_share: float


@dataclass(frozen=True, slots=True)
class Claim:
    """A group that deserved a project: so many of its supporters, whose part of the budget pays for it and for all
    that was funded for any of them."""

    project: str
    voters: int
    entitled: float


@dataclass(frozen=True, slots=True)
class Representation:
    """groups: all voters first, then each group. claims: empty where EJR+ up to any project holds."""

    rule: str
    groups: tuple[GroupShare, ...]
    claims: tuple[Claim, ...]
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        everybody = self.groups[0]
        start = f"With {self.rule}, {100 * everybody.covered:.0f}% of voters have at least one funded project"
        if len(self.groups) > 1:
            least = min(self.groups[1:], key=lambda g: (g.covered, g.group))
            start += f"; in the group that has least, {least.group}, {100 * least.covered:.0f}%"
        if self.claims:
            first = self.claims[0]
            return f"{start}. {first.voters:,} supporters of {first.project} deserved it and did not get it."
        return f"{start}. No group can claim a project that it did not get."

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "warnings": list(self.warnings), "shown": self.shown}


def represent(election: Election, outcome: Outcome) -> Representation:
    """Measure an outcome. Raises ValueError where it funds a project that is not in the election."""
    place = {name: p for p, name in enumerate(election.projects)}
    if unknown := [name for name in outcome.chosen if name not in place]:
        raise ValueError(f"“{unknown[0]}” is not a project of this election")
    chosen = [place[name] for name in outcome.chosen]
    groups = {"everybody": election.weights, **(election.groups if set(election.groups) != {ALL} else {})}
    small = [name for name, weights in election.groups.items() if weights.sum() < SMALL]
    warnings = (f"Fewer than {SMALL} voters, so their shares are rough: {', '.join(small)}.",) if small else ()
    return Representation(
        outcome.rule,
        tuple(_group(election, name, weights, chosen) for name, weights in groups.items()),
        claims(election, chosen),
        warnings,
    )


def _group(election: Election, name: str, weights: Any, chosen: list[int]) -> GroupShare:
    costs = np.array(election.costs, dtype=object)
    mine, got = election.approves @ costs, election.approves[:, chosen] @ costs[chosen]
    n, asked = int(weights.sum()), mine > 0
    shares = np.array([float(Fraction(int(g), int(m))) if m else 0.0 for g, m in zip(got, mine, strict=True)])
    each = {p: Fraction(election.costs[p], int(votes)) for p in chosen if (votes := election.votes[p])}
    money = sum((each[p] * int(weights @ election.approves[:, p]) for p in each), Fraction(0))
    spent = election.spent(chosen)
    return GroupShare(
        group=name,
        voters=n,
        covered=float(weights[(got > 0).astype(bool)].sum() / n),
        half=float(weights[(asked & (2 * got >= mine)).astype(bool)].sum() / n),
        mean=float(weights @ shares / n),
        money=float(money / spent) if spent else 0.0,
        voters_share=n / election.voters,
    )


def claims(election: Election, chosen: Collection[int]) -> tuple[Claim, ...]:
    """The groups whom EJR+ up to any project would have served, one for each project; none where it holds. Exact."""
    costs = np.array(election.costs, dtype=object)  # whole numbers of any size: small units of money make large ones
    funded = election.approves[:, list(chosen)] @ costs[list(chosen)]
    found = []
    for p, name in enumerate(election.projects):
        if p in chosen:
            continue
        rows = np.flatnonzero(election.approves[:, p])
        rows = rows[np.argsort(funded[rows], kind="stable")]
        voters = election.weights[rows].cumsum()
        # The first so many have at most `funded` each: with p, no more than their part of the budget?
        entitled = (funded[rows] + election.costs[p]) * election.voters <= voters.astype(object) * (election.budget)
        if entitled.any():
            last = int(np.flatnonzero(entitled)[-1])
            part = Fraction(int(voters[last]) * election.budget, election.voters * election.scale)
            found.append(Claim(name, int(voters[last]), float(part)))
    return tuple(sorted(found, key=lambda claim: (-claim.voters, claim.project)))


def why_not(election: Election, outcome: Outcome, project: str) -> str:
    """Why a project was not funded, in a sentence. Raises ValueError where it is not there, or was funded."""
    if project not in election.projects:
        raise ValueError(f"“{project}” is not a project of this election")
    if project in outcome.chosen:
        raise ValueError(f"“{project}” was funded")
    p = election.projects.index(project)
    cost, votes = election.costs[p], int(election.votes[p])
    needs = f"“{project}” costs {election.money(cost)}"
    if cost > election.budget:
        return f"{needs}, more than the whole budget of {election.money(election.budget)}."
    if not votes:
        return f"{needs}, and nobody approved it."
    unspent = election.budget - election.spent([election.projects.index(name) for name in outcome.chosen])
    rest = f"In the end {election.money(unspent)} of the budget were left" + (
        ", which is less than it costs." if unspent < cost else "."
    )
    if outcome.share is not None:
        left = outcome.left[project]
        have = f"Its {votes:,} supporters had {left:,.2f} left among them after paying for other projects they approve."
        if left * election.scale >= cost:
            have = f"Its {votes:,} supporters could have paid for it, but it no longer fitted the budget."
        return f"{needs}. {have} {rest}"
    before = sum(int(election.votes[election.projects.index(name)]) >= votes for name in outcome.chosen)
    return f"{needs} and had {votes:,} votes; {before} funded projects had as many or more. {rest}"
