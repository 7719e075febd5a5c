"""One run of the method of equal shares: fast in floating point, exact wherever that could matter.

Money of voters is held as floating-point numbers. Whenever two projects, or what people have and what a project
costs, are closer than rounding can tell, the decision is made in fractions. That is cheap, because a voter's money
is always either 0 (once they gave all they had) or their share less what they paid for each project bought so far,
and that is the project's price per unit of satisfaction, which depends on counts of voters alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from throughline.analysis.budgets.election import Election, Satisfaction

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

NEAR = 1e-9
SLACK = 1e-10  # of a share: what rounding may have done to a voter's money, and far more than it has


@dataclass(frozen=True, slots=True)
class Tie:
    """Projects that a rule could not tell apart, and the one it took (most votes, then lowest cost, then by name)."""

    projects: tuple[str, ...]
    taken: str


@dataclass(frozen=True, slots=True)
class Purchase:
    """One purchase, from which its exact payment is worked out when asked for.

    full: how many voters pay in full. poor: profiles whose voters give all they have left. richest: the profile of the
    richest supporter where nobody pays in full, else None. place: how many purchases came before.
    """

    project: int
    full: int
    poor: Ints
    richest: int | None
    place: int


@dataclass(frozen=True, slots=True)
class Support:
    """What does not change between runs: of each project its supporters (profiles), their weights, and its
    satisfaction."""

    election: Election
    rows: list[Ints]
    weights: list[Floats]
    units: list[int]

    @classmethod
    def of(cls, election: Election, satisfaction: Satisfaction) -> Support:
        rows = [np.flatnonzero(column) for column in election.approves.T]
        units = list(election.costs) if satisfaction == "cost" else [1] * len(election.costs)
        return cls(election, rows, [election.weights[r].astype(float) for r in rows], units)


class Run:
    """One run in which every voter starts with `share`."""

    def __init__(self, support: Support, share: Fraction) -> None:
        self.support, self.election, self.share = support, support.election, share
        self.money: Floats = np.full(len(self.election.weights), float(share))
        self.slack = SLACK * float(share)
        self.bought: list[Purchase] = []
        self.ties: list[Tie] = []
        self._exact: list[Fraction] = []

    @property
    def chosen(self) -> list[int]:
        return [b.project for b in self.bought]

    def go(self, *, most: int | None = None) -> bool:
        """Buy until nothing can be bought. most: stop as soon as more than this is spent; returns whether it was."""
        costs, units, spent = self.election.costs, self.support.units, 0
        open_ = {
            p: costs[p] / float(w.sum()) / units[p]
            for p, w in enumerate(self.support.weights)
            if len(w) and costs[p] <= self.election.budget
        }
        while near := self._near(open_):
            p = near[0] if len(near) == 1 else self._cheapest(near, open_)
            self._buy(p, open_.pop(p) * units[p])
            spent += costs[p]
            if most is not None and spent > most:
                return True
        return False

    def _near(self, open_: dict[int, float]) -> list[int]:
        """The projects that are cheapest, but for rounding; those nobody can pay for are taken out of `open_`.

        A price only rises as money is spent, so the last one is a lower bound: only projects that may still be the
        cheapest are worked out again.
        """
        fresh: list[tuple[float, int]] = []
        best = np.inf
        for least, p in sorted((price, p) for p, price in open_.items()):
            if least > best * (1 + NEAR):
                break
            price = self._price(p, least)
            if price is None:
                del open_[p]
                continue
            open_[p] = price
            fresh.append((price, p))
            best = min(best, price)
        return [p for price, p in fresh if price <= best * (1 + NEAR)]

    def _price(self, p: int, least: float) -> float | None:
        """What supporters must pay for each unit of satisfaction, no less than `least`; None where they cannot."""
        weights, cost, unit = self.support.weights[p], self.election.costs[p], self.support.units[p]
        money = self.money[self.support.rows[p]]
        have = float(money @ weights)
        if have < cost * (1 + NEAR) and (have < cost * (1 - NEAR) or self._they_have(p) < cost):
            return None
        # Newton's method from below on the concave, piecewise linear sum of min(money, x).
        x, paying = least * unit, -1.0
        while True:
            before, paying = paying, float((money > x) @ weights)
            if paying in (before, 0.0):
                return x / unit
            x += max(0.0, (cost - float(np.minimum(money, x) @ weights)) / paying)

    def _buy(self, p: int, x: float) -> None:
        rows = self.support.rows[p]
        left = self.money[rows] - x
        unsure = np.flatnonzero((np.abs(left) <= self.slack) & (self.money[rows] > 0))
        purchase = self._purchase(p, x)
        if len(unsure):
            payment = self._payment_of(purchase)
            left[unsure] = [float(max(Fraction(0), self._money_of(int(rows[i])) - payment)) for i in unsure]
        self.bought.append(purchase)
        self.money[rows] = np.maximum(left, 0.0)

    # Exactly, from here on. A voter who still has money paid in full for every purchase that they approve.

    def _purchase(self, p: int, x: float) -> Purchase:
        """The purchase of p at a full payment of about x, with who pays in full told exactly."""
        rows = self.support.rows[p]
        rows = rows[self.money[rows] > 0]
        away = self.money[rows] - x
        full = away > -self.slack
        unsure = np.flatnonzero(np.abs(away) <= self.slack)
        while True:
            paying = int(self.election.weights[rows[full]].sum())
            purchase = Purchase(p, paying, rows[~full], None, len(self.bought))
            if not len(unsure):
                return purchase
            if not paying:
                return replace(purchase, richest=max((int(rows[i]) for i in unsure), key=self._money_of))
            payment = self._payment_of(purchase)
            short = [i for i in unsure if full[i] and self._money_of(int(rows[i])) < payment]
            if not short:
                return purchase
            full[short] = False

    def payment(self, place: int) -> Fraction:
        """What each voter who could paid for purchase number `place`."""
        while len(self._exact) <= place:
            self._exact.append(self._payment_of(self.bought[len(self._exact)]))
        return self._exact[place]

    def _payment_of(self, purchase: Purchase) -> Fraction:
        if purchase.richest is not None:
            return self._money_of(purchase.richest, purchase.place)
        cost = self.election.costs[purchase.project]
        return (cost - self._worth(purchase.poor, purchase.place)) / Fraction(purchase.full)

    def _worth(self, rows: Ints, place: int) -> Fraction:
        """All the money that voters of these profiles, who have some, had after `place` purchases."""
        weights = self.election.weights[rows]
        times = weights @ self.election.approves[rows][:, self.chosen[:place]].astype(np.int64)
        paid = sum((k * self.payment(j) for j, k in enumerate(times.tolist()) if k), Fraction(0))
        return int(weights.sum()) * self.share - paid

    def _money_of(self, row: int, place: int | None = None) -> Fraction:
        worth = self._worth(np.array([row]), len(self.bought) if place is None else place)
        return worth / int(self.election.weights[row])

    def _they_have(self, p: int) -> Fraction:
        rows = self.support.rows[p]
        return self._worth(rows[self.money[rows] > 0], len(self.bought))

    def _cheapest(self, near: list[int], prices: dict[int, float]) -> int:
        """Of projects whose prices rounding cannot tell apart, the one that is exactly cheapest."""
        units = self.support.units
        exact = {p: self._payment_of(self._purchase(p, prices[p] * units[p])) / units[p] for p in near}
        least = min(exact.values())
        equal = [p for p in near if exact[p] == least]
        taken = self.election.preferred(equal)
        if len(equal) > 1:
            names = self.election.projects
            self.ties.append(Tie(tuple(sorted(names[p] for p in equal)), names[taken]))
        return taken
