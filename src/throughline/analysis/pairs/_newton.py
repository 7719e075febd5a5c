"""Newton's method on counted pairs, for any link between the difference of two items and who wins.

The likelihoods here are concave, so that a step that does not raise them is halved and the end is the maximum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import scipy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from throughline.analysis.pairs.votes import Pairs

    Floats = NDArray[np.float64]

STEPS, SMALL = 60, 200
CLOSE = 1e-6  # what is left after a step of Newton's is of the order of its square


class Link(Protocol):
    """How the chance of won, lost and tied follows from the difference d of two items and further parameters x."""

    @property
    def extras(self) -> int:
        """How many further parameters there are."""

    def log_chances(self, d: Floats, x: Floats) -> Floats:
        """(3, cells): logarithm of the chances that the first won, lost, tied."""

    def scores(self, d: Floats, x: Floats) -> Floats:
        """(1 + extras, 3, cells): their derivatives by d and by each of x."""

    def curvature(self, d: Floats, x: Floats, counts: Floats) -> Floats:
        """(1 + extras, 1 + extras, cells): minus the second derivatives, summed over counts (3, cells)."""

    def penalty(self, theta: Floats) -> tuple[float, Floats, Floats]:
        """The prior's logarithm, its derivative by each item, and minus its second derivative."""


@dataclass(frozen=True, slots=True)
class Fit:
    """theta: items, then further parameters. covariance: of all of them, items about their mean."""

    theta: Floats
    covariance: Floats
    log_likelihood: float
    steps: int


def fit(pairs: Pairs, link: Link) -> Fit:
    """The maximum. Raises ValueError where it is not reached."""
    n, k = len(pairs.items), link.extras
    counts = np.stack([pairs.won, pairs.lost, pairs.tied])
    theta = np.concatenate([_start(pairs), np.zeros(k)])
    value = _value(pairs, link, counts, theta)
    for step in range(1, STEPS + 1):
        gradient, information = _derivatives(pairs, link, counts, theta)
        try:
            move = _solve(information, gradient)
        except np.linalg.LinAlgError:
            break
        for _ in range(40):
            trial = theta + move
            reached = _value(pairs, link, counts, trial)
            if reached >= value - 1e-9 * abs(value):
                break
            move /= 2
        theta, value = trial, reached
        if np.abs(move).max() < CLOSE:
            covariance = _covariance(_derivatives(pairs, link, counts, theta)[1], n)
            return Fit(_centred(theta, n), covariance, _plain(pairs, link, counts, theta), step)
    raise ValueError("the strengths did not settle: too few votes tell some items apart, so give a prior such as 0.5")


def _start(pairs: Pairs) -> Floats:
    """Each item's odds of winning, as if it had met the others evenly."""
    wins, losses, ties = pairs.totals()
    start = np.log((wins + ties / 2 + 0.5) / (losses + ties / 2 + 0.5))
    return np.asarray(start - start.mean())


def _solve(information: Floats, gradient: Floats) -> Floats:
    """Conjugate gradients first: on the many pairs of a large survey they end after a few products, where a
    factorisation costs the cube of the number of items."""
    if len(gradient) > SMALL:
        from scipy.sparse.linalg import LinearOperator, cg

        scale = 1 / information.diagonal()
        near = LinearOperator(information.shape, matvec=lambda v: scale * v, dtype=float)
        move, unfinished = cg(information, gradient, rtol=1e-8, maxiter=60, M=near)
        if not unfinished:
            return np.asarray(move)
    return np.asarray(
        scipy.linalg.cho_solve(
            scipy.linalg.cho_factor(information, lower=True, check_finite=False), gradient, check_finite=False
        )
    )


def _centred(theta: Floats, n: int) -> Floats:
    return np.concatenate([theta[:n] - theta[:n].mean(), theta[n:]])


def _differences(pairs: Pairs, theta: Floats) -> Floats:
    return np.asarray(theta[pairs.first] - theta[pairs.second])


def _plain(pairs: Pairs, link: Link, counts: Floats, theta: Floats) -> float:
    chances = link.log_chances(_differences(pairs, theta), theta[len(pairs.items) :])
    # Where nothing is tied the chance of a tie may be 0, and 0 × log 0 is 0.
    return sum(float(n @ log) for n, log in zip(counts, chances, strict=True) if n.any())


def _value(pairs: Pairs, link: Link, counts: Floats, theta: Floats) -> float:
    return _plain(pairs, link, counts, theta) + link.penalty(theta[: len(pairs.items)])[0]


def _derivatives(pairs: Pairs, link: Link, counts: Floats, theta: Floats) -> tuple[Floats, Floats]:
    n, k = len(pairs.items), link.extras
    d, x = _differences(pairs, theta), theta[n:]
    slopes = (link.scores(d, x) * counts).sum(1)
    bends = link.curvature(d, x, counts)
    gradient = np.concatenate([_signed(pairs, slopes[0]), slopes[1:].sum(1)])
    _, slope, bend = link.penalty(theta[:n])
    gradient[:n] += slope
    information = np.zeros((n + k, n + k))
    block = np.zeros(n * n)
    block[pairs.first * n + pairs.second] = -bends[0, 0]
    square = information[:n, :n]
    square += block.reshape(n, n)
    square += block.reshape(n, n).T
    square[np.diag_indices(n)] = bend - square.sum(1)
    if not bend.any():
        # Without a prior only differences are known: fix the mean, which the covariance then leaves out.
        square += max(1.0, float(square.diagonal().mean())) / n
    for j in range(k):
        information[:n, n + j] = information[n + j, :n] = _signed(pairs, bends[0, 1 + j])
    information[n:, n:] = bends[1:, 1:].sum(-1)
    return gradient, information


def _signed(pairs: Pairs, values: Floats) -> Floats:
    """Summed over pairs, plus for the first item and minus for the second."""
    n = len(pairs.items)
    return np.asarray(np.bincount(pairs.first, values, n) - np.bincount(pairs.second, values, n))


def _covariance(information: Floats, n: int) -> Floats:
    """The inverse of the information, the first n parameters taken about their own mean."""
    factor, _ = scipy.linalg.cho_factor(information.T, lower=True, check_finite=False)
    inverse, failed = scipy.linalg.lapack.dpotri(factor, lower=1, overwrite_c=1)
    if failed:
        raise ValueError("the strengths cannot be told apart: give a prior such as 0.5")
    inverse = np.tril(inverse) + np.tril(inverse, -1).T
    return centred(inverse, n)


def centred(covariance: Floats, n: int) -> Floats:
    """The first n parameters taken about their own mean, in place."""
    covariance[:n] -= covariance[:n].mean(0)
    covariance[:, :n] -= covariance[:, :n].mean(1, keepdims=True)
    return covariance


def clustered(pairs: Pairs, link: Link, found: Fit, outcome: NDArray[np.int64], voters: NDArray[np.int64]) -> Floats:
    """The covariance when votes of one voter go together (sandwich; Liang & Zeger 1986), with the factor g / (g -
    1)."""
    from scipy.sparse import coo_array

    assert pairs.cell is not None
    assert pairs.turned is not None
    n = len(pairs.items)
    slopes = link.scores(_differences(pairs, found.theta), found.theta[n:])
    which = np.where(outcome == 0, 2, np.where((outcome == 1) != pairs.turned, 0, 1))
    mine = slopes[:, which, pairs.cell]
    rows = np.tile(voters, 2 + link.extras)
    columns = [pairs.first[pairs.cell], pairs.second[pairs.cell]]
    columns += [np.full(len(voters), n + j) for j in range(link.extras)]
    values = np.concatenate([mine[0], -mine[0], *mine[1:]])
    clusters = int(voters.max()) + 1
    values *= np.sqrt(clusters / (clusters - 1))
    table = coo_array((values, (rows, np.concatenate(columns))), shape=(clusters, len(found.theta))).tocsr()
    meat = (table.T @ table).toarray()
    # The prior speaks as it would in a covariance without clusters: an item without votes keeps the width it gives.
    meat[np.diag_indices(n)] += link.penalty(found.theta[:n])[2]
    return np.asarray(found.covariance @ meat @ found.covariance)
