"""The mixed logit for panels: weights that differ among people, in preference or willingness-to-pay space.

Sources: Revelt & Train (1998), Review of Economics and Statistics 80; Train K. (2009), Discrete Choice Methods
with Simulation, chapters 6, 9, 10 and 11; Train & Weeks (2005) (willingness-to-pay space). Standard errors are
robust and by person (White 1982): the outer product of gradients by choice, which some programs print, ignores
that one person's choices belong together, and can be ten times too small. How draws are taken: see `_draws`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.choices._draws import Draws
from throughline.analysis.choices._newton import Maximum, Surface, maximise
from throughline.analysis.choices._panel import Panel
from throughline.analysis.choices._tastes import Kind, Tastes
from throughline.analysis.choices.data import ChoiceData
from throughline.analysis.choices.fit import fit_of
from throughline.analysis.choices.heterogeneity import Spread, correlation_of, spreads_of
from throughline.analysis.choices.logit import conditional_logit, shares, within_scale
from throughline.analysis.choices.results import (
    Coefficient,
    Estimated,
    PersonErrors,
    Progress,
    coefficients,
    few_people,
    silent,
    standard_errors,
)

if TYPE_CHECKING:
    from throughline.analysis.choices._arrays import Array, Index

COARSE = 64  # draws with which starts are compared
AIMS, STEPS, LAST = 8, 6, 60  # how often draws are taken anew; Newton steps between, and at last
STILL = 1.0  # standard errors a parameter: a smaller move leaves the aim of the draws good
SHIFT = 0.25  # of a standard error: a larger move with fresh draws means that there are too few
SAME_PLACE = 2.0  # log-likelihoods this close, with few draws, are one maximum
TYPICAL = 500  # draws over which predictions are averaged
PART = 50


@dataclass(frozen=True, slots=True)
class DrawCheck:
    """What two Newton steps with fresh and twice as many draws change. shift: the largest move of an estimate
    in its standard errors, and which. log_likelihood: the change."""

    draws: int
    shift: float
    parameter: str
    log_likelihood: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MixedLogit(Estimated):
    """A mixed logit.

    names, estimates, covariance: the parameters: means (of the logarithm where lognormal), then standard
    deviations, or the rows of the Cholesky factor where correlated. spreads: how each coefficient varies.
    correlation: of the latent coefficients that vary, None when independent. individual: (people, K), the mean
    of each person's coefficients given their choices. reached: the log-likelihood of each start with few draws.
    """

    coefficients: tuple[Coefficient, ...]
    tastes: Tastes
    spreads: tuple[Spread, ...]
    correlation: Array | None
    individual: Array
    draws: int
    seed: int
    check: DrawCheck
    reached: tuple[float, ...]

    @property
    def shown(self) -> str:
        f = self.fit
        return f"{f.of}, {self.draws:,} draws; {f.well}; standard errors are {self.errors}, by person."

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the utility."""
        return self.tastes.names

    def probabilities(self, theta: Array, X: Array, starts: Index) -> Array:
        """The probability of each row of X within its task, averaged over people who vary as `theta` says."""
        Z = Draws(1, self.tastes.dimensions, TYPICAL, seed=0).of(np.zeros(1, np.intp))[0]
        beta = self.tastes.betas(self.tastes.gammas(theta, Z))[0]
        total = np.zeros(len(X))
        for at in range(0, TYPICAL, PART):
            total += shares(X @ beta[:, at : at + PART], starts).sum(axis=1)
        return total / TYPICAL

    def to_dict(self) -> dict[str, Any]:
        return {
            **self.common("mixed logit"),
            "space": "preference" if self.tastes.price is None else "willingness to pay",
            "coefficients": [c.to_dict() for c in self.coefficients],
            "spreads": [s.to_dict() for s in self.spreads],
            "correlation": None if self.correlation is None else self.correlation.tolist(),
            "draws": self.draws,
            "seed": self.seed,
            "draw_check": asdict(self.check),
            "starts": list(self.reached),
        }


def mixed_logit(
    data: ChoiceData,
    random: Mapping[str, Kind],
    *,
    correlated: bool = False,
    price: str | None = None,
    draws: int = 500,
    seed: int = 0,
    starts: int = 3,
    errors: PersonErrors = "robust",
    level: float = 0.95,
    progress: Progress | None = None,
) -> MixedLogit:
    """Estimate how weights vary among people, by simulated maximum likelihood.

    random: columns that vary and how: "normal", "lognormal" (always positive) or "negative lognormal". Others
    are fixed. correlated: whether those that vary may go together. price: work in willingness-to-pay space,
    where each other coefficient is what one unit is worth in units of this column. draws: scrambled Sobol
    points a person, most of them near where the person's choices point. starts: places from which the search
    begins; the best is refined. errors: "robust" (by person) or "classical" (Hessian). progress: called with
    steps done, steps in all and a note. Raises ValueError when the model is not identified, choices are
    separated, or no start settles.
    """
    if len(data.people) < 2:
        raise ValueError("differences among people need more than one person: use the conditional logit")
    if draws < COARSE or starts < 1:
        raise ValueError(f"at least {COARSE} draws and 1 start are needed")
    tastes = Tastes.of(data.names, random, correlated=correlated, price=price)
    weights, tell = data.person_weights(), progress or silent
    tried = []
    for done, theta in enumerate(_starts(data, tastes, starts, seed)):
        tell(done, starts + 1, "comparing starts")
        tried.append(_climb(_panel(data, tastes, weights, COARSE, seed), theta))
    settled = [m for m in tried if m.converged]
    if not settled:
        raise ValueError("the estimates did not settle from any start: fewer coefficients should vary, or more starts")
    best = max(settled, key=lambda m: m.surface.value)
    tell(starts, starts + 1, "refining the best")
    panel = _panel(data, tastes, weights, draws, seed)
    found = _climb(panel, best.theta)
    _refuse_flat(found, parameter_names(tastes))
    return _result(data, panel, found, tuple(m.surface.value for m in settled), seed, errors, level)


def _panel(data: ChoiceData, tastes: Tastes, weights: Array, draws: int, seed: int) -> Panel:
    return Panel(data, tastes, Draws(len(weights), tastes.dimensions, draws, seed), weights)


def _climb(panel: Panel, theta: Array) -> Maximum:
    """Newton's method, with the draws taken anew where people's choices point, until that moves little; at last
    with the draws kept."""
    for aim in range(AIMS):
        panel.draws.aim(*panel.laplace(theta))
        found = maximise(panel.surface, theta, most=STEPS if aim < AIMS - 1 else LAST)
        moved = found.theta - theta
        theta = panel.tastes.upright(found.theta)
        still = moved @ -found.surface.hessian @ moved < STILL * len(moved)
        if found.converged and still and (theta == found.theta).all():
            break
    return found


def _result(
    data: ChoiceData,
    panel: Panel,
    found: Maximum,
    reached: tuple[float, ...],
    seed: int,
    errors: PersonErrors,
    level: float,
) -> MixedLogit:
    tastes, names = panel.tastes, parameter_names(panel.tastes)
    theta = tastes.upright(found.theta)
    at = found.surface.turned(np.diag(np.where(theta == found.theta, 1.0, -1.0)))
    covariance = at.robust if errors == "robust" else at.inverse
    check = _check_draws(data, panel, theta, at, standard_errors(covariance), seed + 1)
    spreads = spreads_of(tastes, theta, covariance, level)
    return MixedLogit(
        names=names,
        estimates=theta,
        covariance=covariance,
        errors=errors,
        coefficients=coefficients(names, theta, covariance, level),
        classical=standard_errors(at.inverse),
        robust=standard_errors(at.robust),
        tastes=tastes,
        spreads=spreads,
        correlation=correlation_of(tastes, theta),
        individual=panel.people(theta),
        fit=fit_of(at.value, len(theta), data),
        alternatives=data.alternatives,
        draws=panel.draws.size,
        seed=seed,
        check=check,
        reached=reached,
        iterations=found.iterations,
        level=level,
        warnings=_warnings(data, len(theta), check, reached, spreads),
    )


def parameter_names(tastes: Tastes) -> tuple[str, ...]:
    """Means by column ("log …" where lognormal, "scale" for the price in willingness-to-pay space), then "sd …" or
    "cholesky …, …"."""
    names = [f"log {n}" if s else n for n, s in zip(tastes.names, tastes.signs[:, 0], strict=True)]
    if tastes.price is not None:
        names[tastes.price] = names[tastes.price].replace(tastes.names[tastes.price], "scale")
    for k, column in tastes.cells[len(names) :]:
        with_whom = tastes.varying[column - 1]
        if with_whom == k and not tastes.correlated:
            names.append(f"sd {names[k]}")
        else:
            names.append(f"cholesky {names[k]}, {names[with_whom]}")
    return tuple(names)


def _starts(data: ChoiceData, tastes: Tastes, starts: int, seed: int) -> list[Array]:
    """From the conditional logit with moderate variation, then places around it."""
    rng = np.random.default_rng(seed)
    unit = 1 / within_scale(data)
    gamma = conditional_logit(data).estimates
    if tastes.price is not None:
        scale = max(-gamma[tastes.price], 0.05 * unit[tastes.price])
        gamma, unit = gamma / scale, unit / scale
        gamma[tastes.price], unit[tastes.price] = scale, unit[tastes.price] * scale
    signs = tastes.signs[:, 0]
    mean = np.where(signs == 0, gamma, np.log(np.maximum(signs * gamma, 0.05 * unit)))
    spread = np.where(signs == 0, 0.5 * unit, 0.5)
    k, column = tastes.cells.T
    first = np.where(column == 0, mean[k], np.where(tastes.diagonal, spread[k], 0.0))
    out = [first]
    for _ in range(starts - 1):
        wide = np.exp(rng.normal(0, 0.7, len(first)))
        move = rng.normal(0, 1, len(first)) * spread[k]
        out.append(np.where(column == 0, first + move, np.where(tastes.diagonal, first * wide, 0.3 * move)))
    return out


def _refuse_flat(found: Maximum, names: tuple[str, ...]) -> None:
    """Raise ValueError when the maximum is none, or flat in some direction."""
    if not found.converged:
        raise ValueError("the estimates did not settle: fewer coefficients should vary, or more people are needed")
    if found.flat is not None:
        size = np.abs(found.flat) / np.abs(found.flat).max()
        listed = ", ".join(n for n, s in zip(names, size, strict=True) if s > 0.1)
        raise ValueError(f"the choices cannot tell these apart: {listed}; fix one of them, or let fewer vary")


def _check_draws(
    data: ChoiceData, panel: Panel, theta: Array, at: Surface, errors: tuple[float, ...], seed: int
) -> DrawCheck:
    fresh = _panel(data, panel.tastes, panel.weights, 2 * panel.draws.size, seed)
    fresh.draws.aim(*fresh.laplace(theta))
    again = maximise(fresh.surface, theta, most=2)
    moved = np.abs(again.theta - theta) / np.maximum(errors, 1e-300)
    worst = int(np.argmax(moved))
    gain = again.surface.value - at.value
    return DrawCheck(fresh.draws.size, float(moved[worst]), parameter_names(panel.tastes)[worst], gain)


def _warnings(
    data: ChoiceData, parameters: int, check: DrawCheck, reached: tuple[float, ...], spreads: tuple[Spread, ...]
) -> tuple[str, ...]:
    warnings = list(few_people(len(data.people), parameters))
    if check.shift > SHIFT:
        warnings.append(
            f"There are too few draws: with {check.draws:,} fresh ones “{check.parameter}” moves by "
            f"{check.shift:.2f} of its standard error. Ask for more."
        )
    agreed = sum(r > max(reached) - SAME_PLACE for r in reached)
    if len(reached) > 1 and agreed == 1:
        warnings.append(f"Only 1 of {len(reached)} starts reached the best fit, so there may be a better: try more.")
    if len(data.chosen) == len(data.people):
        warnings.append("Each person chose once, so differences among people rest on the shape of the model alone.")
    warnings += [f"“{s.name}” does not clearly differ among people." for s in spreads if s.sd < 2 * s.sd_error]
    return tuple(warnings)
