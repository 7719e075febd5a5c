"""Newton's method for log-likelihoods, with the exact second derivatives.

Where the surface is not concave the eigenvalues of the Hessian are made negative (Nocedal & Wright 2006,
Numerical Optimization, section 3.4), and a step is halved until the likelihood rises.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from throughline.analysis.choices._arrays import Array

HALVINGS = 25
DECREMENT = 1e-9  # expected gain in log-likelihood at which it stops by default
LEAST = 1e-12  # curvature, so that no step divides by nothing
FLAT = 1e-9  # curvature, relative to the largest on equal scales, below which a direction is not identified


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A log-likelihood at one point: its value, the scores (cases, K) and the Hessian (K, K)."""

    value: float
    scores: Array
    hessian: Array

    @property
    def gradient(self) -> Array:
        total: Array = self.scores.sum(axis=0)
        return total

    @property
    def inverse(self) -> Array:
        """Of the information: the classical covariance."""
        inverse: Array = np.linalg.inv(-self.hessian)
        return inverse

    @property
    def robust(self) -> Array:
        """The sandwich of the information and the scores: the covariance robust by case."""
        inverse = self.inverse
        robust: Array = inverse @ (self.scores.T @ self.scores) @ inverse
        return robust

    def turned(self, matrix: Array) -> Surface:
        """The same surface in other coordinates: matrix @ theta."""
        back = np.linalg.inv(matrix)
        return Surface(self.value, self.scores @ back, back.T @ self.hessian @ back)


@dataclass(frozen=True, slots=True, eq=False)
class Maximum:
    """Where Newton's method ended. converged: the gradient vanishes. flat: the direction (K,) in which the
    likelihood does not curve downwards, None when it does in all."""

    theta: Array
    surface: Surface
    iterations: int
    converged: bool
    flat: Array | None


def maximise(surface: Callable[[Array], Surface], start: Array, *, most: int = 60, gain: float = DECREMENT) -> Maximum:
    """Climb from `start`, at most `most` steps, until another would gain less than `gain` log-likelihood."""
    theta = start
    at = surface(theta)
    for iteration in range(most):
        gradient = at.gradient
        step, flat = _step(at.hessian, gradient)
        if gradient @ step < gain:
            # The last step is too small to be worth an evaluation, and still squares the error of the estimates.
            return Maximum(theta + step if flat is None else theta, at, iteration, True, flat)
        for _ in range(HALVINGS):
            trial = surface(theta + step)
            if trial.value > at.value - 1e-10 * abs(at.value):
                break
            step = step / 2
        else:
            return Maximum(theta, at, iteration, False, flat)
        theta, at = theta + step, trial
    return Maximum(theta, at, most, False, None)


def _step(hessian: Array, gradient: Array) -> tuple[Array, Array | None]:
    """The Newton step, uphill in any case, and the direction that is flat, if one is."""
    scale = 1 / np.sqrt(np.maximum(np.abs(np.diagonal(hessian)), LEAST**2))
    curvature, axes = np.linalg.eigh(-hessian * np.outer(scale, scale))
    floor = FLAT * max(float(np.abs(curvature).max()), 1e-300)
    flat = scale * axes[:, 0] if curvature[0] < floor else None
    least = max(1e-3 * float(np.abs(curvature).max()), LEAST)
    safe = np.maximum(np.abs(curvature), least) if flat is not None else curvature
    step: Array = scale * (axes @ ((axes.T @ (scale * gradient)) / safe))
    return step, flat
