"""How many people a pilot needs, and how often one may look at it.

Sources: Fleiss J. L. (1981), Statistical Methods for Rates and Proportions, 3.2 (two shares); Eldridge S. M.
and others (2006), Int. J. Epidemiology 35 (design effect with clusters of different size); O'Brien & Fleming
(1979), Biometrics 35 (planned looks); Armitage, McPherson & Rowe (1969), JRSS A 132 (what looking often
does). A dashboard is monitoring, not proof: benefit is claimed at planned looks only, harm is watched by a
rule of its own.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Size:
    """People needed in each of two groups; exact: before rounding up, and before people who drop out."""

    each: int
    exact: float
    warnings: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        return f"{self.each:,} people are needed in each group, {2 * self.each:,} in all."

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "warnings": list(self.warnings), "shown": self.shown}


def two_means(effect: float, *, alpha: float = 0.05, power: float = 0.8, correlation: float | None = None) -> Size:
    """People a group to find a difference of `effect` standard deviations between two means.

    correlation: of the two measurements when the same people are measured twice; `each` is then the number of
    pairs. Raises ValueError for an effect of 0 or probabilities outside 0 to 1.
    """
    if not (math.isfinite(effect) and effect):
        raise ValueError("the effect must be a number other than 0")
    spread = 2.0
    if correlation is not None:
        if not -1 < correlation < 1:
            raise ValueError("the correlation must lie between -1 and 1")
        spread = 2 * (1 - correlation)
    return _size(spread * _quantiles(alpha, power)[2] ** 2 / effect**2)


def two_shares(first: float, second: float, *, alpha: float = 0.05, power: float = 0.8) -> Size:
    """People a group to find that two shares differ (0 to 1 each), without continuity correction."""
    if not (0 < first < 1 and 0 < second < 1) or first == second:
        raise ValueError("two different shares between 0 and 1 are needed")
    za, zb, _ = _quantiles(alpha, power)
    pooled = (first + second) / 2
    within = first * (1 - first) + second * (1 - second)
    return _size((za * math.sqrt(2 * pooled * (1 - pooled)) + zb * math.sqrt(within)) ** 2 / (first - second) ** 2)


def design_effect(cluster_size: float, icc: float, *, variation: float = 0.0) -> float:
    """How many times more people are needed when they come in clusters (wards, practices).

    cluster_size: people a cluster on average. icc: intra-cluster correlation, 0 to 1. variation: coefficient
        of variation of the sizes.
    """
    if cluster_size < 1 or not 0 <= icc <= 1 or variation < 0:
        raise ValueError("clusters need at least 1 person, a correlation from 0 to 1 and a variation of 0 or more")
    return 1 + ((variation**2 + 1) * cluster_size - 1) * icc


def clustered(size: Size, cluster_size: float, icc: float, *, variation: float = 0.0) -> Size:
    """The size that is needed when people come in clusters."""
    found = _size(size.exact * design_effect(cluster_size, icc, variation=variation))
    clusters = math.ceil(found.each / cluster_size)
    if clusters < 6:
        note = f"Only {clusters} clusters a group: with so few, chance differences between places look like effects."
        return Size(found.each, found.exact, (note,))
    return found


@dataclass(frozen=True, slots=True)
class Looks:
    """O'Brien-Fleming looks. bounds: the z to pass at each. repeated: chance of a false alarm if 1.96 were
    used at each look."""

    bounds: tuple[float, ...]
    constant: float
    repeated: float

    @property
    def shown(self) -> str:
        return (
            f"{len(self.bounds)} planned looks: stop for benefit only beyond z = {self.bounds[0]:.2f} at the first and "
            f"{self.bounds[-1]:.2f} at the last. Looking as often with the usual limit would be wrong "
            f"{100 * self.repeated:.0f}% of the time."
        )

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "bounds": list(self.bounds), "shown": self.shown}


@lru_cache(maxsize=64)
def looks(count: int, *, alpha: float = 0.05) -> Looks:
    """Limits for `count` equally spaced looks that keep the chance of any false alarm at `alpha` (two-
    sided)."""
    if not 1 <= count <= 100:
        raise ValueError("between 1 and 100 looks can be planned")
    _quantiles(alpha, 0.5)
    low, high = 1.0, 6.0
    for _ in range(36):
        middle = (low + high) / 2
        crossing = _crossing([middle * math.sqrt(count)] * count)
        low, high = (middle, high) if crossing > alpha else (low, middle)
    usual = NormalDist().inv_cdf(1 - alpha / 2)
    repeated = _crossing([usual * math.sqrt(k) for k in range(1, count + 1)])
    return Looks(tuple(high * math.sqrt(count / k) for k in range(1, count + 1)), high, repeated)


def _crossing(barriers: list[float]) -> float:
    """Chance that a sum of standard normal steps lies beyond ±barrier after any step, by Gauss-Legendre
    integration."""
    nodes, weights = np.polynomial.legendre.leggauss(96)
    density, places, mass = np.array([1.0]), np.array([0.0]), np.array([1.0])
    for barrier in barriers:
        new = barrier * nodes
        steps = np.exp(-0.5 * (new[:, None] - places[None, :]) ** 2) / math.sqrt(2 * math.pi)
        density = steps @ (density * mass)
        places, mass = new, barrier * weights
    return 1 - float(density @ mass)


def _quantiles(alpha: float, power: float) -> tuple[float, float, float]:
    if not (0 < alpha < 1 and 0 < power < 1):
        raise ValueError("alpha and power must lie between 0 and 1")
    za, zb = NormalDist().inv_cdf(1 - alpha / 2), NormalDist().inv_cdf(power)
    return za, zb, za + zb


def _size(exact: float) -> Size:
    # A hair above a whole number is rounding error, not another person.
    return Size(max(2, math.ceil(exact - 1e-9)), exact)
