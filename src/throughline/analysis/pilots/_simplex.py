"""Weights of 0 or more that add up to 1 and bring a mixture nearest to a target, with a ridge: two ways to find them.

`exact` finds the one minimum by an active set (Lawson & Hanson 1974, chapter 23, with a sum of 1). `frank_wolfe` walks
towards it and stops early, as the published software for synthetic difference-in-differences does (Arkhangelsky and
others 2021; Jaggi 2013): its numbers can be compared with publications, and depend on where it stops.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Solver = Literal["exact", "frank-wolfe"]

HAIR = 1e-10
EVEN = 1e-12  # of the mean square: decides between mixtures that fit alike, for the more even one
FIRST_STEPS, MORE_STEPS = 100, 10_000
SPARSE = 1 / 4  # weights up to this share of the largest are dropped after the first steps


def simplex(parts: Array, target: Array, *, ridge: float, solver: Solver = "exact", stop: float = 0.0) -> Array:
    """The weights w, 0 or more and adding up to 1, that make |parts w - target|² + ridge |w|² least.

    parts: rows by weights. target: rows. stop: for "frank-wolfe", the fall of the mean square error below which it
    ends. Raises ValueError when no minimum is found.
    """
    # As weights add up to 1, the target can be taken off each part: what is left is w'Gw.
    left = parts - target[:, None]
    gram = left.T @ left + ridge * np.eye(parts.shape[1])
    if solver == "exact":
        return _exact(gram)
    found = _walk(gram, np.full(len(gram), 1 / len(gram)), FIRST_STEPS, stop * len(target))
    found[found <= found.max() * SPARSE] = 0
    return _walk(gram, found / found.sum(), MORE_STEPS, stop * len(target))


def _exact(gram: Array) -> Array:
    """Starts from the best single part and takes in the part that helps most, until none helps."""
    size = len(gram)
    scale = float(gram.diagonal().mean())
    gram = gram + EVEN * scale * np.eye(size)
    weights = np.zeros(size)
    weights[np.argmin(gram.diagonal())] = 1.0
    used = weights > 0
    for _ in range(20 * size + 100):
        gradient = gram @ weights
        gain = np.where(used, 0.0, gradient - weights @ gradient)
        best = int(np.argmin(gain))
        if gain[best] >= -HAIR * scale:
            return weights
        used[best] = True
        weights = _settled(gram, weights, used)
        if weights[best] <= 0:  # it helped by rounding only
            return weights
    raise ValueError("the weights did not settle: scale the values, or leave out places that are nearly copies")


def _settled(gram: Array, weights: Array, used: NDArray[np.bool_]) -> Array:
    """The minimum over the used parts; parts whose weight would fall below 0 leave `used` on the way there."""
    while True:
        at = np.flatnonzero(used)
        best = np.zeros(len(gram))
        pull = np.linalg.solve(gram[np.ix_(at, at)], np.ones(at.size))
        best[at] = pull / pull.sum()
        falling = at[best[at] <= 0]
        if not falling.size:
            return best
        step = weights[falling] / np.maximum(weights[falling] - best[falling], np.finfo(float).tiny)
        weights = weights + float(step.min()) * (best - weights)
        used[falling[step <= step.min()]] = False
        weights = np.where(used, np.maximum(weights, 0.0), 0.0)


def _walk(gram: Array, weights: Array, steps: int, stop: float) -> Array:
    """Frank-Wolfe: at each step towards the part on which the error falls fastest, as far as it falls."""
    pull = gram @ weights
    before = np.inf
    for step in range(steps):
        towards = int(np.argmin(pull))
        move, change = -weights, gram[:, towards] - pull
        move[towards] += 1.0
        length = float(move @ change)
        share = min(1.0, max(0.0, -float(pull @ move) / length)) if length > 0 else 0.0
        weights, pull = weights + share * move, pull + share * change
        now = float(weights @ pull)
        if step and before - now <= stop:
            break
        before = now
    return weights
