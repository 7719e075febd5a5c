"""One fit of a mixture of places to a changed place, for synthetic control and synthetic difference-in-differences."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from throughline.analysis.pilots._simplex import Solver, simplex

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Method = Literal["synthetic control", "synthetic difference-in-differences"]

TINY = 1e-6  # ridge, in standard deviations from period to period, that makes weights unique
STOP = 1e-5  # of the same, where the published search ends


@dataclass(frozen=True, slots=True)
class How:
    """What all fits of one analysis share. start: first period with the change. changed: places that had it. noise:
    standard deviation from period to period of the places without it, before."""

    method: Method
    start: int
    changed: int
    noise: float
    solver: Solver


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """estimate: mean gap after. weights: of the other places. times: of the periods before, None for synthetic
    control. expected: the mixture's course, at the height of the place. gap: root mean square before. ratio: of the
    gap after to that before, infinite where there was none before."""

    estimate: float
    weights: Array
    times: Array | None
    expected: Array
    gap: float
    ratio: float


def how(method: Method, others: Array, start: int, changed: int, solver: Solver) -> How:
    """The settings for these places (others by periods)."""
    noise = float(np.diff(others[:, :start], axis=1).std(ddof=1))
    return How(method, start, changed, noise, solver)


def fit(own: Array, others: Array, given: How) -> Fit:
    """Trace `own` (periods) by a mixture of `others` (places by periods)."""
    if given.method == "synthetic control":
        weights = _weights(others[:, : given.start].T, own[: given.start], TINY * given.noise, given)
        return _found(own, weights @ others, weights, None, given)
    before = others[:, : given.start]
    after = others.shape[1] - given.start
    # The ridge of Arkhangelsky and others (2021), equation 2.2: the more cells the effect is averaged over, the more
    # places share the weight.
    ridge = (given.changed * after) ** 0.25 * given.noise
    target = own[: given.start] - own[: given.start].mean()
    weights = _weights((before - before.mean(axis=1, keepdims=True)).T, target, ridge, given)
    later = others[:, given.start :].mean(axis=1)
    times = _weights(before - before.mean(axis=0), later - later.mean(), TINY * given.noise, given)
    mixture = weights @ others
    shift = float((own - mixture)[: given.start] @ times)
    return _found(own, mixture + shift, weights, times, given)


def _weights(parts: Array, target: Array, ridge: float, given: How) -> Array:
    stop = (STOP * given.noise) ** 2
    return simplex(parts, target, ridge=len(target) * ridge**2, solver=given.solver, stop=stop)


def _found(own: Array, expected: Array, weights: Array, times: Array | None, given: How) -> Fit:
    left = own - expected
    before, after = left[: given.start], left[given.start :]
    # Where the height does not matter, only the movement about the mean counts as a gap.
    gap = math.sqrt(float(((before - (0.0 if times is None else before.mean())) ** 2).mean()))
    later = math.sqrt(float((after**2).mean()))
    return Fit(float(after.mean()), weights, times, expected, gap, later / gap if gap > 0 else math.inf)
