"""What one task adds to a design: its information, what the plan says against it, and its name.

Where there are few enough different tasks, all is computed once and looked up; otherwise as it is needed.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.choices.design.errors import Draws, exponentials
from throughline.analysis.choices.design.space import Space

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Index = NDArray[np.int64]
    Flags = NDArray[np.bool_]

MOST_NUMBERS = 2_000_000  # in the table of all tasks


class Terms:
    """Terms of tasks, whose profiles are the last axis."""

    def __init__(self, space: Space, draws: Draws) -> None:
        self.space = space
        self.e = exponentials(space, draws)
        sizes = np.bincount(space.of)
        self._step = np.array([int(np.prod(sizes[j + 1 :])) for j in range(len(sizes))])
        self._rows: Array | None = None
        if float(np.prod(sizes, dtype=np.float64)) * self.e.shape[1] * (len(sizes) - 1) * space.size <= MOST_NUMBERS:
            every = np.indices(tuple(sizes)).reshape(len(sizes), -1).T + space.first
            self._faults, self._keys = self._found_faults(every), self._named(every)
            self._rows = np.ascontiguousarray(self._factored(every[None])[0].transpose(1, 0, 2, 3))

    def _place(self, tasks: Index) -> Index:
        # Products of whole numbers are slow as a matrix product: NumPy has no fast one for them.
        found: Index = tasks[..., 0] * self._step[0]
        for j in range(1, len(self._step)):
            found += tasks[..., j] * self._step[j]
        return found - int(self.space.first @ self._step)

    def factors(self, tasks: Index) -> Array:
        """(R, B, C, J - 1, K): rows whose squares sum to the information of each task of (R, C, J)."""
        if self._rows is None:
            return self._factored(tasks)
        return self._rows.take(self._place(tasks), axis=0).transpose(0, 2, 1, 3, 4)

    def faults(self, tasks: Index) -> Index:
        """(…,): how many things the plan says against each task by itself."""
        return self._found_faults(tasks) if self._rows is None else self._faults.take(self._place(tasks))

    def keys(self, tasks: Index) -> NDArray[np.uint64]:
        """(…,): equal for tasks that ask the same."""
        return self._named(tasks) if self._rows is None else self._keys.take(self._place(tasks))

    def _factored(self, tasks: Index) -> Array:
        R, C, J = tasks.shape
        X, e = self.space.X.take(tasks, axis=0), self.e.take(tasks, axis=0).transpose(0, 3, 1, 2)
        found = np.empty((R, e.shape[1], C, J - 1, X.shape[-1]))
        total = e.sum(axis=-1)
        mass, centre = e[..., 0], X[:, None, :, 0]
        for j in range(1, J):
            grown = mass + e[..., j]
            away = X[:, None, :, j] - centre
            np.multiply(np.sqrt(mass * e[..., j] / (grown * total))[..., None], away, out=found[..., j - 1, :])
            if j + 1 < J:
                centre = centre + (e[..., j] / grown)[..., None] * away
                mass = grown
        return found

    def _named(self, tasks: Index) -> NDArray[np.uint64]:
        return self.space.key.take(tasks).sum(axis=-1, dtype=np.uint64)

    def _found_faults(self, tasks: Index) -> Index:
        space, plan = self.space, self.space.plan
        found = [space.banned.take(tasks).any(axis=-1)]
        for a, b in combinations(plan.designed, 2):
            found.append(space.twin.take(tasks[..., a]) == space.twin.take(tasks[..., b]))
            if not plan.dominated and space.comparable(a, b):
                found.append(dominated(space, tasks[..., a], tasks[..., b]))
        found += [~rule.kept(lambda name, attribute: self._level(tasks, name, attribute)) for rule in space.across]
        if plan.most_likely is not None:
            e = self.e[tasks]
            found.append((e / e.sum(axis=-2, keepdims=True)).mean(axis=-1).max(axis=-1) > plan.most_likely)
        return np.sum(found, axis=0, dtype=np.int64)

    def _level(self, tasks: Index, alternative: str | None, attribute: str) -> NDArray[Any]:
        plan = self.space.plan
        j = [a.name for a in plan.alternatives].index(alternative or "")
        return self.space.level(tasks[..., j], [a.name for a in plan.attributes].index(attribute))


def dominated(space: Space, a: Index, b: Index) -> Flags:
    """Whether one of two profiles is liked at least as well in every attribute and better in one."""
    first, second = space.worth.take(a, axis=0), space.worth.take(b, axis=0)
    return np.logical_xor((first >= second).all(axis=-1), (first <= second).all(axis=-1))
