"""How coefficients vary among people, from the parameters of a mixed logit."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.choices._tastes import Kind, Tastes
from throughline.analysis.choices.results import delta_error
from throughline.analysis.intervals import z_value

if TYPE_CHECKING:
    from throughline.analysis.choices._arrays import Array


@dataclass(frozen=True, slots=True)
class Spread:
    """How one coefficient varies among people, in its own units. above_zero: the share of people for whom it is
    positive, with its range (none where the kind fixes the sign). In willingness-to-pay space: how the worth of one
    unit varies."""

    name: str
    kind: Kind
    mean: float
    mean_error: float
    sd: float
    sd_error: float
    above_zero: float
    above_low: float
    above_high: float

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def spreads_of(tastes: Tastes, theta: Array, covariance: Array, level: float) -> tuple[Spread, ...]:
    """The mean, standard deviation and share above zero of each coefficient that varies, with delta errors."""
    out = []
    for k in tastes.varying:
        mean, sd = moments(tastes, theta, k)
        mean_error, sd_error = (delta_error(_moment(tastes, k, which), theta, covariance) for which in (0, 1))
        above = _above(tastes, theta, covariance, k, level)
        out.append(Spread(tastes.names[k], tastes.kinds[k], mean, mean_error, sd, sd_error, *above))
    return tuple(out)


def _above(tastes: Tastes, theta: Array, covariance: Array, k: int, level: float) -> tuple[float, float, float]:
    """The share of people above 0, and its range, worked out for the normal deviate so that it stays within 0 and 1."""
    from scipy.special import ndtr

    if tastes.signs[k, 0]:
        return (float(tastes.signs[k, 0] > 0),) * 3

    def deviate(at: Array) -> float:
        mean, sd = moments(tastes, at, k)
        return mean / max(sd, 1e-300)

    middle = deviate(theta)
    half = z_value(level) * delta_error(deviate, theta, covariance)
    if not math.isfinite(half):
        return float(ndtr(middle)), 0.0, 1.0
    return float(ndtr(middle)), float(ndtr(middle - half)), float(ndtr(middle + half))


def moments(tastes: Tastes, theta: Array, k: int) -> tuple[float, float]:
    """Mean and standard deviation among people of coefficient k (normal or lognormal)."""
    row = tastes.factor(theta)[k]
    mean, sd = float(row[0]), float(np.sqrt((row[1:] ** 2).sum()))
    sign = float(tastes.signs[k, 0])
    if not sign:
        return mean, sd
    centre = sign * math.exp(mean + sd**2 / 2)
    return centre, abs(centre) * math.sqrt(math.expm1(sd**2))


def _moment(tastes: Tastes, k: int, which: int) -> Callable[[Array], float]:
    return lambda theta: moments(tastes, theta, k)[which]


def correlation_of(tastes: Tastes, theta: Array) -> Array | None:
    """Of the latent coefficients that vary, (varying, varying); None when independent."""
    if not tastes.correlated:
        return None
    L = tastes.factor(theta)[list(tastes.varying), 1:]
    sd = np.sqrt((L**2).sum(axis=1))
    out: Array = L @ L.T / np.outer(sd, sd)
    return out
