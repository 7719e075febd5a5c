"""The two directions in which votes differ most: principal components of the votes with each missing one taken as
its statement's mean.

Centring that matrix leaves votes less their mean where there is a vote and exactly 0 where there is none, so the
components are the leading right singular vectors of a sparse matrix, and Lanczos' iteration finds them from sums
over the votes alone. Source: Golub G. and Van Loan C. (2013), Matrix Computations, section 10.1 (with full
reorthogonalisation).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from throughline.analysis.opinions.coded import deviations, means

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from throughline.analysis.opinions.coded import Sums

    Array = NDArray[np.float64]

DIMENSIONS = 2
TOLERANCE = 1e-12  # residual, relative to the largest eigenvalue
SEED = 0  # of the first direction tried; any that is not orthogonal to the answer leads to the same
ALL_STEPS = 64  # up to so many statements every step is taken, which also finds two directions of equal variance


@dataclass(frozen=True, eq=False, slots=True)
class Components:
    """mean: of each statement's votes. directions: 2 × n_statements, of length 1 (0 where votes differ in fewer
    directions), with the largest entry positive. variances: of the participants along each, with n - 1 below.
    total: of all directions together. steps: passes over the votes."""

    mean: Array
    directions: Array
    variances: Array
    total: float
    steps: int

    @property
    def shares(self) -> Array:
        """The share of all variance that each direction holds."""
        return self.variances / self.total if self.total > 0 else np.zeros(len(self.variances))


def components(sums: Sums, silent: NDArray[np.intp], *, start: Array | None = None) -> Components:
    """The first two principal components.

    silent: statements that count for nothing. start: directions to begin from, such as those found before votes
    were added; it saves passes, and the result is the same within the tolerance.
    """
    mean = means(sums.counts, silent)
    spread = deviations(mean, silent)

    def product(x: Array) -> Array:
        back = sums.there_and_back(spread * x[:, None])
        return np.asarray((back * spread).sum(1))

    first = None if start is None else start.sum(0)
    values, vectors, steps = largest(product, sums.n_statements, first)
    below = max(sums.n_participants - 1, 1)
    total = float((sums.counts * spread**2).sum())
    # What rounding leaves of a direction in which nothing differs is no direction.
    vectors[values <= 1e-12 * max(total, 1e-300)] = 0
    return Components(mean, _upright(vectors), np.maximum(values, 0) / below, total / below, steps)


def largest(product: Callable[[Array], Array], size: int, start: Array | None = None) -> tuple[Array, Array, int]:
    """The two largest eigenvalues of a symmetric operator without negative ones, their vectors (rows), and the
    number of products taken. With one row and column the second of each is 0."""
    rng = np.random.default_rng(SEED)
    basis = np.zeros((min(size, ALL_STEPS), size))
    diagonal: list[float] = []
    beside: list[float] = []
    new = rng.standard_normal(size) if start is None or not start.any() else start
    for step in range(size):
        if step == len(basis):
            basis = np.vstack([basis, np.zeros((min(len(basis), size - step), size))])
        basis[step] = new / np.linalg.norm(new)
        new = product(basis[step])
        diagonal.append(float(basis[step] @ new))
        new = _orthogonal(new, basis[: step + 1])
        length = float(np.linalg.norm(new))
        small = TOLERANCE * max(*diagonal, 1e-300)
        if size > ALL_STEPS and step + 1 >= DIMENSIONS:
            _, within = _projected(diagonal, beside)
            if (length * np.abs(within[-1, :DIMENSIONS]) <= small).all():
                break
        if length <= small:
            # Nothing new lies in what was reached: look in a direction orthogonal to it.
            new, length = _orthogonal(rng.standard_normal(size), basis[: step + 1]), 0.0
        beside.append(length)
    steps = len(diagonal)
    values, within = _projected(diagonal, beside[: steps - 1])
    found, vectors = np.zeros(DIMENSIONS), np.zeros((DIMENSIONS, size))
    kept = min(DIMENSIONS, steps)
    found[:kept] = values[:kept]
    vectors[:kept] = within[:, :kept].T @ basis[:steps]
    return found, vectors, steps


def _orthogonal(new: Array, basis: Array) -> Array:
    """What of a vector is orthogonal to the rows of `basis`: twice, as once leaves rounding errors that grow."""
    for _ in range(2):
        new = new - basis.T @ (basis @ new)
    return new


def _projected(diagonal: list[float], beside: list[float]) -> tuple[Array, Array]:
    """Eigenvalues and vectors (columns) of the tridiagonal matrix, the largest first."""
    values, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1))
    return values[::-1], vectors[:, ::-1]


def _upright(vectors: Array) -> Array:
    """Each with its largest entry positive: the sign of a component means nothing, and is fixed so."""
    at = np.abs(vectors).argmax(1)
    signs = np.sign(vectors[np.arange(len(vectors)), at])
    return np.asarray(vectors * np.where(signs == 0, 1, signs)[:, None])
