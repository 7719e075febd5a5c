"""What all choice models share: a coefficient with its range, the three kinds of standard error, and what they tell.

Sources: Huber (1967); White (1982), Econometrica 50 (robust); Liang & Zeger (1986), Biometrika 73, and Rogers
(1993) (clustered). No small-sample factor is used, as in the usual programs for choice models.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from throughline.analysis.choices.fit import Fit
from throughline.analysis.intervals import z_value

if TYPE_CHECKING:
    from throughline.analysis.choices._arrays import Array, Index

Errors = Literal["clustered", "robust", "classical"]
PersonErrors = Literal["robust", "classical"]
Progress = Callable[[int, int, str], None]
FEW_PEOPLE = 30


@dataclass(frozen=True, slots=True)
class Coefficient:
    """An estimate with its standard error, range and two-sided p-value (normal)."""

    name: str
    estimate: float
    error: float
    low: float
    high: float
    p: float

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Estimated:
    """A model estimated by maximum likelihood.

    estimates: the parameters. covariance: theirs, of the kind named in `errors`. classical, robust: standard errors of
    each kind. alternatives: that were asked about.
    """

    names: tuple[str, ...]
    estimates: Array
    covariance: Array
    errors: Errors
    classical: tuple[float, ...]
    robust: tuple[float, ...]
    fit: Fit
    alternatives: tuple[Any, ...]
    iterations: int
    level: float
    warnings: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the utility."""
        return self.names

    @property
    def shown(self) -> str:
        return f"{self.fit.of}; {self.fit.well}; standard errors are {self.errors}."

    def common(self, model: str) -> dict[str, Any]:
        """What every model has in its `to_dict`."""
        return {
            "model": model,
            "errors": self.errors,
            "standard_errors": {"classical": list(self.classical), "robust": list(self.robust)},
            "covariance": self.covariance.tolist(),
            "fit": self.fit.to_dict(),
            "alternatives": [str(a) for a in self.alternatives],
            "iterations": self.iterations,
            "level": self.level,
            "warnings": list(self.warnings),
            "shown": self.shown,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated(ABC):
    """A result whose ranges are simulated from the distribution of the estimates."""

    level: float
    draws: int
    seed: int
    warnings: tuple[str, ...]

    @property
    @abstractmethod
    def shown(self) -> str: ...

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "warnings": list(self.warnings), "shown": self.shown}


def coefficients(names: Sequence[str], estimates: Array, covariance: Array, level: float) -> tuple[Coefficient, ...]:
    """Each estimate with its range, from the covariance of the estimates."""
    z = z_value(level)
    found = []
    for name, b, variance in zip(names, estimates.tolist(), np.diagonal(covariance).tolist(), strict=True):
        error = math.sqrt(max(variance, 0.0))
        p = math.erfc(abs(b) / error / math.sqrt(2)) if error > 0 else float(b == 0)
        found.append(Coefficient(name, b, error, b - z * error, b + z * error, p))
    return tuple(found)


def covariances(inverse: Array, scores: Array, cluster: Index) -> dict[Errors, Array]:
    """The covariance of the estimates, by kind.

    inverse: (K, K), of the information. scores: (tasks, K), weighted. cluster: (tasks,), whose choice it was.
    """
    sums = np.zeros((int(cluster.max()) + 1, scores.shape[1]))
    np.add.at(sums, cluster, scores)
    return {
        "classical": inverse,
        "robust": inverse @ (scores.T @ scores) @ inverse,
        "clustered": inverse @ (sums.T @ sums) @ inverse,
    }


def standard_errors(covariance: Array) -> tuple[float, ...]:
    return tuple(np.sqrt(np.maximum(np.diagonal(covariance), 0)).tolist())


def few_people(people: int, parameters: int = 0) -> tuple[str, ...]:
    """A word of caution where few people answered, for so many parameters."""
    if people == 1:
        return ("All choices are of one person: they say nothing about anybody else.",)
    found = []
    if people < FEW_PEOPLE:
        found.append(f"Only {people} people: standard errors are rough, read the result as a hint.")
    if people <= parameters:
        found.append(f"{people} people are too few for {parameters} weights: errors by person are too small. Ask more.")
    return tuple(found)


def delta_errors(function: Callable[[Array], Array], theta: Array, covariance: Array) -> Array:
    """The standard errors of each number that a function makes of the estimates, by the delta method with central
    differences."""
    steps = 1e-5 * np.maximum(np.sqrt(np.maximum(np.diagonal(covariance), 0)), 1e-8 * (1 + np.abs(theta)))
    slopes = np.array(
        [
            (function(theta + e) - function(theta - e)) / (2 * step)
            for e, step in zip(np.diag(steps), steps, strict=True)
        ]
    )
    variance = (slopes * np.tensordot(covariance, slopes, 1)).sum(0)
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)))


def delta_error(function: Callable[[Array], float], theta: Array, covariance: Array) -> float:
    """The same of one number."""
    return float(delta_errors(lambda x: np.asarray(function(x)), theta, covariance))


def silent(done: int, total: int, note: str) -> None:
    """The progress of nobody in particular."""
