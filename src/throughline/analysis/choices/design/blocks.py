"""Dividing tasks into blocks (versions), so that each shows the levels of each attribute as evenly as it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from throughline.analysis.choices.design.space import Space

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Index = NDArray[np.int64]

STARTS = 20


def blocks_of(space: Space, tasks: Index, *, seed: int) -> Index:
    """(tasks,): the block of each task, from 0; blocks are of one size.

    tasks: (tasks, alternatives) indices of profiles. The sum of squared differences between how often each level
    stands in a block and its even share is made small, by exchanging tasks between blocks from several starts.
    """
    count = space.plan.blocks
    shown = _shown(space, tasks)
    rng = np.random.default_rng(seed)
    best, least = np.zeros(len(tasks), dtype=np.int64), np.inf
    for _ in range(STARTS if count > 1 else 1):
        block = rng.permutation(np.arange(len(tasks)) % count)
        uneven = _exchange(shown, block, count)
        if uneven < least - 1e-9:
            best, least = block, uneven
    # Blocks are named in the order of their first task, so that a name says nothing of a start.
    _, first = np.unique(best, return_index=True)
    return np.argsort(np.argsort(first))[best]


def _shown(space: Space, tasks: Index) -> Array:
    """(tasks, levels of all columns): whether a task shows a level."""
    parts = []
    for j in space.plan.designed:
        for i, attribute in enumerate(space.plan.attributes):
            if space.levels[space.first[j], i] >= 0:
                parts.append(space.levels[tasks[:, j], i][:, None] == np.arange(len(attribute.levels)))
    return np.concatenate(parts, axis=1).astype(np.float64)


def _exchange(shown: Array, block: Index, count: int) -> float:
    """Exchange tasks between blocks, in place, as long as that makes them more even; how uneven they remain."""
    alike = shown @ shown.T
    apart = np.diag(alike)[:, None] + np.diag(alike) - 2 * alike
    while True:
        sums = np.stack([shown[block == b].sum(axis=0) for b in range(count)])
        away = sums - shown.sum(axis=0) / count
        at = shown @ away.T  # (tasks, blocks)
        own = at[np.arange(len(block)), block]
        cross = at[:, block]  # task s with the block of task t
        gain = 2 * (cross.T - own[:, None] - own[None, :] + cross + apart)
        gain[block[:, None] == block[None, :]] = 0.0
        s, t = np.unravel_index(int(gain.argmin()), gain.shape)
        if gain[s, t] > -1e-9:
            return float((away**2).sum())
        block[s], block[t] = block[t], block[s]
