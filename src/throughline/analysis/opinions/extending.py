"""Votes that come in later, put among those already held: the cost is that of copying, not of sorting anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.opinions.votes import Votes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


def extended(votes: Votes, participant: Any, statement: Any, vote: Any) -> Votes:
    """The votes with more, cast after them: columns as in `Votes.from_columns`, whose result for all votes together
    this is. New participants and statements follow those that are known. Raises ValueError as there, and for
    labels of another kind than before."""
    new = Votes.from_columns(participant, statement, vote)
    people, rows = _joined(votes.participants, new.participants, "participants")
    topics, places = _joined(votes.statements, new.statements, "statements")
    columns = votes.columns.astype(np.int32) if len(topics) >= 2**15 else votes.columns
    starts = np.concatenate([votes.starts, np.full(len(people) - votes.n_participants, votes.n_votes)])
    of_row = np.repeat(rows, new.per_participant)
    of_column = places[new.columns]
    order = np.lexsort((of_column, of_row))
    of_row, of_column, given = of_row[order], of_column[order], new.values[order]
    at = _found(columns, starts, of_row, of_column)
    known = at < starts[of_row + 1]
    known[known] = columns[at[known]] == of_column[known]
    values = votes.values.copy()
    values[at[known]] = given[known]
    fresh = ~known
    added = np.bincount(of_row[fresh], minlength=len(people))
    return Votes(
        people,
        topics,
        starts + np.concatenate([[0], np.cumsum(added)]),
        np.insert(columns, at[fresh], of_column[fresh].astype(columns.dtype)),
        np.insert(values, at[fresh], given[fresh]),
        votes.replaced + new.replaced + int(known.sum()),
    )


def _joined(known: NDArray[Any], new: NDArray[Any], what: str) -> tuple[NDArray[Any], Ints]:
    """All labels, the new ones after the known, and the number of each of `new` among them."""
    if (known.dtype.kind == "U") != (new.dtype.kind == "U"):
        raise ValueError(f"the labels of {what} were {_kind(known)} before and are {_kind(new)} now: keep to one")
    order = np.argsort(known)
    at = np.minimum(np.searchsorted(known, new, sorter=order), len(known) - 1)
    number = order[at].astype(np.int64)
    fresh = known[number] != new
    number[fresh] = len(known) + np.arange(int(fresh.sum()))
    return np.concatenate([known, new[fresh]]), number


def _kind(labels: NDArray[Any]) -> str:
    return "text" if labels.dtype.kind == "U" else "whole numbers"


def _found(columns: NDArray[Any], starts: Ints, row: Ints, wanted: Ints) -> Ints:
    """For each row and statement wanted, the place of the first vote of the row on it or a later one: a binary
    search in all rows at once."""
    low, high = starts[row].copy(), starts[row + 1].copy()
    while (low < high).any():
        middle = (low + high) // 2
        before = np.zeros(len(row), dtype=bool)
        open_ = low < high
        before[open_] = columns[middle[open_]] < wanted[open_]
        low = np.where(open_ & before, middle + 1, low)
        high = np.where(open_ & ~before, middle, high)
    return low
