"""The search for the best design: many designs side by side, each changed task by task to the best it can be.

Coordinate exchange (Meyer & Nachtsheim 1995, Technometrics 37; for choice designs Kessels and others 2009, JBES 27)
tries every change of one level, modified Fedorov every profile, and where levels must stay balanced pairs of tasks
exchange levels. The information of J alternatives is a sum of J - 1 rank-one terms, so a change is judged by the
determinant lemma from the inverse without the task: no change needs a determinant of K coefficients of its own. A
local optimum is disturbed in a few tasks and searched again, and kept where it is better.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.choices.design.errors import Criterion, Draws, contrasts
from throughline.analysis.choices.design.moves import Moves
from throughline.analysis.choices.design.space import Space
from throughline.analysis.choices.design.terms import Terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(slots=True, eq=False)
class Search:
    """What all designs of a search share. evaluations: errors of a design computed so far, one a draw."""

    space: Space
    moves: Moves
    draws: Draws
    criterion: Criterion = "D"
    price: str | None = None
    fedorov: bool = False
    evaluations: int = 0
    terms: Terms = field(init=False)
    weights: Array | None = field(init=False)

    def __post_init__(self) -> None:
        self.terms = Terms(self.space, self.draws)
        self.weights = None
        if self.criterion != "D":
            # Coefficients are in the common scale here: a contrast of the units' own is divided by it.
            self.weights = contrasts(self.space, self.criterion, self.price) / self.space.scale

    def error(self, information: Array) -> Array:
        """(R,): the logarithm of the error, from the information (R, B, K, K)."""
        if self.weights is None:
            n = self.space.constants
            level = _level(information, n)
            return _log_mean(-level[..., None] / (self.space.size - n))[:, 0]
        spread = _spread(self.weights, _inverse(information))
        return self._summed(spread[:, :, None])[:, 0]

    def score(self, base: Array, rows: Array) -> Array:
        """(R, C): the logarithm of the error of each candidate, but for what is the same for all of a design.

        base: (R, B, K, K), the information without the tasks that change. rows: (R, B, C, r, K), theirs.
        """
        R, B, C = rows.shape[:3]
        self.evaluations += R * B * C
        inverse = _inverse(base)
        Y, factor = _lemma(inverse, rows)
        if self.weights is not None:
            return self._summed(_spread(self.weights, inverse)[:, :, None] - _solved(factor, Y @ self.weights.T))
        n = self.space.constants
        grown: NDArray[Any] = _log_pivots(factor)
        if n:
            grown = grown - _log_pivots(_lemma(_inverse(base[..., :n, :n]), rows[..., :n])[1])
        if B > 1:
            grown = grown + _level(base, n)[..., None]
        return _log_mean(-grown / (self.space.size - n))

    def _summed(self, spread: Array) -> Array:
        """(R, C) from the variances of the contrasts, (R, B, C, m)."""
        kept = spread.max(axis=-1) if self.criterion == "S" else spread.sum(axis=-1)
        return _log_mean(np.log(np.maximum(kept, 1e-300)))


def _level(information: Array, constants: int) -> Array:
    """The log determinant of the attributes' information, net of the constants."""
    own: Array = np.linalg.slogdet(information)[1]
    theirs: Array = np.linalg.slogdet(information[..., :constants, :constants])[1]
    return own - theirs


def _inverse(information: Array) -> Array:
    return np.asarray(np.linalg.inv(information), dtype=np.float64)


def _spread(weights: Array, covariance: Array) -> Array:
    """(R, B, m): the variances of contrasts."""
    found: Array = np.einsum("mk,rbkl,ml->rbm", weights, covariance, weights, optimize=True)
    return found


def _lemma(inverse: Array, rows: Array) -> tuple[Array, list[list[Array]]]:
    """G C and the factor of I + G C G', for the rows G of each candidate and the inverse C of its design."""
    R, B, C, r, K = rows.shape
    Y = (rows.reshape(R, B, C * r, K) @ inverse).reshape(rows.shape)
    inner = [[np.einsum("rbck,rbck->rbc", Y[..., a, :], rows[..., b, :]) for b in range(a + 1)] for a in range(r)]
    for a in range(r):
        inner[a][a] += 1.0
    return Y, _cholesky(inner)


def _log_pivots(factor: list[list[Array]]) -> Array:
    """The log determinant of the matrix that was factored."""
    product = factor[0][0].copy()
    for a in range(1, len(factor)):
        product *= factor[a][a]
    return 2 * np.log(product)


def _log_mean(logs: Array) -> Array:
    """Logarithm of the mean over the draws, the second axis."""
    if logs.shape[1] == 1:
        return logs[:, 0]
    top = logs.max(axis=1)
    return top + np.log(np.exp(logs - top[:, None]).mean(axis=1))


def _cholesky(S: list[list[Array]]) -> list[list[Array]]:
    """Factors of many small matrices, each entry of which is one array."""
    L: list[list[Array]] = []
    for a, row in enumerate(S):
        L.append([])
        for b, entry in enumerate(row):
            rest = entry - sum((L[a][c] * L[b][c] if a != b else L[a][c] ** 2 for c in range(b)), np.float64(0))
            L[a].append(np.sqrt(rest) if a == b else rest / L[b][b])
    return L


def _solved(L: list[list[Array]], Z: Array) -> Array:
    """The squared length, over the second last axis, of L⁻¹ Z."""
    out: list[Array] = []
    for a in range(len(L)):
        rest = Z[..., a, :] - sum((L[a][c][..., None] * out[c] for c in range(a)), np.float64(0))
        out.append(rest / L[a][a][..., None])
    return np.sum([x * x for x in out], axis=0)
