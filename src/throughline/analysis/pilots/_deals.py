"""Ways to deal out the starts among the places, for permutation tests."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]

ENUMERATE = 5_040


def deals(labels: Sequence[int], draws: int, seed: int) -> Rows:
    """A row a way: which place stands where the first, second, … place stood; the real one first.

    labels: equal for places that start together. Every way that differs is there once where there are at most 5,040;
    otherwise `draws` are drawn, which may repeat.
    """
    given = np.asarray(labels)
    groups = [np.flatnonzero(given == one) for one in np.unique(given)]
    real = np.arange(given.size)
    if math.factorial(given.size) // math.prod(math.factorial(g.size) for g in groups) > ENUMERATE:
        rng = np.random.default_rng(seed)
        return np.array([real, *(rng.permutation(given.size) for _ in range(draws))])
    found = [real]
    for split in _splits(real.tolist(), [g.size for g in groups]):
        dealt = np.empty_like(real)
        for group, places in zip(groups, split, strict=True):
            dealt[group] = places
        if (dealt != real).any():
            found.append(dealt)
    return np.array(found)


def _splits(places: Sequence[int], sizes: Sequence[int]) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every way to split places into groups of these sizes."""
    if not sizes:
        yield ()
        return
    for first in combinations(places, sizes[0]):
        rest = [place for place in places if place not in first]
        for others in _splits(rest, sizes[1:]):
            yield (first, *others)
