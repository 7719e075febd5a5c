"""The conditional logit, for choices and for rankings, with classical, robust and clustered errors.

Sources: McFadden D. (1974), in Frontiers in Econometrics; Train K. (2009), Discrete Choice Methods with
Simulation, chapter 3; Albert & Anderson (1984), Biometrika 71 (separation, found here by linear programming).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from throughline.analysis.choices._newton import Maximum, Surface, maximise
from throughline.analysis.choices.data import ChoiceData
from throughline.analysis.choices.fit import fit_of
from throughline.analysis.choices.results import (
    Coefficient,
    Errors,
    Estimated,
    coefficients,
    covariances,
    few_people,
    standard_errors,
)

if TYPE_CHECKING:
    from throughline.analysis.choices._arrays import Array, Index

SAME = 1e-12  # eigenvalue of the columns' correlations below which some of them say the same
EXACT = 1e-13  # gain at which it stops: steps cost little here
SURE = 12.0  # difference in utility from which separation is looked for


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Logit(Estimated):
    """A conditional logit. estimates: (K,). clustered: standard errors by person."""

    coefficients: tuple[Coefficient, ...]
    clustered: tuple[float, ...]

    def probabilities(self, theta: Array, X: Array, starts: Index) -> Array:
        """The probability of each row of X within its task, at the estimates `theta`."""
        return shares(X @ theta, starts)

    def to_dict(self) -> dict[str, Any]:
        common = self.common("conditional logit")
        common["standard_errors"]["clustered"] = list(self.clustered)
        return {**common, "coefficients": [c.to_dict() for c in self.coefficients]}


def conditional_logit(data: ChoiceData, *, errors: Errors = "clustered", level: float = 0.95) -> Logit:
    """Estimate one set of utilities for all people, by maximum likelihood.

    errors: which standard errors the ranges rest on. "clustered" (by person) is right when a person chooses
    more than once; with one choice a person it equals "robust". As many people as weights or fewer get classical
    errors, and a warning: from so few, errors by person come out too small. Raises ValueError when columns cannot be
    told apart, separate the choices, or the estimates do not settle.
    """
    if errors not in get_args(Errors):
        raise ValueError(f"errors must be one of {', '.join(get_args(Errors))}, not {errors!r}")
    check_identified(data)
    scale = within_scale(data)
    found = maximise(_surface(data.X / scale, data), np.zeros(len(data.names)), gain=EXACT)
    refuse_separation(data, found.theta / scale)
    _refuse_unsettled(found)
    by_kind = covariances(found.surface.inverse / np.outer(scale, scale), found.surface.scores * scale, data.person)
    warnings = few_people(len(data.people))
    if len(data.people) <= len(data.names) and errors == "clustered":
        errors = "classical"
        warnings = (
            *warnings,
            "Standard errors are classical, for there are too few people to compare with each other.",
        )
    b = found.theta / scale
    return Logit(
        names=data.names,
        estimates=b,
        covariance=by_kind[errors],
        errors=errors,
        coefficients=coefficients(data.names, b, by_kind[errors], level),
        classical=standard_errors(by_kind["classical"]),
        robust=standard_errors(by_kind["robust"]),
        clustered=standard_errors(by_kind["clustered"]),
        fit=fit_of(found.surface.value, len(b), data),
        alternatives=data.alternatives,
        iterations=found.iterations,
        level=level,
        warnings=warnings,
    )


def _refuse_unsettled(found: Maximum) -> None:
    if not found.converged:
        raise ValueError(
            "the estimates did not settle: look for attributes on wildly different scales, or too few data"
        )


def shares(utility: Array, starts: Index) -> Array:
    """The logit probability of each row within its task; utility: (rows,) or (rows, cases)."""
    sizes = np.diff(starts)
    e = np.exp(utility - np.repeat(np.maximum.reduceat(utility, starts[:-1]), sizes, axis=0))
    out: Array = e / np.repeat(np.add.reduceat(e, starts[:-1]), sizes, axis=0)
    return out


def _surface(X: Array, data: ChoiceData) -> Any:
    return lambda theta: logit_surface(theta, X, data.starts, data.chosen, data.weights)


def logit_surface(theta: Array, X: Array, starts: Index, chosen: Index, weights: Array) -> Surface:
    """Log-likelihood of choices with its scores (tasks, K), all times the weights (tasks,), and Hessian."""
    p = shares(X @ theta, starts)
    weighted = X * p[:, None]
    expected = np.add.reduceat(weighted, starts[:-1], axis=0)
    value = float(weights @ np.log(np.maximum(p[chosen], 1e-300)))
    hessian = expected.T @ (expected * weights[:, None]) - X.T @ (
        weighted * np.repeat(weights, np.diff(starts))[:, None]
    )
    return Surface(value, (X[chosen] - expected) * weights[:, None], hessian)


def within(data: ChoiceData) -> Array:
    """The columns less their mean in each task: what choices can tell of them."""
    sizes = np.diff(data.starts)
    means = np.add.reduceat(data.X, data.starts[:-1], axis=0) / sizes[:, None]
    out: Array = data.X - np.repeat(means, sizes, axis=0)
    return out


def within_scale(data: ChoiceData) -> Array:
    """The spread of each column within tasks, (K,)."""
    out: Array = np.sqrt((within(data) ** 2).mean(axis=0))
    return out


def check_identified(data: ChoiceData) -> None:
    """Raise ValueError where a column never varies within a task, or columns say the same together."""
    W = within(data)
    spread = np.sqrt((W**2).mean(axis=0))
    idle = [
        n for n, s, x in zip(data.names, spread, data.X.T, strict=True) if s <= 1e-12 * max(np.abs(x).max(), 1e-300)
    ]
    if idle:
        raise ValueError(
            f"“{idle[0]}” is the same for all alternatives of every task, so choices say nothing about it: "
            "leave it out, or let it differ by alternative or attribute"
        )
    unit = W / spread
    values, axes = np.linalg.eigh(unit.T @ unit / len(unit))
    if values[0] < SAME * values[-1]:
        names = [n for n, a in zip(data.names, np.abs(axes[:, 0]), strict=True) if a > 1e-4]
        raise ValueError(f"these columns cannot be told apart: {', '.join(names)}; leave one of them out")


def refuse_separation(data: ChoiceData, theta: Array) -> None:
    """Raise ValueError when some mix of columns predicts every choice, so that no estimate exists.

    theta: where the search ended; the linear programme runs only where utilities there look too sure.
    """
    utility = data.X @ theta
    if (
        np.isfinite(utility).all()
        and np.abs(utility - np.repeat(utility[data.chosen], np.diff(data.starts))).max() < SURE
    ):
        return
    from scipy.optimize import linprog

    beats = np.repeat(data.X[data.chosen], np.diff(data.starts), axis=0) - data.X
    beats = np.delete(beats, data.chosen, axis=0) / np.abs(beats).max(axis=0)
    solved = linprog(-beats.sum(axis=0), A_ub=-beats, b_ub=np.zeros(len(beats)), bounds=(-1, 1))
    if solved.status == 0 and -solved.fun > 1e-6:
        names = [n for n, b in zip(data.names, solved.x, strict=True) if abs(b) > 1e-6]
        raise ValueError(
            f"the choices are separated by {', '.join(names)}: whenever it differs, the same side was chosen, so its "
            "weight has no estimate; leave it out and report the pattern itself, or merge rare levels"
        )
