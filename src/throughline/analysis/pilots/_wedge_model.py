"""The mixed model of a stepped wedge on the means of each place and period: effects of periods and of the change,
random effects of places and of their periods. Told and sourced in `wedge_plan` and `wedge`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FEW = 12  # places below which the normal distribution is too hopeful
SINGULAR = 1e12


@dataclass(frozen=True, slots=True)
class Spread:
    """Standard deviations of what makes measurements differ.

    within: between people of one place and period. places: between places. cells: between periods of one place.
    effects: between the effects of the change in different places; correlation: of a place's effect with its level.
    """

    within: float
    places: float = 0.0
    cells: float = 0.0
    effects: float = 0.0
    correlation: float = 0.0

    def __post_init__(self) -> None:
        numbers = (self.within, self.places, self.cells, self.effects, self.correlation)
        if not all(math.isfinite(x) for x in numbers):
            raise ValueError("the standard deviations must be finite numbers")
        if self.within <= 0 or min(numbers[1:4]) < 0 or abs(self.correlation) > 1:
            raise ValueError(
                "the standard deviation within places must be above 0, the others 0 or more, the correlation between "
                "-1 and 1"
            )


def fixed(change: Array) -> Array:
    """Places by periods by columns: one a period that anybody measured, and the change last; rows of 0 where a place
    measured none (NaN in `change`)."""
    measured = np.isfinite(change)
    columns = np.eye(change.shape[1])[:, measured.any(axis=0)]
    rows = np.broadcast_to(columns, (len(change), *columns.shape))
    return np.asarray(np.concatenate([rows, np.nan_to_num(change)[..., None]], axis=2) * measured[..., None])


def variances(change: Array, people: Array, spread: Spread) -> Array:
    """Places by periods by periods: the covariance of each place's means; 1 for means that were not measured."""
    measured = np.isfinite(change)
    x = np.nan_to_num(change)
    pair = x[:, :, None] + x[:, None, :]
    shared = spread.places**2 + spread.effects**2 * x[:, :, None] * x[:, None, :]
    shared = shared + spread.correlation * spread.places * spread.effects * pair
    shared = shared * (measured[:, :, None] & measured[:, None, :])
    own = np.where(measured, spread.within**2 / people + spread.cells**2, 1.0)
    return np.asarray(shared + own[:, :, None] * np.eye(change.shape[1]))


def covariance(change: Array, people: Array, spread: Spread) -> Array:
    """The covariance of the estimated effects of periods and, last, of the change, by generalised least squares.

    change, people: places by periods. Raises ValueError where the design cannot tell the change from time.
    """
    columns = fixed(change)
    weighted = np.linalg.solve(variances(change, people, spread), columns)
    information = np.einsum("itp,itq->pq", columns, weighted)
    scale = np.sqrt(information.diagonal())
    if (scale == 0).any() or np.linalg.cond(information / np.outer(scale, scale)) > SINGULAR:
        raise ValueError(
            "this design cannot tell the change from time: some periods need places with and places without it"
        )
    return np.asarray(np.linalg.inv(information))
