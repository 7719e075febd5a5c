"""Difference-in-differences as weights on the table of places by periods.

Every estimate here is a sum of weights times values, and relabelling places moves rows only. So the weights are found
once for the design, and each placebo or permutation costs one product.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """The weights of one design (units by periods). overall: of the average effect, known in `known` periods.
    order, moments: periods from the change, and the weights of the effect at each. drift: of the slope of the
    difference before the change, None with fewer than 3 periods before it."""

    overall: Array
    known: int
    order: list[int]
    moments: Array
    drift: Array | None


def design(starts: Whole, periods: int) -> Design:
    """The weights for places that take up a change at `starts` (`periods` for never)."""
    overall, known = _effect(starts, periods)
    order, moments = _moments(starts, periods)
    return Design(overall, known, order, moments, _drift(order, moments))


def _effect(starts: Whole, periods: int) -> tuple[Array, int]:
    """Weights of the average effect on the changed places, and in how many periods it can be known.

    Values without the change are imputed from place and period effects fitted to what had none (Borusyak, Jaravel &
    Spiess 2024); with one common start that is the textbook two-by-two difference. Periods in which every place has
    the change tell nothing and are left out.
    """
    time = np.arange(periods)
    has = time >= starts[:, None]
    known = ~has.all(axis=0)
    target = has & known
    share = target / target.sum()
    own = ~has
    unit, period = np.nonzero(own)
    fixed = np.zeros((unit.size, starts.size + periods))
    fixed[np.arange(unit.size), unit] = 1
    fixed[np.arange(unit.size), starts.size + period] = 1
    sums = np.concatenate([share.sum(axis=1), share.sum(axis=0)])
    weights = share.copy()
    weights[own] = -fixed @ (np.linalg.pinv(fixed.T @ fixed, hermitian=True) @ sums)
    return weights, int((known & has.any(axis=0)).sum())


def two_way(starts: Whole, periods: int) -> Array:
    """Weights of the coefficient of the change in a regression with effects of places and of periods."""
    has = (np.arange(periods) >= starts[:, None]).astype(float)
    left = has - has.mean(axis=1, keepdims=True) - has.mean(axis=0, keepdims=True) + has.mean()
    return np.asarray(left / (left**2).sum())


def _moments(starts: Whole, periods: int) -> tuple[list[int], Array]:
    """Periods from the change (-1 is the last before it, and the reference) and the weights of the effect at each.

    Each group of places with one start is compared with places that have no change yet, and the groups are averaged
    by their size (Callaway & Sant'Anna 2021).
    """
    cohorts = [int(s) for s in np.unique(starts[starts < periods])]
    found: dict[int, Array] = {}
    sizes: dict[int, int] = {}
    for start in cohorts:
        group = starts == start
        size = int(group.sum())
        for at in range(periods):
            others = starts > max(at, start - 1)
            if at == start - 1 or not others[~group].any():
                continue
            others &= ~group
            weights = np.zeros((starts.size, periods))
            for rows, sign in ((group, 1.0), (others, -1.0)):
                weights[rows, at] += sign / rows.sum()
                weights[rows, start - 1] -= sign / rows.sum()
            when = at - start
            found[when] = found.get(when, 0.0) + size * weights
            sizes[when] = sizes.get(when, 0) + size
    order = sorted(found)
    return order, np.array([found[k] / sizes[k] for k in order]).reshape(len(order), starts.size, periods)


def _drift(order: list[int], weights: Array) -> Array | None:
    """Weights of the slope of the difference before the change, None with fewer than 3 periods before it."""
    before = [i for i, k in enumerate(order) if k < 0]
    if len(before) < 2:
        return None
    time = np.array([order[i] for i in before] + [-1.0])
    time -= time.mean()
    return np.asarray(np.tensordot(time[:-1], weights[before], axes=1) / (time**2).sum())
