"""How many people a pilot needs. How often one may look at it: `looks`.

Sources: Fleiss J. L. (1981), Statistical Methods for Rates and Proportions, 3.2 (two shares); Eldridge S. M.
and others (2006), Int. J. Epidemiology 35 (design effect with clusters of different size).
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from statistics import NormalDist
from typing import Any

SMALLEST = 1e-6


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
    if not (math.isfinite(effect) and abs(effect) >= SMALLEST):
        raise ValueError(
            f"the effect must be a number of at least {SMALLEST:g} standard deviations either way, not {effect!r}"
        )
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
    if not math.isfinite(cluster_size + variation) or cluster_size < 1 or not 0 <= icc <= 1 or variation < 0:
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


def _quantiles(alpha: float, power: float) -> tuple[float, float, float]:
    if not (0 < alpha < 1 and 0 < power < 1):
        raise ValueError("alpha and power must lie between 0 and 1")
    za, zb = NormalDist().inv_cdf(1 - alpha / 2), NormalDist().inv_cdf(power)
    return za, zb, za + zb


def _size(exact: float) -> Size:
    # A hair above a whole number is rounding error, not another person.
    return Size(max(2, math.ceil(exact - 1e-9)), exact)
