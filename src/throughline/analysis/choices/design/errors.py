"""How much a design tells: the information of its tasks, and the D-, A-, C- and S-error, exactly.

Information of a task in the conditional logit model: McFadden (1974), in Frontiers in Econometrics. D-error:
the K-th root of the determinant of the covariance of K coefficients, for one person who answers every task
(Huber & Zwerina 1996, JMR 33; Bayesian: Sandor & Wedel 2001, JMR 38). S-error: Bliemer & Rose (2005); sample size:
de Bekker-Grob and others (2015), The Patient 8. C-error: the summed variances of ratios of coefficients (delta
method; Scarpa & Rose 2008, AJARE 52). Determinants come from Cholesky factors, so an error has no smallest value
below which it is taken for 0: with attributes in other units it changes by exactly that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from throughline.analysis.choices.design.space import Space
from throughline.analysis.intervals import z_value

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Index = NDArray[np.int64]

Criterion = Literal["D", "A", "C", "S"]
OUT_OF_SAMPLE = 4096
Z = z_value(0.95)


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Coefficients to judge a design by. beta: (draws, K), in the units of the attributes. constants: (draws,
    alternatives), the constants taken as known."""

    beta: Array
    constants: Array


def draws_of(space: Space, count: int, seed: int) -> Draws:
    """Scrambled Sobol draws of normal priors, or the priors themselves where none has a spread.

    count: a power of 2 is best. The same seed gives the same draws, so all designs are compared on the same ones.
    """
    plan = space.plan
    known = plan.constants == "known"
    centre = np.array([a.constant or 0.0 if known else 0.0 for a in plan.alternatives])
    spread = np.array([a.spread if known and a.constant is not None else 0.0 for a in plan.alternatives])
    uncertain = np.concatenate([space.sd, spread]) > 0
    if not uncertain.any():
        return Draws(space.mean[None, :], centre[None, :])
    if count < 2:
        raise ValueError(f"at least 2 draws are needed where priors have a spread, not {count}")
    from scipy.special import ndtri
    from scipy.stats import qmc

    sobol = qmc.Sobol(int(uncertain.sum()), rng=np.random.default_rng(seed))
    points = sobol.random_base2((count - 1).bit_length())[:count]
    z = np.zeros((count, uncertain.size))
    z[:, uncertain] = ndtri(points.clip(1e-12, 1 - 1e-12))
    z = np.concatenate([space.mean, centre]) + z * np.concatenate([space.sd, spread])
    return Draws(z[:, : space.size], z[:, space.size :])


def exponentials(space: Space, draws: Draws) -> Array:
    """(profiles, draws): the exponential of each profile's utility, scaled so that the largest is 1."""
    utility = (space.X * space.scale) @ draws.beta.T + draws.constants[:, space.of].T
    return np.exp(np.maximum(utility - utility.max(axis=0), -600.0))


def probabilities(space: Space, tasks: Index, draws: Draws) -> Array:
    """(tasks, alternatives): how likely each alternative is to be chosen, averaged over the draws."""
    e = exponentials(space, draws)[tasks]
    return (e / e.sum(axis=1, keepdims=True)).mean(axis=2)


def _factor(space: Space, tasks: Index, draws: Draws) -> Array:
    """(draws, K, K): the Cholesky factor of the information, in the common scale."""
    e = exponentials(space, draws)[tasks]
    p = e / e.sum(axis=1, keepdims=True)
    X = space.X[tasks]
    centred = X[..., None] - np.einsum("tjk,tjb->tkb", X, p)[:, None]
    information = np.einsum("tjb,tjkb,tjlb->bkl", p, centred, centred)
    told = np.linalg.matrix_rank(information, hermitian=True) == space.size
    if not told.all():
        raise ValueError(
            f"these {len(tasks)} tasks cannot tell all {space.size} coefficients from each other: ask more tasks"
        )
    return np.linalg.cholesky(information)


def covariance(space: Space, tasks: Index, draws: Draws) -> Array:
    """(draws, K, K): covariance of the coefficients if one person answers each of the tasks, (tasks, alternatives).

    Raises ValueError where the tasks cannot tell every coefficient.
    """
    factor = _factor(space, tasks, draws)
    half = np.linalg.solve(factor, np.broadcast_to(np.eye(space.size), factor.shape)) / space.scale
    return half.transpose(0, 2, 1) @ half


def errors(
    space: Space,
    tasks: Index,
    draws: Draws,
    *,
    criterion: Criterion = "D",
    price: str | None = None,
    constants_too: bool = False,
) -> Array:
    """(draws,): the error of a design under each draw, lower is better; its mean is the Bayesian error.

    It is of the attributes' coefficients; where constants are estimated they widen it. price: the coefficient that
    others are divided by, for the C-error. constants_too: the D-error of all coefficients. Raises ValueError where
    tasks cannot tell every coefficient, or the criterion cannot be had.
    """
    if criterion == "D":
        # Constants come first, so what follows is the factor of the attributes' information net of them.
        pivots = np.diagonal(_factor(space, tasks, draws), axis1=1, axis2=2) * space.scale
        return np.exp(-2 * np.log(pivots[:, 0 if constants_too else space.constants :]).mean(axis=1))
    weights = contrasts(space, criterion, price)
    each = np.einsum("mk,bkl,ml->bm", weights, covariance(space, tasks, draws), weights)
    return each.max(axis=1) if criterion == "S" else each.sum(axis=1)


def contrasts(space: Space, criterion: Criterion, price: str | None = None) -> Array:
    """(m, K): the combinations of coefficients whose variances an A-error averages, a C-error sums, and of which
    an S-error takes the largest; ratios and sample sizes are taken at the mean of the priors."""
    own = np.eye(space.size)[space.constants :]
    mean = space.mean[space.constants :]
    if criterion == "A":
        return own / np.sqrt(len(own))
    if criterion == "S":
        if not mean.any():
            raise ValueError("the S-error needs priors other than 0: it is the sample in which they would be found")
        return Z * own[mean != 0] / mean[mean != 0, None]
    if criterion != "C":
        raise ValueError(f"the criterion is D, A, C or S, not {criterion!r}")
    names = space.names[space.constants :]
    if price not in names:
        raise ValueError(f"the C-error needs the coefficient to divide by (`price`), one of: {', '.join(names)}")
    at = names.index(price)
    if mean[at] == 0:
        raise ValueError(f"the C-error divides by “{price}”, whose prior is 0")
    ratios = own / mean[at] - mean[:, None] / mean[at] ** 2 * own[at]
    return np.delete(ratios, at, axis=0)
