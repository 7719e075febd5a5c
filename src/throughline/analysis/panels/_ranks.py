"""Exact tests on ranks with ties, worked out from how often each difference or rating occurs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]

EXACT_SIGNED, EXACT_SUM = 100, 30


def doubled_midranks(sizes: Counts) -> Counts:
    """Twice the mean rank of each group of equal values, in order; `sizes` says how many each holds."""
    return np.asarray(2 * np.cumsum(sizes) - sizes + 1)


def signed_rank(down: Counts, up: Counts) -> tuple[float, str]:
    """Wilcoxon's signed-rank test, two-sided. Returns (p, how).

    down, up: how many fell and rose by 1, 2, 3, …; those who did not move are left out, as Wilcoxon does. Exact (all
    signs equally likely, ties at their mean rank) up to 100 who moved; beyond, the normal distribution with the
    variance of ties and a continuity correction.
    """
    sizes = down + up
    n = int(sizes.sum())
    if n == 0:
        return 1.0, "nobody moved"
    ranks = doubled_midranks(sizes)
    rose = int((ranks * up).sum())
    if n > EXACT_SIGNED:
        return _normal(rose - n * (n + 1) / 2, float((sizes * ranks**2).sum()) / 4, 1.0), "normal"
    ways = np.zeros(n * (n + 1) + 1)
    ways[0] = 1.0
    for size, rank in zip(sizes.tolist(), ranks.tolist(), strict=True):
        before, ways = ways, np.zeros_like(ways)
        for k in range(size + 1):
            ways[k * rank :] += math.comb(size, k) / 2**size * before[: len(ways) - k * rank]
    return min(1.0, 2 * min(float(ways[: rose + 1].sum()), float(ways[rose:].sum()))), "exact"


def rank_sum(first: Counts, second: Counts) -> tuple[float, float, str]:
    """The Wilcoxon-Mann-Whitney test of two groups, two-sided. Returns (share, p, how).

    first, second: how many of each group gave each value, in order. share: the chance that one of the first lies
    above one of the second, ties by half. Exact up to 30 people together; beyond, as in `signed_rank`. p is 1 where
    a group is empty.
    """
    sizes = first + second
    m, n = int(first.sum()), int(sizes.sum())
    if m in (0, n):
        return 0.5, 1.0, "nobody to compare"
    ranks = doubled_midranks(sizes)
    total = int((ranks * first).sum())
    share = (total / 2 - m * (m + 1) / 2) / (m * (n - m))
    if n > EXACT_SUM:
        tied = float((sizes**3 - sizes).sum()) / (n * (n - 1))
        return share, _normal(total - m * (n + 1), m * (n - m) / 3 * (n + 1 - tied), 1.0), "normal"
    ways = _subsets(sizes, ranks, m)
    ways /= math.comb(n, m)
    return share, min(1.0, 2 * min(float(ways[: total + 1].sum()), float(ways[total:].sum()))), "exact"


def _subsets(sizes: Counts, ranks: Counts, m: int) -> NDArray[np.float64]:
    """How many sets of m people have each sum of doubled ranks."""
    ways = np.zeros((m + 1, int((sizes * ranks).sum()) + 1))
    ways[0, 0] = 1.0
    for size, rank in zip(sizes.tolist(), ranks.tolist(), strict=True):
        before, ways = ways, np.zeros_like(ways)
        for k in range(min(size, m) + 1):
            ways[k:, k * rank :] += math.comb(size, k) * before[: m + 1 - k, : ways.shape[1] - k * rank]
    return np.asarray(ways[m])


def _normal(away: float, variance: float, step: float) -> float:
    """Two-sided p of a distance from the mean, less half a step (ranks are doubled, so a step is 2 halves)."""
    if variance <= 0:
        return 1.0
    return math.erfc(max(0.0, abs(away) - step) / math.sqrt(2 * variance))


def sign_test(one: int, other: int) -> float:
    """McNemar's exact test, two-sided: as many changed one way as the other?"""
    n = one + other
    tail = sum(math.comb(n, k) for k in range(min(one, other) + 1))
    return min(1.0, 2 * tail / 2**n)


def standardised(first: Any, second: Any) -> float | None:
    """Difference of means over the pooled standard deviation; None where it cannot be worked out."""
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if len(a) + len(b) < 3 or not len(a) or not len(b):
        return None
    pooled = (((a - a.mean()) ** 2).sum() + ((b - b.mean()) ** 2).sum()) / (len(a) + len(b) - 2)
    return float((a.mean() - b.mean()) / math.sqrt(pooled)) if pooled > 0 else None
