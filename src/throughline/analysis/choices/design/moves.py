"""The changes that a search tries on many designs at once.

A design is (tasks, alternatives) indices of profiles; R designs are searched side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from throughline.analysis.choices.design.space import Space

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Index = NDArray[np.int64]
    Flags = NDArray[np.bool_]

MOST_PAIRED = 12  # columns of which also two at a time are exchanged


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """columns: (columns, 2) the alternative and the attribute of each. sizes: (columns,) its levels. column, shift:
    (C,) what a change of one level does. exchange: (E, columns) which columns an exchange of levels between two tasks
    takes."""

    space: Space
    columns: Index
    sizes: Index
    column: Index
    shift: Index
    exchange: Array

    def changed(self, design: Index, task: int) -> tuple[Index, Index]:
        """(R, C) twice: the level of each change as it is, and as it would be."""
        alternative, attribute = self.columns[self.column].T
        old = self.space.levels[design[:, task][:, alternative], attribute]
        return old, (old + self.shift) % self.sizes[self.column]

    def of_task(self, design: Index, task: int, held: Flags | None) -> Index:
        """(R, C, J): the task with one level changed in each way; where the attribute is held the same throughout
        the task, the level of every alternative."""
        alternative, attribute = self.columns[self.column].T
        old, new = self.changed(design, task)
        now, step = design[:, task], new - old
        tried = np.repeat(now[:, None, :], len(self.shift), axis=1)
        tried[:, np.arange(len(self.shift)), alternative] += step * self.space.stride[alternative, attribute]
        if held is None:
            return tried
        whole = now[:, None, :] + step[..., None] * self.space.stride[:, attribute].T
        return np.where(held[:, task][:, attribute][..., None], whole, tried)

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

    def counts(self, design: Index) -> Index:
        """(R, columns, levels): how often each level is shown in each alternative."""
        j, i = self.columns.T
        shown = self.space.levels[design[:, :, j], i]
        return (shown[..., None] == np.arange(self.sizes.max())).sum(axis=1)


def moves_of(space: Space, *, thorough: bool = True) -> Moves:
    """All changes. thorough: exchange two columns at a time as well, where there are not many."""
    columns = [
        (j, i)
        for j in space.plan.designed
        for i in range(len(space.plan.attributes))
        if space.levels[space.first[j], i] >= 0
    ]
    sizes = np.array([len(space.plan.attributes[i].levels) for _, i in columns])
    single = np.array([(c, d) for c in range(len(columns)) for d in range(1, sizes[c])])
    paired = [list(c) for c in combinations(range(len(columns)), 2)] if thorough and len(columns) <= MOST_PAIRED else []
    exchange = np.zeros((len(columns) + len(paired), len(columns)), dtype=np.float64)
    for row, taken in enumerate([*([c] for c in range(len(columns))), *paired]):
        exchange[row, taken] = 1.0
    return Moves(space, np.array(columns), sizes, single[:, 0], single[:, 1], exchange)
