"""Variances of a stepped wedge by restricted maximum likelihood, from the means, sizes and inner sums of squares of
places and periods: exact for measurements that differ only by chance within one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from throughline.analysis.pilots._wedge_model import Spread, covariance, fixed, variances

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

STARTS = (0.05, 0.3, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Places by periods: means, people (n) and change (NaN where none was measured), the sum of squares within them,
    and how many degrees of freedom that has."""

    means: Array
    people: Array
    change: Array
    inside: float
    freedom: float


def spread_of(cells: Cells, columns: Array, *, nested: bool) -> Spread:
    """The standard deviations under which the data, apart from the fixed effects in `columns`, are likeliest.

    nested: whether the periods of a place differ of themselves. Raises ValueError when no maximum is found.
    """
    from scipy.optimize import minimize

    criterion = _Criterion(cells, columns)
    best = None
    for start in STARTS:
        found = minimize(
            lambda ratios: criterion(ratios)[0],
            np.full(2 if nested else 1, start),
            method="L-BFGS-B",
            bounds=[(0.0, 100.0)] * (2 if nested else 1),
            options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 500},
        )
        if best is None or found.fun < best.fun:
            best = found
    if best is None or not math.isfinite(best.fun):
        raise ValueError("the variances could not be found: are all measurements of a period the same?")
    ratios = np.asarray(best.x)
    within = math.sqrt(criterion(ratios)[1])
    return Spread(within, *(float(r) * within for r in ratios))


class _Criterion:
    """Minus twice the restricted log-likelihood (but for a constant) and the variance within, for standard deviations
    of places (and of their periods) given as ratios to that within.

    The covariance of a place's means is a diagonal plus one number throughout, so it is inverted by the formula of
    Sherman & Morrison (1950).
    """

    def __init__(self, cells: Cells, columns: Array) -> None:
        measured = np.isfinite(cells.change)
        values = np.where(measured, cells.means, 0.0)
        # The fixed effects do not matter to the variances; without them no figures are lost to a large constant.
        flat = columns.reshape(-1, columns.shape[2])
        plain = np.linalg.lstsq(flat, values.reshape(-1), rcond=None)[0]
        self.rows = np.concatenate([columns, (values - columns @ plain)[..., None]], axis=2)
        self.measured, self.own = measured, 1 / cells.people
        self.inside = cells.inside
        self.count = int(measured.sum()) + cells.freedom - columns.shape[2]

    def __call__(self, ratios: Array) -> tuple[float, float]:
        shared = float(ratios[0]) ** 2
        own = self.own + (float(ratios[1]) ** 2 if len(ratios) > 1 else 0.0)
        weights = np.where(self.measured, 1 / own, 0.0)
        ways = 1 + shared * weights.sum(axis=1)
        weighted = self.rows * weights[..., None]
        sums = weighted.sum(axis=1)
        size = self.rows.shape[2]
        products = weighted.reshape(-1, size).T @ self.rows.reshape(-1, size) - (sums.T * (shared / ways)) @ sums
        information, towards = products[:-1, :-1], products[:-1, -1]
        explained = float(towards @ np.linalg.solve(information, towards))
        left = max(0.0, float(products[-1, -1]) - explained) + self.inside
        within = max(left / self.count, np.finfo(float).tiny)
        logs = np.log(own, where=self.measured, out=np.zeros_like(own)).sum() + np.log(ways).sum()
        logs += np.linalg.slogdet(information)[1]
        return float(self.count * math.log(within) + logs), within


def effects(cells: Cells, spread: Spread) -> tuple[Array, Array]:
    """Estimates and covariance of the effects of periods and, last, of the change, at these standard deviations."""
    columns = fixed(cells.change)
    weighted = np.linalg.solve(variances(cells.change, cells.people, spread), columns)
    spreading = covariance(cells.change, cells.people, spread)
    values = np.where(np.isfinite(cells.change), cells.means, 0.0)
    return spreading @ np.einsum("itp,it->p", weighted, values), spreading
