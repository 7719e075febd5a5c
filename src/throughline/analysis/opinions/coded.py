"""Sums over all votes, fast: each vote as one number that says statement and answer.

A table with an entry for each statement and answer then says what a vote contributes, and every sum over votes is a
product with a matrix of ones: of a person (`per_person`) or of a statement and answer (`per_answer`). So the matrix
of votes less the statement's mean, with nothing where there is no vote, is never made.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import scipy

from throughline.analysis.opinions._labels import CHUNK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from throughline.analysis.opinions.votes import Votes

    Array = NDArray[np.float64]

BLOCK = 1 << 17  # votes a block: what a step works on stays in the cache
ANSWERS = 3  # disagree, pass, agree: in the order of their values
VALUE = np.array([-1.0, 0.0, 1.0])


class Sums(Protocol):
    """What a map needs to know of all votes: see `Coded`, which holds them, for each."""

    n_participants: int
    n_statements: int

    @property
    def per_participant(self) -> NDArray[np.int64]: ...
    @property
    def counts(self) -> Array: ...
    def per_person(self, table: Array) -> Array: ...
    def per_answer(self, of_person: Array) -> Array: ...
    def there_and_back(self, table: Array) -> Array: ...


class Coded:
    """Votes for sums. per_participant: how many votes each has cast."""

    def __init__(self, votes: Votes) -> None:
        self.n_participants, self.n_statements = votes.n_participants, votes.n_statements
        self.per_participant = votes.per_participant
        self._codes = np.empty(votes.n_votes, dtype=np.int32)
        for first in range(0, votes.n_votes, CHUNK):
            part = slice(first, first + CHUNK)
            np.multiply(votes.columns[part], ANSWERS, out=self._codes[part], casting="unsafe", dtype=np.int32)
            self._codes[part] += votes.values[part]
        self._codes += 1
        self._blocks = list(votes.blocks(BLOCK))
        self._starts = votes.starts

    @cached_property
    def _ones(self) -> Array:
        return np.ones(max(int(self._starts[b.stop] - self._starts[b.start]) for b in self._blocks))

    @cached_property
    def _matrices(self) -> list[tuple[slice, Any, Any]]:
        """Block by block: the participants, the matrix of ones, and the same turned."""
        made = []
        for block in self._blocks:
            first, after = int(self._starts[block.start]), int(self._starts[block.stop])
            pointers = (self._starts[block.start : block.stop + 1] - first).astype(np.int32)
            matrix = scipy.sparse.csr_array(
                (self._ones[: after - first], self._codes[first:after], pointers),
                shape=(block.stop - block.start, ANSWERS * self.n_statements),
            )
            made.append((block, matrix, matrix.T))
        return made

    @cached_property
    def counts(self) -> Array:
        """Votes by statement and answer: n_statements × 3, in the order disagree, pass, agree."""
        return self.per_answer(np.ones(self.n_participants))

    def per_person(self, table: Array) -> Array:
        """What each participant's votes add up to. table: n_statements × 3, or × 3 × columns."""
        flat = table.reshape(ANSWERS * self.n_statements, *table.shape[2:])
        found = np.empty((self.n_participants, *flat.shape[1:]))
        for block, matrix, _ in self._matrices:
            found[block] = matrix @ flat
        return found

    def per_answer(self, of_person: Array) -> Array:
        """For each statement and answer, the sum of these numbers of the participants who gave it.

        of_person: n_participants, or × columns; returns n_statements × 3, or × 3 × columns.
        """
        total = np.zeros((ANSWERS * self.n_statements, *of_person.shape[1:]))
        for block, _, turned in self._matrices:
            total += turned @ of_person[block]
        return total.reshape(self.n_statements, ANSWERS, *of_person.shape[1:])

    def there_and_back(self, table: Array) -> Array:
        """`per_answer(per_person(table))` in one pass over the votes."""
        flat = np.ascontiguousarray(table.reshape(-1))
        total = np.zeros(len(flat))
        for _, matrix, turned in self._matrices:
            total += turned @ (matrix @ flat)
        return total.reshape(table.shape)


def means(counts: Array, silent: NDArray[np.intp]) -> Array:
    """Mean vote of each statement; 0 for silent ones and where nobody voted. silent: statements whose votes count
    for nothing."""
    cast = counts.sum(1)
    found = np.divide(counts @ VALUE, cast, out=np.zeros(len(counts)), where=cast > 0)
    found[silent] = 0
    return found


def deviations(mean: Array, silent: NDArray[np.intp]) -> Array:
    """What each answer lies above its statement's mean: n_statements × 3; 0 for silent statements."""
    found = np.asarray(VALUE[None, :] - mean[:, None])
    found[silent] = 0
    return found
