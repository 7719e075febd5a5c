"""Plackett-Luce strengths from rankings, which may be partial and may hold ties.

Sources: Luce R. (1959), Individual Choice Behavior; Plackett R. (1975), Applied Statistics 24; ties of any size and
pseudo-rankings as a prior: Turner H., van Etten J., Firth D. and Kosmidis I. (2020), Computational Statistics 35.
For two items at a time this is Davidson's model.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import scipy

from throughline.analysis._words import many
from throughline.analysis.pairs._newton import centred
from throughline.analysis.pairs._scale import Scale

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

STEPS, CLOSE, NUDGE = 100, 1e-9, 1e-30
FEW = 10  # rankings
Ranking = Sequence[Hashable | Sequence[Hashable]]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RankStrengths(Scale):
    """Strengths of items. ties: size of tie -> (estimate, error) of the log of its parameter."""

    ties: dict[int, tuple[float, float]]
    rankings: int

    @property
    def shown(self) -> str:
        return f"From strongest to weakest: {', '.join(self.order)} ({many(self.rankings, 'ranking')})."

    def to_dict(self) -> dict[str, Any]:
        ties = {str(size): list(pair) for size, pair in self.ties.items()}
        return {**self.common(), "ties": ties, "rankings": self.rankings}


def plackett_luce(
    rankings: Sequence[Ranking],
    *,
    counts: Sequence[float] | None = None,
    prior: float = 0.5,
    unranked: Literal["not compared", "below"] = "not compared",
    level: float = 0.95,
) -> RankStrengths:
    """Fit strengths.

    rankings: each from best to worst; a tuple or list inside one is a tie. unranked: items that a ranking leaves
    out were "not compared" in it, or all lie "below" it (lists of the best few). counts: how many gave each
    ranking. prior: so many wins and as many losses of every item against an average one (0.5 is usual; 0 is maximum
    likelihood, which exists only where no item is always before, or after, all it was compared with). Raises
    ValueError for an item twice in a ranking, rankings that compare nothing, or strengths that the rankings do not
    determine.
    """
    if not (math.isfinite(prior) and prior >= 0):
        raise ValueError(f"the prior is a number of votes, 0 or more, not {prior!r}")
    stages, items, weighed = _stages(rankings, counts, unranked)
    likelihood = _Likelihood(stages, len(items), prior)
    theta, bend = _maximum(likelihood)
    n = len(items)
    covariance = centred(np.linalg.inv(bend), n)
    errors = np.sqrt(np.maximum(covariance.diagonal(), 0)).tolist()
    strengths = theta[:n] - theta[:n].mean()
    ties = {size: (float(theta[n + k]), errors[n + k]) for k, size in enumerate(likelihood.sizes[1:])}
    said = [f"Only {weighed:g} rankings: little is known of these items."] if weighed < FEW else []
    said += [f"Strengths are drawn together by a prior of {prior:g} wins and losses for each item."] if prior else []
    return RankStrengths(
        items=items,
        estimates=tuple(strengths.tolist()),
        errors=tuple(errors[:n]),
        covariance=covariance[:n, :n],
        ties=ties,
        rankings=round(weighed),
        log_likelihood=float(likelihood.value(theta)) - likelihood.pull(theta)[0],
        prior=prior,
        level=level,
        warnings=tuple(said),
    )


def _stages(
    rankings: Sequence[Ranking], counts: Sequence[float] | None, unranked: str = "not compared"
) -> tuple[Counter[tuple[tuple[int, ...], tuple[int, ...]]], tuple[str, ...], float]:
    """Each choice that a ranking makes: (chosen, all there was to choose from) -> how often; items; rankings."""
    if unranked not in ("not compared", "below"):
        raise ValueError("items that are not ranked were “not compared”, or lie “below”")
    weights = [1.0] * len(rankings) if counts is None else [float(c) for c in counts]
    if len(weights) != len(rankings) or not all(math.isfinite(w) and w >= 0 for w in weights):
        raise ValueError("counts must be one number of 0 or more for each ranking")
    tiers = [[tuple(map(str, t)) if isinstance(t, tuple | list) else (str(t),) for t in r] for r in rankings]
    items = tuple(sorted({name for ranking in tiers for tier in ranking for name in tier}))
    place = {name: i for i, name in enumerate(items)}
    found: Counter[tuple[tuple[int, ...], tuple[int, ...]]] = Counter()
    for i, (ranking, weight) in enumerate(zip(tiers, weights, strict=True)):
        left = [place[name] for tier in ranking for name in tier]
        if len(set(left)) < len(left):
            raise ValueError(f"ranking {i + 1} holds an item twice")
        rest = set(range(len(items))) if unranked == "below" else set(left)
        for tier in ranking:
            chosen = tuple(sorted(place[name] for name in tier))
            if len(rest) > 1 and chosen and weight:
                found[chosen, tuple(sorted(rest))] += weight  # type: ignore[assignment]
            rest -= set(chosen)
    if not found:
        raise ValueError("no ranking compares two items")
    return found, items, sum(weights)


class _Likelihood:
    """The logarithm of the likelihood of all stages; theta holds log worths, then the log of each size of tie."""

    def __init__(self, stages: Counter[tuple[tuple[int, ...], tuple[int, ...]]], n: int, prior: float) -> None:
        self.n, self.prior = n, prior
        self.weights = np.array(list(stages.values()), dtype=float)
        self.sizes = sorted({1, *(len(chosen) for chosen, _ in stages)})
        self.there = np.zeros((len(stages), n))
        self.chosen = np.zeros((len(stages), n + len(self.sizes) - 1))
        for row, (chosen, rest) in enumerate(stages):
            self.there[row, list(rest)] = 1
            self.chosen[row, list(chosen)] = 1 / len(chosen)
            if len(chosen) > 1:
                self.chosen[row, n + self.sizes.index(len(chosen)) - 1] = 1

    def value(self, theta: Array) -> float:
        _, log_total = self._expected(theta)
        return float((self.weights * (self.chosen @ theta - log_total)).sum() + self.pull(theta)[0])

    def gradient(self, theta: Array) -> Array:
        expected, _ = self._expected(theta)
        slope = self.weights @ (self.chosen - expected)
        slope[: self.n] += self.pull(theta)[1]
        return np.asarray(slope)

    def pull(self, theta: Array) -> tuple[float, Array]:
        """The prior's logarithm and its derivative."""
        x = theta[: self.n]
        value = -self.prior * float((np.logaddexp(0, x.real) + np.logaddexp(0, -x.real)).sum())
        return value, -self.prior * np.tanh(x / 2)

    def bend(self, theta: Array) -> Array:
        """Minus the second derivatives. Without ties in closed form; with them by a step along the imaginary axis,
        which loses no digits (Squire & Trapp 1998, SIAM Review 40)."""
        if len(self.sizes) == 1:
            expected, _ = self._expected(theta)
            bend = np.diag(self.weights @ expected) - (expected * self.weights[:, None]).T @ expected
            won = scipy.special.expit(theta)
            return np.asarray(bend + np.diag(2 * self.prior * won * (1 - won)))
        size = len(theta)
        steps = theta + 1j * NUDGE * np.eye(size)
        bend = -np.array([self.gradient(step).imag / NUDGE for step in steps])
        return np.asarray((bend + bend.T) / 2)

    def _expected(self, theta: Array) -> tuple[Array, Array]:
        """Per stage: the expected share of each item, and chance of each size of tie; the log of the sum over
        choices."""
        top = np.where(self.there > 0, theta[: self.n].real, -np.inf).max(1, keepdims=True)
        log_worth = theta[: self.n] - top
        total: Array = np.zeros(len(self.there), dtype=theta.dtype)
        shares: Array = np.zeros(self.there.shape, dtype=theta.dtype)
        tied = []
        for k, size in enumerate(self.sizes):
            scale = np.exp(theta[self.n + k - 1]) if k else 1.0
            x = np.exp(log_worth / size) * self.there
            sums = _symmetric(x, size)
            total = total + scale * sums[size]
            without = np.ones_like(x)
            for m in range(1, size):
                without = sums[m][:, None] - x * without
            shares = shares + scale * x * without / size
            tied.append(scale * sums[size])
        chances = np.stack([t / total for t in tied[1:]], axis=1) if tied[1:] else np.zeros((len(total), 0))
        return np.concatenate([shares / total[:, None], chances], axis=1), np.log(total) + top[:, 0]


def _symmetric(x: Array, size: int) -> list[Array]:
    """Elementary symmetric polynomials of each row, of degree 0 to size."""
    sums = [np.ones(len(x), dtype=x.dtype), *(np.zeros(len(x), dtype=x.dtype) for _ in range(size))]
    for column in x.T:
        for m in range(size, 0, -1):
            sums[m] = sums[m] + column * sums[m - 1]
    return sums


def _maximum(likelihood: _Likelihood) -> tuple[Array, Array]:
    """The parameters and minus the second derivatives there (with the mean of the items fixed where nothing else
    is)."""
    n = likelihood.n
    theta = np.zeros(n + len(likelihood.sizes) - 1)
    value = likelihood.value(theta)
    for _ in range(STEPS):
        bend = likelihood.bend(theta)
        if likelihood.prior == 0:
            bend[:n, :n] += 1 / n
        try:
            move = np.linalg.solve(bend, likelihood.gradient(theta))
        except np.linalg.LinAlgError:
            break
        for _ in range(40):
            trial = theta + move
            reached = likelihood.value(trial)
            if reached >= value - 1e-9 * abs(value):
                break
            move = move / 2
        theta, value = trial, reached
        if np.abs(theta).max() > 30:
            break
        if np.abs(move).max() < CLOSE:
            return theta, bend
    raise ValueError(
        "the rankings do not determine every strength: some items are always before, or after, the others; "
        "give a prior such as 0.5"
    )
