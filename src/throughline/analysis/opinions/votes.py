"""Votes of participants on statements, held compactly: 3 bytes a vote.

A vote is agree (+1), pass (0) or disagree (-1). Not having voted is not a pass: it is simply not held. Of several
votes of one participant on one statement the last one counts. Participants and statements keep their labels and
stand in order of first appearance, as in the published exports of opinion conversations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy

from throughline.analysis.opinions._labels import CHUNK, Labels, as_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

AGREE, PASS, DISAGREE = 1, 0, -1


@dataclass(frozen=True, eq=False)
class Votes:
    """Votes as rows of participants; `by_statement` has the same votes as rows of statements.

    participants, statements: labels, in order of first appearance. starts: where each participant's votes begin,
    n_participants + 1. columns: statement number of each vote, rising within a participant. values: +1, 0 or -1.
    replaced: earlier votes that a later one of the same participant on the same statement took the place of.
    """

    participants: NDArray[Any]
    statements: NDArray[Any]
    starts: NDArray[np.int64]
    columns: NDArray[np.integer[Any]]
    values: NDArray[np.int8]
    replaced: int = 0

    @classmethod
    def from_columns(cls, participant: Any, statement: Any, vote: Any) -> Votes:
        """From three columns of one length, one row a vote, in the order in which they were cast.

        participant, statement: whole numbers or text; vote: +1, 0 or -1. NumPy arrays, Arrow or Polars columns,
        or sequences. Raises ValueError for columns of different length, no vote, an unknown code (naming its
        position), or an empty entry.
        """
        codes = _codes(vote)
        people, topics = Labels(participant, "participant"), Labels(statement, "statement")
        if not len(codes) == people.size == topics.size:
            raise ValueError(
                f"the columns differ in length: {people.size} participants, {topics.size} statements, "
                f"{len(codes)} votes"
            )
        if not len(codes):
            raise ValueError("there is no vote: a map needs at least one")
        starts, columns, values = _by_row(people, topics, codes)
        starts, columns, values = _last_wins(starts, columns, values, len(topics))
        return cls(people.names, topics.names, starts, columns, values, len(codes) - len(columns))

    @property
    def n_participants(self) -> int:
        return len(self.participants)

    @property
    def n_statements(self) -> int:
        return len(self.statements)

    @property
    def n_votes(self) -> int:
        return len(self.columns)

    @cached_property
    def per_participant(self) -> NDArray[np.int64]:
        """How many votes each participant has cast."""
        return np.diff(self.starts)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """Votes by statement: n_statements × 3, in the order agree, disagree, pass."""
        found = np.zeros(3 * self.n_statements, dtype=np.int64)
        for first in range(0, self.n_votes, CHUNK):
            part = slice(first, first + CHUNK)
            cells = 3 * self.columns[part].astype(np.int32) + (1 - self.values[part])
            found += np.bincount(cells, minlength=len(found))
        agree, passed, disagree = found.reshape(-1, 3).T
        return np.column_stack([agree, disagree, passed])

    @cached_property
    def by_statement(self) -> ByStatement:
        """The same votes as rows of statements; made when first asked for."""
        starts = self.starts.astype(np.int32) if self.n_votes < 2**31 else self.starts
        rows = scipy.sparse.csr_array(
            (self.values, self.columns.astype(starts.dtype), starts), shape=(self.n_participants, self.n_statements)
        ).tocsc()
        return ByStatement(rows.indptr.astype(np.int64), rows.indices, rows.data)

    def blocks(self, size: int = CHUNK) -> Iterator[slice]:
        """Runs of participants who together hold about `size` votes: for work that goes over all votes."""
        first = 0
        while first < self.n_participants:
            after = int(np.searchsorted(self.starts, self.starts[first] + size, side="right")) - 1
            after = min(max(after, first + 1), self.n_participants)
            yield slice(first, after)
            first = after

    def without(self, statements: Iterable[Any]) -> Votes:
        """The same participants with these statements absent, as if nobody had ever voted on them. Labels that
        are not among the statements are passed over: a moderator may reject what nobody saw."""
        out = self.places(statements)
        kept = np.ones(self.n_statements, dtype=bool)
        kept[out] = False
        number = (np.cumsum(kept) - 1).astype(self.columns.dtype)
        held = kept[self.columns]
        before = np.concatenate([[0], np.cumsum(held, dtype=np.int64)])
        return Votes(
            self.participants,
            self.statements[kept],
            before[self.starts],
            number[self.columns[held]],
            self.values[held],
            self.replaced,
        )

    def places(self, statements: Iterable[Any]) -> NDArray[np.intp]:
        """The numbers of these statements, rising; labels not among them are passed over."""
        return np.flatnonzero(np.isin(self.statements, np.array(list(statements), dtype=self.statements.dtype)))


@dataclass(frozen=True, eq=False, slots=True)
class ByStatement:
    """Votes as rows of statements. rows: participant number of each vote, rising within a statement."""

    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    values: NDArray[np.int8]


def _codes(vote: Any) -> NDArray[Any]:
    """The column of votes, checked: +1, 0 or -1 each."""
    codes = as_array(vote, "vote")
    if not isinstance(codes, np.ndarray):
        raise ValueError("votes must be the numbers 1 (agree), 0 (pass) and -1 (disagree), not text")
    for first in range(0, len(codes), CHUNK):
        part = codes[first : first + CHUNK]
        known = (part == AGREE) | (part == PASS) | (part == DISAGREE)
        if not known.all():
            where = int(np.flatnonzero(~known)[0])
            raise ValueError(
                f"the vote at position {first + where} is {part[where]}: a vote is 1 (agree), 0 (pass) or "
                "-1 (disagree); leave rows without a vote out"
            )
    return codes


def _by_row(people: Labels, topics: Labels, codes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Counting sort by participant, which keeps the order of the votes of each."""
    n, total = len(people), len(codes)
    chunks = [slice(first, min(first + CHUNK, total)) for first in range(0, total, CHUNK)]
    numbers = people.numbers
    per_row = np.zeros(n, dtype=np.int64)
    for part in chunks:
        per_row += np.bincount(numbers(part), minlength=n)
    starts = np.concatenate([[0], np.cumsum(per_row)])
    columns = np.empty(total, dtype=np.int16 if len(topics) < 2**15 else np.int32)
    values = np.empty(total, dtype=np.int8)
    free = starts[:-1].copy()
    for part in chunks:
        rows = scipy.sparse.coo_array((codes[part].astype(np.int8), (numbers(part), topics.numbers(part))))
        rows.has_canonical_format = True  # so that SciPy does not add up votes that stand twice
        rows = rows.tocsr()
        counts = np.diff(rows.indptr)
        filled = len(counts)  # participants after the last one of this part have none in it
        places = np.repeat(free[:filled] - rows.indptr[:-1], counts) + np.arange(len(rows.data))
        columns[places] = rows.indices
        values[places] = rows.data
        free[:filled] += counts
    return starts, columns, values


def _last_wins(
    starts: NDArray[Any], columns: NDArray[Any], values: NDArray[Any], n_statements: int
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Sort each participant's votes by statement and keep the last of each. Works in place, block by block."""
    unsorted = Votes(np.empty(len(starts) - 1), np.empty(n_statements), starts, columns, values)
    kept_per_row = np.empty(len(starts) - 1, dtype=np.int64)
    free = 0
    for block in unsorted.blocks():
        pointers = starts[block.start : block.stop + 1] - starts[block.start]
        part = slice(int(starts[block.start]), int(starts[block.stop]))
        shape = (block.stop - block.start, n_statements)
        rows = scipy.sparse.csr_array(
            (values[part], columns[part].astype(np.int32), pointers.astype(np.int32)), shape=shape
        )
        if not _rising(rows.indices, pointers):
            # By statement and back by participant: two counting sorts, which keep the order of equals.
            rows = rows.tocsc().tocsr()
        last = np.ones(len(rows.indices), dtype=bool)
        last[:-1] = rows.indices[1:] != rows.indices[:-1]
        last[pointers[1:][np.diff(pointers) > 0] - 1] = True
        before = np.concatenate([[0], np.cumsum(last)])
        kept_per_row[block] = np.diff(before[pointers])
        after = free + int(before[-1])
        columns[free:after] = rows.indices[last]
        values[free:after] = rows.data[last]
        free = after
    return np.concatenate([[0], np.cumsum(kept_per_row)]), columns[:free], values[:free]


def _rising(columns: NDArray[Any], pointers: NDArray[Any]) -> bool:
    """Whether statements rise strictly within each participant."""
    higher = columns[1:] > columns[:-1]
    firsts = pointers[1:-1]
    higher[firsts[(firsts > 0) & (firsts < len(columns))] - 1] = True
    return bool(higher.all())
