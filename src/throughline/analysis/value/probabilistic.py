"""How sure is it? Net benefit over many draws: which option is best how often, and what certainty would be worth.

Draws are rows, options columns; the same row of costs and effects is one possible world. Every chance and value that
rests on draws has its Monte Carlo error.

Sources: Stinnett A. & Mullahy J. (1998), Medical Decision Making 18 (net benefit); Fenwick E., Claxton K. & Sculpher M.
(2001), Health Economics 10 (acceptability curve and frontier); Claxton K. (1999), Journal of Health Economics 18
(value of information); Strong M., Oakley J. & Brennan A. (2014), Medical Decision Making 34 (of one number, by
regression on it).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.intervals import Interval, tail_of
from throughline.analysis.value.incremental import check_options

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

KNOTS = (0.1, 0.3, 0.5, 0.7, 0.9)


@dataclass(frozen=True, slots=True)
class Estimate:
    """error: the standard error from the number of draws (Monte Carlo)."""

    value: float
    error: float

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Acceptability:
    """thresholds: in order. chances: thresholds × options, the share of draws in which each is best (ties shared).
    best: index of the option with the most net benefit on average at each threshold; frontier: how often that one is
    best. error: largest Monte Carlo error of any chance."""

    options: tuple[str, ...]
    thresholds: tuple[float, ...]
    chances: tuple[tuple[float, ...], ...]
    best: tuple[int, ...]
    frontier: tuple[float, ...]
    error: float

    def to_dict(self) -> dict[str, Any]:
        return {
            "options": list(self.options),
            "thresholds": list(self.thresholds),
            "chances": [list(row) for row in self.chances],
            "best": [self.options[i] for i in self.best],
            "frontier": list(self.frontier),
            "error": self.error,
        }


def range_of_draws(draws: Array, unit: str, level: float = 0.95) -> Interval:
    """The mean with quantiles of the draws: how uncertain the number is, not how many draws there were."""
    tail = tail_of(level)
    low, high = np.quantile(draws, [tail, 1 - tail])
    mean = float(draws.mean())
    return Interval(mean, min(float(low), mean), max(float(high), mean), level, draws.size, "quantiles of draws", unit)


def net_benefit(costs: ArrayLike, effects: ArrayLike, threshold: float) -> Array:
    """threshold × effects - costs, in money; any shape. Raises ValueError for a threshold below 0, and for costs
    or effects that are missing or not finite."""
    if not (math.isfinite(threshold) and threshold >= 0):
        raise ValueError(f"a threshold must be an amount of money of 0 or more, not {threshold!r}")
    benefit = np.asarray(threshold * np.asarray(effects, dtype=float) - np.asarray(costs, dtype=float))
    if not np.isfinite(benefit).all():
        raise ValueError("some costs or effects are missing or not finite")
    return benefit


def acceptability(
    names: Sequence[str], costs: ArrayLike, effects: ArrayLike, thresholds: Sequence[float]
) -> Acceptability:
    """The acceptability curve of every option, and their frontier. Raises ValueError for thresholds out of order and as
    `incremental.check_options`."""
    check_options(names, costs, effects)
    grid = check_thresholds(thresholds)
    c, e = np.asarray(costs, dtype=float), np.asarray(effects, dtype=float)
    chances = np.empty((len(grid), len(names)))
    best = []
    for row, threshold in zip(chances, grid, strict=True):
        benefit = threshold * e - c
        row[:] = chance_best(benefit)
        best.append(int(benefit.mean(axis=0).argmax()))
    error = float(np.sqrt(chances * (1 - chances) / len(c)).max())
    frontier = tuple(float(chances[t, k]) for t, k in enumerate(best))
    rows = tuple(tuple(map(float, row)) for row in chances)
    return Acceptability(tuple(names), tuple(grid), rows, tuple(best), frontier, error)


def check_thresholds(thresholds: Sequence[float]) -> list[float]:
    grid = [float(t) for t in thresholds]
    if not grid or any(not math.isfinite(t) or t < 0 for t in grid):
        raise ValueError("thresholds must be one or more amounts of money of 0 or more")
    if any(b <= a for a, b in pairwise(grid)):
        raise ValueError("the thresholds must rise, each once: sort them")
    return grid


def chance_best(benefit: Array) -> Array:
    """How often each column is the largest of its row, ties shared."""
    top = benefit == benefit.max(axis=1, keepdims=True)
    if top.sum() == len(top):
        return np.asarray(top.mean(axis=0))
    return np.asarray((top / top.sum(axis=1, keepdims=True)).mean(axis=0))


def perfect_information(benefit: Array) -> Estimate:
    """What it would be worth to know everything before deciding, for what the draws speak of (a person, a programme):
    the mean of the best of each draw, less the best of the means. benefit: draws × options, finite. Raises ValueError
    for fewer than 2 draws, or benefits that are missing."""
    if len(benefit) < 2 or not np.isfinite(benefit).all():
        raise ValueError("the worth of knowing more needs 2 or more draws, and a finite benefit of each option in each")
    regret = benefit.max(axis=1) - benefit[:, benefit.mean(axis=0).argmax()]
    return Estimate(float(regret.mean()), float(regret.std(ddof=1) / math.sqrt(len(regret))))


def partial_information(known: ArrayLike, benefit: Array) -> Estimate:
    """What it would be worth to know one number (its draws) before deciding: the benefit that is expected at each value
    of it comes from regression splines. Raises ValueError unless there is a finite draw of it for each row."""
    x = np.asarray(known, dtype=float)
    if x.shape != (len(benefit),) or not np.isfinite(x).all():
        raise ValueError(f"{len(benefit)} finite draws of the number are needed, not {x.size}")
    if np.ptp(x) == 0:
        return Estimate(0.0, 0.0)
    scaled = (x - x.min()) / np.ptp(x)
    bends = np.maximum(0, scaled[:, None] - np.unique(np.quantile(scaled, KNOTS))) ** 3
    basis = np.column_stack([np.ones_like(scaled), scaled, scaled**2, scaled**3, bends])
    # Differences from one option carry the decision and are less noisy than the benefits themselves.
    apart = benefit - benefit[:, :1]
    fitted = basis @ np.linalg.lstsq(basis, apart, rcond=None)[0]
    return perfect_information(fitted)
