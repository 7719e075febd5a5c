"""A budget, projects with their costs, and ballots that approve projects; all money in exact whole units."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

import numpy as np

from throughline.analysis._words import many

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

Money = int | float | str | Decimal | Fraction
Satisfaction = Literal["cost", "number"]
ALL = "all"


@dataclass(frozen=True, slots=True, eq=False)
class Election:
    """Make one with `collect`.

    projects: names, sorted. costs, budget: whole numbers of a unit of which `scale` make one of the money that was
    given. approves: profiles × projects, one row for each different ballot. weights: how many voters gave each.
    groups: group -> the same for its own voters.
    """

    projects: tuple[str, ...]
    costs: tuple[int, ...]
    budget: int
    scale: int
    approves: Bools
    weights: Ints
    groups: dict[str, Ints]
    warnings: tuple[str, ...]

    @property
    def voters(self) -> int:
        return int(self.weights.sum())

    @property
    def votes(self) -> Ints:
        """How many approve each project."""
        return np.asarray(self.weights @ self.approves)

    def money(self, units: int | Fraction) -> str:
        """An amount for people: in the money that was given, to the next hundredth."""
        value = Fraction(units) / self.scale
        return f"{int(value):,}" if value.denominator == 1 else f"{float(value):,.2f}"

    def spent(self, chosen: Collection[int]) -> int:
        return sum(self.costs[p] for p in chosen)

    def preferred(self, projects: Collection[int]) -> int:
        """Of projects that a rule holds equal: most votes, then lowest cost, then first by name."""
        votes = self.votes
        return min(projects, key=lambda p: (-int(votes[p]), self.costs[p], p))


def collect(
    costs: Mapping[str, Money],
    ballots: Sequence[Collection[str]],
    budget: Money,
    *,
    counts: Sequence[int] | None = None,
    groups: Sequence[str] | None = None,
) -> Election:
    """Check a vote and hold it.

    costs: project -> its cost, above 0. ballots: the projects that each voter approves. counts: how many voters
    gave each ballot, by default 1. groups: each ballot's group of voters. Raises ValueError that gives the ballot's
    place (from 1) for projects that are not there or stand twice, and for costs or a budget that are not above 0.
    """
    if not costs or not ballots:
        raise ValueError("a vote needs at least one project and one ballot")
    exact = {str(name): amount(cost, f"the cost of “{name}”") for name, cost in costs.items()}
    total = amount(budget, "the budget")
    scale = math.lcm(total.denominator, *(cost.denominator for cost in exact.values()))
    names = tuple(sorted(exact))
    numbers, members = _numbers(counts, len(ballots)), _members(groups, len(ballots))
    profiles, of = _profiles(ballots, names)
    weights = _weigh(of, numbers, len(profiles))
    kept = weights > 0
    held = {
        str(name): _weigh(of[members == name], numbers[members == name], len(profiles))[kept]
        for name in np.unique(members)
    }
    approves = profiles[kept]
    election = Election(
        names,
        tuple(int(exact[name] * scale) for name in names),
        int(total * scale),
        scale,
        approves,
        weights[kept],
        held,
        (),
    )
    return _with_warnings(election)


def _numbers(counts: Sequence[int] | None, ballots: int) -> NDArray[np.float64]:
    numbers = np.ones(ballots) if counts is None else np.asarray(counts, dtype=float)
    if numbers.shape != (ballots,) or not (numbers >= 0).all() or (numbers % 1).any() or not numbers.any():
        raise ValueError("counts must be one whole number of 0 or more for each ballot, and not all 0")
    return numbers


def _members(groups: Sequence[str] | None, ballots: int) -> NDArray[np.str_]:
    members = np.full(ballots, ALL) if groups is None else np.array([str(group) for group in groups])
    if len(members) != ballots:
        raise ValueError(f"{ballots} ballots need {ballots} groups, not {len(members)}")
    return members


def _weigh(of: Ints, numbers: NDArray[np.float64], profiles: int) -> Ints:
    return np.bincount(of, numbers, profiles).astype(np.int64)


def amount(money: Money, what: str) -> Fraction:
    """Money as an exact fraction. Raises ValueError for what is not a number above 0."""
    try:
        value = Fraction(str(money)) if not isinstance(money, Fraction) else money
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{what} must be a number, not {money!r}") from None
    if value <= 0:
        raise ValueError(f"{what} must be above 0, not {money}")
    return value


def _profiles(ballots: Sequence[Collection[str]], names: tuple[str, ...]) -> tuple[Bools, Ints]:
    """The different ballots, in an order that does not hang on who voted first; and of each ballot, which it is."""
    place = {name: i for i, name in enumerate(names)}
    found: dict[tuple[int, ...], int] = {}
    keys = []
    for i, ballot in enumerate(ballots):
        try:
            key = tuple(sorted(place[str(name)] for name in ballot))
        except KeyError as error:
            raise ValueError(f"ballot {i + 1} approves “{error.args[0]}”, which is not a project") from None
        if len(set(key)) < len(key):
            raise ValueError(f"ballot {i + 1} holds a project twice")
        keys.append(key)
    for key in sorted(set(keys)):
        found[key] = len(found)
    table = np.zeros((len(found), len(names)), dtype=bool)
    for key, row in found.items():
        table[row, list(key)] = True
    return table, np.array([found[key] for key in keys], dtype=np.int64)


def _with_warnings(election: Election) -> Election:
    warnings = []
    empty = int(election.weights[~election.approves.any(1)].sum())
    if empty:
        warnings.append(
            f"Approving nothing: {many(empty, 'ballot')}. Their voters have a share of the budget all the same."
        )
    if dear := [p for p, cost in zip(election.projects, election.costs, strict=True) if cost > election.budget]:
        warnings.append(f"Dearer than the whole budget, so never funded: {', '.join(dear)}.")
    if alone := [p for p, n in zip(election.projects, election.votes, strict=True) if not n]:
        warnings.append(f"Nobody approves: {', '.join(alone)}.")
    fields = {name: getattr(election, name) for name in Election.__slots__}
    return Election(**{**fields, "warnings": tuple(warnings)})
