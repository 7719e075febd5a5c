"""Small tight groups that k-means spreads over large ones, and the texts that are like no group at all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STANDS_ALONE = -1
# Texts among which small groups are sought: the distance matrix of this many takes 64 MB.
MAX_FAR = 4_000

# Above this cosine a text is like a group, however tight the others are.
MAX_FENCE = 0.5

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]


def find_small(X: Floats, labels: NDArray[np.int32], smallest: int) -> tuple[Ints, list[int]]:
    """Give small tight groups numbers of their own, and STANDS_ALONE to what is like no group.

    A text is far when its cosine with its centre is in the lowest quarter. Far texts that are as close to
    each other as half of all texts are to their centres make a small group. What is then below Tukey's
    fence (first quartile less 1.5 interquartile ranges; Tukey 1977) of every centre stands alone, unless its
    cosine is above one half.

    Arguments: `X`, n × d rows of length 1; `labels`, n numbers from 0; `smallest`, rows that make a group.
    Returns the new labels and the numbers of the small groups.
    """
    result = labels.astype(np.intp)
    if not len(X):
        return result, []
    own = _own_cosine(X, result)
    low, middle, high = np.quantile(own, [0.25, 0.5, 0.75])
    far = np.flatnonzero(own < low)
    if len(far) > MAX_FAR:
        far = np.sort(far[np.argsort(own[far], kind="stable")[:MAX_FAR]])
    smalls = []
    for members in _tight_sets(X[far], float(middle), smallest):
        smalls.append(int(result.max()) + 1)
        result[far[members]] = smalls[-1]
    fence = min(low - 1.5 * (high - low), MAX_FENCE)
    centres = centres_of(X, result)
    best = _best_cosine(X, centres)
    alone = (best < fence) & ~np.isin(result, smalls)
    result[alone] = STANDS_ALONE
    return result, smalls


def _tight_sets(X: Floats, cosine: float, smallest: int) -> list[Ints]:
    """Sets of at least `smallest` rows whose mean cosine with each other is at least `cosine`."""
    if len(X) < smallest:
        return []
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    distances = np.clip(1 - X @ X.T, 0, 2)
    np.fill_diagonal(distances, 0)
    flat = fcluster(linkage(squareform(distances, checks=False), "average"), 1 - cosine, "distance")
    numbers, sizes = np.unique(flat, return_counts=True)
    return [np.flatnonzero(flat == number) for number in numbers[sizes >= smallest]]


def centres_of(X: Floats, labels: Ints) -> Floats:
    """Mean vector of each label 0 … max, scaled to length 1; a label without rows has zeros."""
    sums = np.zeros((int(labels.max(initial=-1)) + 1, X.shape[1]), dtype=np.float32)
    np.add.at(sums, labels[labels >= 0], X[labels >= 0])
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.divide(sums, lengths, out=np.zeros_like(sums), where=lengths > 0)


def _own_cosine(X: Floats, labels: Ints) -> Floats:
    return np.einsum("ij,ij->i", X, centres_of(X, labels)[labels], dtype=np.float32)


def _best_cosine(X: Floats, centres: Floats) -> Floats:
    blocks = [(X[start : start + 4096] @ centres.T).max(axis=1) for start in range(0, len(X), 4096)]
    return np.concatenate(blocks)
