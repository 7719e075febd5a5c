"""The changes that a search tries on many designs at once.

A design is (tasks, alternatives) indices of profiles; R designs are searched side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from throughline.analysis.choices.design_space import Space

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Index = NDArray[np.int64]
    Flags = NDArray[np.bool_]

MOST_PAIRED = 12  # columns of which also two at a time are exchanged


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """alternative, attribute, shift: (C,) what a change of one level does. exchange: (E, columns) which columns
    an exchange of levels between two tasks takes. columns: (columns, 2) alternative and attribute of each."""

    space: Space
    alternative: Index
    attribute: Index
    shift: Index
    columns: Index
    exchange: Array

    def of_task(self, design: Index, task: int, held: Flags | None) -> Index:
        """(R, C, J): the task with one level changed in each way; where the attribute is held the same throughout
        the task, the level of every alternative."""
        space = self.space
        now = design[:, task]
        old = space.levels[now[:, self.alternative], self.attribute]
        count = self._count()[self.attribute]
        step = (old + self.shift) % count - old
        tried = np.repeat(now[:, None, :], len(self.shift), axis=1)
        tried[:, np.arange(len(self.shift)), self.alternative] += step * space.stride[self.alternative, self.attribute]
        if held is None:
            return tried
        whole = now[:, None, :] + step[..., None] * space.stride[:, self.attribute].T
        return np.where(held[:, task][:, self.attribute][..., None], whole, tried)

    def between(self, design: Index, one: int, other: int) -> tuple[Index, Index]:
        """(R, E, J) twice: two tasks with levels exchanged in each way."""
        space = self.space
        a, b = design[:, one], design[:, other]
        j, i = self.columns.T
        step = (space.levels[b[:, j], i] - space.levels[a[:, j], i]) * space.stride[j, i]
        moved = np.zeros((len(a), len(self.exchange), a.shape[1]), dtype=np.int64)
        for alternative in space.plan.designed:
            # Products of floats are fast, and whole numbers of this size are exact in them.
            own = j == alternative
            moved[:, :, alternative] = step[:, own].astype(np.float64) @ self.exchange[:, own].T
        return a[:, None] + moved, b[:, None] - moved

    def _count(self) -> Index:
        return np.array([len(a.levels) for a in self.space.plan.attributes])

    def counts(self, design: Index) -> Index:
        """(R, columns, levels): how often each level is shown in each alternative."""
        j, i = self.columns.T
        shown = self.space.levels[design[:, :, j], i]
        return (shown[..., None] == np.arange(self._count().max())).sum(axis=1)


def moves_of(space: Space, *, thorough: bool = True) -> Moves:
    """All changes. thorough: exchange two columns at a time as well, where there are not many."""
    columns = [
        (j, i)
        for j in space.plan.designed
        for i in range(len(space.plan.attributes))
        if space.levels[space.first[j], i] >= 0
    ]
    single = [(j, i, d) for j, i in columns for d in range(1, len(space.plan.attributes[i].levels))]
    table = np.array(single).T
    paired = [list(c) for c in combinations(range(len(columns)), 2)] if thorough and len(columns) <= MOST_PAIRED else []
    exchange = np.zeros((len(columns) + len(paired), len(columns)), dtype=np.float64)
    for row, taken in enumerate([*([c] for c in range(len(columns))), *paired]):
        exchange[row, taken] = 1.0
    return Moves(space, table[0], table[1], table[2], np.array(columns), exchange)
