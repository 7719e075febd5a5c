"""Which projects to fund: the method of equal shares with its completions, and the rules that it is compared with.

Sources: Peters D., Pierczyński G. and Skowron P. (2021), Proportional participatory budgeting with additive
utilities, NeurIPS 34 (equal shares; completion by raising everybody's share step by step until the next would
overspend, "Add1", as official votes use it); Phragmén E. (1894), sequential form for budgets: Los M., Christoff Z.
and Grossi D. (2022), IJCAI.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from throughline.analysis._words import many
from throughline.analysis.budgets._purchases import Run, Support, Tie
from throughline.analysis.budgets.election import Election, Satisfaction, amount

Completion = Literal["none", "utilitarian", "add1", "add1, then utilitarian"]
COMPLETIONS = ("none", "utilitarian", "add1", "add1, then utilitarian")
MOST_RUNS = 20_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule funds. chosen: in the order of choosing. cost, budget: in the money that was given. shares: each
    voter's share with which equal shares ended, None for other rules. completed: of `chosen`, those that a
    completion added. ties: where projects were equal, and which was taken. left: of each project that was not
    funded, what its supporters had left together (equal shares only).
    """

    rule: str
    chosen: tuple[str, ...]
    cost: Fraction
    budget: Fraction
    share: Fraction | None
    runs: int
    completed: tuple[str, ...]
    ties: tuple[Tie, ...]
    left: dict[str, float]
    warnings: tuple[str, ...]

    @property
    def unspent(self) -> Fraction:
        return self.budget - self.cost

    @property
    def shown(self) -> str:
        return (
            f"{self.rule.capitalize()} funds {many(len(self.chosen), 'project')} for {_number(self.cost)} of "
            f"{_number(self.budget)}; {_number(self.unspent)} are left."
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "chosen": list(self.chosen),
            "cost": float(self.cost),
            "budget": float(self.budget),
            "unspent": float(self.unspent),
            "share": None if self.share is None else float(self.share),
            "runs": self.runs,
            "completed": list(self.completed),
            "ties": [asdict(tie) for tie in self.ties],
            "left": self.left,
            "warnings": list(self.warnings),
            "shown": self.shown,
        }


def _number(money: Fraction) -> str:
    return f"{int(money):,}" if money.denominator == 1 else f"{float(money):,.2f}"


def equal_shares(
    election: Election,
    *,
    completion: Completion = "add1, then utilitarian",
    satisfaction: Satisfaction = "cost",
    increment: int | float | str | Fraction | None = None,
) -> Outcome:
    """The method of equal shares.

    completion: what is done with money that it leaves: "none"; "utilitarian", the most approved projects that still
    fit; "add1", everybody's share is raised by `increment` as long as the outcome stays within the budget; or both,
    the usual in official votes. satisfaction: of a funded project, its "cost" (so that 2 projects of 50 count as
    one of 100) or the "number" 1. increment: in money a voter, by default 1, or a thousandth of the first share
    where that is more. Raises ValueError for a completion or satisfaction that does not exist, an increment that is
    not above 0, or one so small that more than 20,000 runs would be needed.
    """
    if completion not in COMPLETIONS or satisfaction not in ("cost", "number"):
        raise ValueError(f"completion is one of {', '.join(COMPLETIONS)}; satisfaction is cost or number")
    support = Support.of(election, satisfaction)
    share = Fraction(election.budget, election.voters)
    run, runs = Run(support, share), 1
    run.go()
    if completion.startswith("add1"):
        run, runs = _add1(election, support, run, _increment(election, share, increment))
    chosen, ties = run.chosen, list(run.ties)
    added: list[int] = []
    if completion.endswith("utilitarian"):
        added, more = _by_votes(election, chosen)
        ties += more
    votes = election.weights * run.money / election.scale
    left = {
        name: float(votes @ election.approves[:, p])
        for p, name in enumerate(election.projects)
        if p not in (*chosen, *added)
    }
    name = "equal shares" if completion == "none" else f"equal shares ({completion})"
    return _outcome(election, name, chosen, added, ties, share=run.share, runs=runs, left=left)


def _increment(election: Election, share: Fraction, asked: int | float | str | Fraction | None) -> Fraction:
    """In units of the election."""
    if asked is not None:
        return amount(asked, "the increment") * election.scale
    return Fraction(max(1, math.ceil(share / election.scale / 1000)) * election.scale)


def _add1(election: Election, support: Support, run: Run, increment: Fraction) -> tuple[Run, int]:
    """Raise the share while the outcome stays within the budget. With money for every project on its own nothing
    changes any more, so it ends."""
    wanted = [p for p, rows in enumerate(support.rows) if len(rows) and election.costs[p] <= election.budget]
    runs = 1
    while len(run.bought) < len(wanted):
        if runs > MOST_RUNS:
            raise ValueError(f"after {MOST_RUNS:,} runs the budget is not used up: ask for a larger increment")
        trial = Run(support, run.share + increment)
        runs += 1
        if trial.go(most=election.budget):
            break
        run = trial
    return run, runs


def greedy(election: Election) -> Outcome:
    """The usual rule of town halls: the most approved projects, each if it still fits."""
    chosen, ties = _by_votes(election, [])
    return _outcome(election, "most votes first", chosen, [], ties)


def _by_votes(election: Election, chosen: Sequence[int]) -> tuple[list[int], list[Tie]]:
    """Projects added to `chosen` by votes, and the ties that decided whether a project was funded."""
    votes = election.votes
    left = election.budget - election.spent(chosen)
    open_ = {p for p in range(len(election.costs)) if p not in set(chosen) and votes[p] > 0}
    added: list[int] = []
    ties = []
    while fit := [p for p in open_ if election.costs[p] <= left]:
        most = max(int(votes[p]) for p in fit)
        equal = [p for p in fit if votes[p] == most]
        p = election.preferred(equal)
        if len(equal) > 1 and sum(election.costs[q] for q in equal) > left:
            ties.append(Tie(tuple(sorted(election.projects[q] for q in equal)), election.projects[p]))
        open_.discard(p)
        added.append(p)
        left -= election.costs[p]
    return added, ties


def utilitarian(election: Election, *, satisfaction: Satisfaction = "cost") -> Outcome:
    """The projects that give most satisfaction in all (a knapsack, solved to the optimum), whoever has it."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    costs = np.array(election.costs, dtype=float)
    value = election.votes * (costs if satisfaction == "cost" else 1.0)
    fits = (costs <= election.budget) & (election.votes > 0)
    found = milp(
        -value / value.max() if value.max() > 0 else -value,
        constraints=LinearConstraint(costs[None] / election.budget, -np.inf, 1.0),
        bounds=Bounds(0, fits.astype(float)),
        integrality=np.ones(len(costs)),
        options={"mip_rel_gap": 0.0},
    )
    if found.x is None:
        raise ValueError(f"the best set of projects was not found: {found.message}")
    chosen = [int(p) for p in np.flatnonzero(found.x > 0.5)]
    if election.spent(chosen) > election.budget:
        raise ValueError("the best set of projects was not found within rounding: give costs in larger units")
    chosen.sort(key=lambda p: (-int(election.votes[p]), p))
    return _outcome(election, "most satisfaction", chosen, [], [])


def phragmen(election: Election) -> Outcome:
    """Phragmén's sequential rule: voters earn money at the same speed, and a project is bought as soon as its
    supporters have its cost; it ends when the next would overspend. Exact."""
    paid_at: list[Fraction] = [Fraction(0)]
    last = np.zeros(len(election.weights), dtype=np.int64)  # of each profile, at which entry of paid_at it has no money
    rows = [np.flatnonzero(column) for column in election.approves.T]
    open_ = {p for p in range(len(rows)) if len(rows[p])}
    left, chosen, ties = election.budget, [], []
    while open_:
        when = {p: _time(election, p, rows[p], last, paid_at) for p in open_}
        soonest = min(when.values())
        equal = [p for p in open_ if when[p] == soonest]
        p = election.preferred(equal)
        if election.costs[p] > left:
            break
        if len(equal) > 1:
            ties.append(Tie(tuple(sorted(election.projects[q] for q in equal)), election.projects[p]))
        chosen.append(p)
        open_.discard(p)
        left -= election.costs[p]
        paid_at.append(soonest)
        last[rows[p]] = len(paid_at) - 1
    return _outcome(election, "Phragmén", chosen, [], ties)


def _time(election: Election, p: int, rows: Any, last: Any, paid_at: list[Fraction]) -> Fraction:
    """When the supporters of p have its cost: (cost + sum of when each was last without money) / supporters."""
    weights = election.weights[rows]
    since = np.bincount(last[rows], weights, len(paid_at))
    waited = sum((int(k) * paid_at[j] for j, k in enumerate(since) if k), Fraction(0))
    return (election.costs[p] + waited) / int(weights.sum())


def _outcome(
    election: Election,
    rule: str,
    chosen: Sequence[int],
    added: Sequence[int],
    ties: Sequence[Tie],
    *,
    share: Fraction | None = None,
    runs: int = 1,
    left: dict[str, float] | None = None,
) -> Outcome:
    names, scale = election.projects, election.scale
    cost = election.spent([*chosen, *added])
    assert cost <= election.budget, "a rule never spends more than there is"
    close = [f"{', '.join(t.projects)} were equal; {t.taken} came first by votes, cost and name." for t in ties]
    return Outcome(
        rule,
        tuple(names[p] for p in (*chosen, *added)),
        Fraction(cost, scale),
        Fraction(election.budget, scale),
        None if share is None else share / scale,
        runs,
        tuple(names[p] for p in added),
        tuple(ties),
        left or {},
        (*election.warnings, *close),
    )
