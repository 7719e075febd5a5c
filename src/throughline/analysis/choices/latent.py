"""Latent classes: a few kinds of people, each with weights of its own, and who tends to be of which kind.

Sources: Bhat (1997); Greene & Hensher (2003), Transportation Research B 37; Train (2008) (EM). The search begins
with EM, which cannot fall, and ends with Newton's method, whose Hessian gives the standard errors: robust and by
person.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.choices._mixture import Mixture, prior
from throughline.analysis.choices._newton import Maximum, maximise
from throughline.analysis.choices.data import ChoiceData
from throughline.analysis.choices.fit import fit_of
from throughline.analysis.choices.logit import check_identified, conditional_logit, shares, within_scale
from throughline.analysis.choices.results import (
    Coefficient,
    Estimated,
    PersonErrors,
    Progress,
    coefficients,
    delta_error,
    few_people,
    silent,
    standard_errors,
)

if TYPE_CHECKING:
    from throughline.analysis.choices._arrays import Array, Index

EM_STEPS = 40
SAME_PLACE = 0.01  # log-likelihoods this close are one maximum
SMALL_CLASS = 0.05


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LatentClasses(Estimated):
    """Classes from the largest to the smallest.

    estimates, covariance: the weights class by class, then the membership weights of each class but the first.
    classes: the coefficients of each. membership: "class q: name", against class 1. shares, share_errors: how
    large each class is. posterior: (people, classes), how likely each person is in each. certainty: 1 when
    everybody clearly belongs to one class, 0 when nobody does (entropy R squared). reached: the log-likelihood
    of each start.
    """

    classes: tuple[tuple[Coefficient, ...], ...]
    membership: tuple[Coefficient, ...]
    shares: tuple[float, ...]
    share_errors: tuple[float, ...]
    posterior: Array
    certainty: float
    covariates: Array
    reached: tuple[float, ...]
    seed: int

    @property
    def shown(self) -> str:
        sizes = ", ".join(f"{s:.0%}" for s in self.shares)
        return (
            f"{len(self.shares)} classes of {sizes} of {self.fit.people:,} people; log-likelihood "
            f"{self.fit.log_likelihood:,.2f}, BIC {self.fit.bic:,.1f}; standard errors are {self.errors}, by person."
        )

    def probabilities(self, theta: Array, X: Array, starts: Index) -> Array:
        """The probability of each row of X within its task, averaged over the people who took part."""
        cut = len(self.shares) * X.shape[1]
        size = prior(self.covariates, theta[cut:].reshape(len(self.shares) - 1, -1)).mean(axis=0)
        betas = theta[:cut].reshape(len(self.shares), -1)
        out: Array = sum(s * shares(X @ b, starts) for s, b in zip(size, betas, strict=True))
        return out

    def to_dict(self) -> dict[str, Any]:
        return {
            **self.common("latent classes"),
            "classes": [
                {"share": s, "share_error": e, "coefficients": [c.to_dict() for c in found]}
                for s, e, found in zip(self.shares, self.share_errors, self.classes, strict=True)
            ],
            "membership": [c.to_dict() for c in self.membership],
            "certainty": self.certainty,
            "starts": list(self.reached),
            "seed": self.seed,
        }


def latent_classes(
    data: ChoiceData,
    classes: int,
    *,
    covariates: Sequence[str] = (),
    starts: int = 10,
    seed: int = 0,
    errors: PersonErrors = "robust",
    level: float = 0.95,
    progress: Progress | None = None,
) -> LatentClasses:
    """Find `classes` kinds of people by what they choose.

    covariates: names in `data.about` that may tell who is of which kind; texts become one column a level but
    the first. starts: places from which the search begins. errors: "robust" (by person) or "classical".
    progress: called with starts done, starts in all and a note. Raises ValueError for fewer than 2 classes,
    fewer people than 10 a class, or classes that cannot be told apart.
    """
    if classes < 2 or starts < 1:
        raise ValueError("at least 2 classes and 1 start are needed")
    if len(data.people) < 10 * classes:
        raise ValueError(f"{len(data.people)} people are too few for {classes} classes: at least 10 a class are needed")
    check_identified(data)
    labels, Z = _covariates(data, covariates)
    scale = within_scale(data)
    mixture = Mixture(data, classes, Z, data.person_weights(), scale)
    rng = np.random.default_rng(seed)
    middle = conditional_logit(data).estimates * scale
    settled = []
    tell = progress or silent
    for done in range(starts):
        tell(done, starts, "comparing starts")
        found = _climb(mixture, _start(middle, classes, Z.shape[1], rng))
        if found is not None:
            settled.append(found)
    if not settled:
        raise ValueError(f"{classes} classes cannot be told apart in these choices: ask for fewer, or for more starts")
    best = max(settled, key=lambda m: m.surface.value)
    return _result(data, mixture, best, settled, labels, seed, errors, level)


def by_number(
    data: ChoiceData, numbers: Sequence[int] = (2, 3, 4), *, starts: int = 10, seed: int = 0
) -> tuple[LatentClasses, ...]:
    """One result for each number of classes, to compare by BIC, size and meaning."""
    return tuple(latent_classes(data, n, starts=starts, seed=seed) for n in numbers)


def _start(middle: Array, classes: int, size: int, rng: np.random.Generator) -> Array:
    betas = middle + rng.normal(0, 1, (classes, len(middle)))
    return np.concatenate([betas.ravel(), np.zeros((classes - 1) * size)])


def _climb(mixture: Mixture, theta: Array) -> Maximum | None:
    """EM, then Newton; None when it does not settle on separate classes."""
    for _ in range(EM_STEPS):
        theta = mixture.improve(theta)
        if not np.isfinite(theta).all():
            return None
    found = maximise(mixture.surface, theta)
    return found if found.converged and found.flat is None else None


def _covariates(data: ChoiceData, names: Sequence[str]) -> tuple[tuple[str, ...], Array]:
    labels, columns = ["constant"], [np.ones(len(data.people))]
    for name in names:
        if name not in data.about:
            raise ValueError(f"nothing is known about “{name}” of these people")
        values = np.asarray(data.about[name])
        levels = np.unique(values)
        if len(levels) < 2:
            raise ValueError(f"“{name}” is the same for all people, so it cannot tell who is of which class")
        if values.dtype.kind in "fiub":
            labels.append(name)
            columns.append(values.astype(float))
        else:
            labels += [f"{name}: {level}" for level in levels[1:]]
            columns += [(values == level).astype(float) for level in levels[1:]]
    return tuple(labels), np.column_stack(columns)


def _result(
    data: ChoiceData,
    mixture: Mixture,
    found: Maximum,
    settled: list[Maximum],
    labels: tuple[str, ...],
    seed: int,
    errors: PersonErrors,
    level: float,
) -> LatentClasses:
    Q, K = mixture.classes, len(data.names)
    turn = _from_the_largest(mixture, found.theta)
    theta, at = turn @ found.theta, found.surface.turned(turn)
    covariance = at.robust if errors == "robust" else at.inverse
    all_found = coefficients(_parameters(Q, data.names, labels), theta, covariance, level)
    sizes = tuple(_size(mixture, q)(theta) for q in range(Q))
    posterior, _ = Mixture(data, Q, mixture.Z, mixture.weights, np.ones(K)).posterior(theta)
    reached = tuple(m.surface.value for m in settled)
    return LatentClasses(
        names=data.names,
        estimates=theta,
        covariance=covariance,
        errors=errors,
        classes=tuple(all_found[q * K : (q + 1) * K] for q in range(Q)),
        membership=all_found[Q * K :],
        shares=sizes,
        share_errors=tuple(delta_error(_size(mixture, q), theta, covariance) for q in range(Q)),
        posterior=posterior,
        certainty=_certainty(posterior),
        classical=standard_errors(at.inverse),
        robust=standard_errors(at.robust),
        covariates=mixture.Z,
        fit=fit_of(at.value, len(theta), data),
        alternatives=data.alternatives,
        reached=reached,
        iterations=found.iterations,
        seed=seed,
        level=level,
        warnings=_warnings(data, len(theta), reached, sizes),
    )


def _parameters(classes: int, columns: tuple[str, ...], labels: tuple[str, ...]) -> list[str]:
    """The names of all parameters: the weights class by class, then membership of each class but the first."""
    weights = [f"class {q + 1}: {name}" for q in range(classes) for name in columns]
    return weights + [f"class {q + 1}: {label}" for q in range(1, classes) for label in labels]


def _size(mixture: Mixture, q: int) -> Callable[[Array], float]:
    """The share of class q, as a function of the parameters."""
    return lambda theta: float(mixture.prior(mixture.split(theta)[1]).mean(axis=0)[q])


def _from_the_largest(mixture: Mixture, theta: Array) -> Array:
    """The matrix that puts the largest class first, in the units of the data: membership weights are differences from
    the first class."""
    Q, K, size = mixture.classes, mixture.X.shape[1], mixture.Z.shape[1]
    _, membership = mixture.split(theta)
    order = np.argsort(-mixture.prior(membership).mean(axis=0), kind="stable")
    pick = np.eye(Q)[order]
    turn = np.zeros((len(theta), len(theta)))
    turn[: Q * K, : Q * K] = np.kron(pick, np.diag(1 / mixture.scale))
    turn[Q * K :, Q * K :] = np.kron((pick[1:] - pick[0])[:, 1:], np.eye(size))
    return turn


def _certainty(posterior: Array) -> float:
    p = np.maximum(posterior, 1e-300)
    return 1 + float((posterior * np.log(p)).sum()) / (len(p) * math.log(p.shape[1]))


def _warnings(
    data: ChoiceData, parameters: int, reached: tuple[float, ...], sizes: tuple[float, ...]
) -> tuple[str, ...]:
    warnings = list(few_people(len(data.people), parameters))
    if len(reached) > 1 and sum(r > max(reached) - SAME_PLACE for r in reached) == 1:
        warnings.append(f"Only 1 of {len(reached)} starts reached the best fit, so there may be a better: try more.")
    if min(sizes) < SMALL_CLASS:
        warnings.append(f"The smallest class holds {min(sizes):.0%} of people: it may be a few odd answers.")
    return tuple(warnings)
