"""Votes between two items, as they are held and counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

DENSE = 2_000  # items up to which pairs are counted in a square table


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """Votes. Make them with `collect` (names) or `from_codes` (numbers).

    left, right: places in `items` of what was shown on either side. outcome: 1 where the left was chosen, -1 the
    right, 0 a tie. voters: a number for each vote's voter (or session), None where not known.
    """

    items: tuple[str, ...]
    left: Ints
    right: Ints
    outcome: Ints
    voters: Ints | None = None

    def __len__(self) -> int:
        return len(self.left)

    def where(self, chosen: NDArray[np.bool_]) -> Votes:
        """The votes for which `chosen` is true, on the same items."""
        voters = None if self.voters is None else self.voters[chosen]
        return Votes(self.items, self.left[chosen], self.right[chosen], self.outcome[chosen], voters)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Votes counted: of each pair that was shown, how often the first won, lost and tied. cell: of each vote, its
    pair; turned: whether its right item is the first of the pair. Both are None for counts that came without
    votes.
    """

    items: tuple[str, ...]
    first: Ints
    second: Ints
    won: Floats
    lost: Floats
    tied: Floats
    cell: Ints | None = None
    turned: NDArray[np.bool_] | None = None

    def totals(self) -> tuple[Floats, Floats, Floats]:
        """Wins, losses and ties of each item."""
        n = len(self.items)

        def add(of_first: Floats, of_second: Floats) -> Floats:
            return np.asarray(np.bincount(self.first, of_first, n) + np.bincount(self.second, of_second, n), float)

        return add(self.won, self.lost), add(self.lost, self.won), add(self.tied, self.tied)


def collect(
    left: Sequence[str],
    right: Sequence[str],
    winner: Sequence[str | None],
    *,
    voters: Sequence[Any] | None = None,
    items: Sequence[str] | None = None,
) -> Votes:
    """Votes from names.

    left, right: what was shown. winner: the name of one of both, or None for a tie. voters: who voted. items: all
    items, where some may have had no vote; by default those that were shown, sorted. Raises ValueError that gives
    the vote's place (from 1) for an item against itself, a winner that was not shown, or an item that is not among
    `items`.
    """
    if not len(left) == len(right) == len(winner):
        raise ValueError("left, right and winner must be as long as each other, one of each a vote")
    names = tuple(sorted({*left, *right})) if items is None else tuple(items)
    place = {name: i for i, name in enumerate(names)}
    if len(place) < len(names):
        raise ValueError("an item is named twice: each must be there once")
    try:
        ends = [[place[name] for name in side] for side in (left, right)]
    except KeyError as error:
        raise ValueError(f"there is no item “{error.args[0]}” in the list of items") from None
    outcome = []
    for i, (a, b, w) in enumerate(zip(left, right, winner, strict=True)):
        if w is not None and w != a and w != b:
            raise ValueError(f"vote {i + 1}: “{w}” won, but “{a}” and “{b}” were shown")
        outcome.append(0 if w is None else 1 if w == a else -1)
    return from_codes(names, ends[0], ends[1], outcome, voters=voters)


def from_codes(
    items: Sequence[str],
    left: ArrayLike,
    right: ArrayLike,
    outcome: ArrayLike,
    *,
    voters: Sequence[Any] | None = None,
) -> Votes:
    """Votes from places in `items`; outcome 1, 0 or -1 as in `Votes`. Raises ValueError as `collect`."""
    a, b, y = (np.asarray(x, dtype=np.int64) for x in (left, right, outcome))
    if not a.shape == b.shape == y.shape or a.ndim != 1:
        raise ValueError("left, right and outcome must be as long as each other, one of each a vote")
    if not len(a):
        raise ValueError("there are no votes")
    if min(a.min(), b.min()) < 0 or max(a.max(), b.max()) >= len(items):
        raise ValueError(f"items are numbered from 0 to {len(items) - 1}")
    if (a == b).any():
        i = int(np.argmax(a == b))
        raise ValueError(f"vote {i + 1} shows “{items[a[i]]}” against itself")
    if not np.isin(y, (-1, 0, 1)).all():
        raise ValueError("an outcome is 1 (left), -1 (right) or 0 (tie)")
    who = None
    if voters is not None:
        if len(voters) != len(a):
            raise ValueError(f"{len(a)} votes need {len(a)} voters, not {len(voters)}")
        if not isinstance(voters, np.ndarray) and any(voter is None for voter in voters):
            raise ValueError("some votes have no voter: name one for every vote, or for none")
        who = np.unique(np.asarray(voters).astype(str) if _mixed(voters) else np.asarray(voters), return_inverse=True)[
            1
        ]
    return Votes(tuple(items), a, b, y, who)


def _mixed(voters: Sequence[Any]) -> bool:
    return not (isinstance(voters, np.ndarray) and voters.dtype.kind in "iuU")


def counted(votes: Votes, *, sides: bool = False) -> Pairs:
    """Count votes by pair. sides: keep pairs apart by which item was on the left (it is then the first)."""
    n = len(votes.items)
    turned = (votes.left > votes.right) & (not sides)
    key = np.where(turned, votes.right * n + votes.left, votes.left * n + votes.right)
    if n <= DENSE:
        seen = np.bincount(key, minlength=n * n)
        pairs = np.flatnonzero(seen)
        seen[pairs] = np.arange(len(pairs))
        cell = seen[key]
    else:
        pairs, cell = np.unique(key, return_inverse=True)
    outcome = np.where(turned, -votes.outcome, votes.outcome)
    size = len(pairs)
    won, lost, tied = (np.bincount(cell[outcome == y], minlength=size).astype(float) for y in (1, -1, 0))
    return Pairs(votes.items, pairs // n, pairs % n, won, lost, tied, cell, turned)


def from_counts(items: Sequence[str], rows: Sequence[tuple[str, str, float, float, float]]) -> Pairs:
    """Counts that were made elsewhere: (first, second, first won, second won, tied) of each pair, each pair once.

    Raises ValueError for an item against itself or not in `items`, a pair given twice, or counts below 0.
    """
    place = {name: i for i, name in enumerate(items)}
    seen = set()
    for a, b, *counts in rows:
        if a == b or a not in place or b not in place:
            raise ValueError(f"“{a}” and “{b}” are not two of the items")
        if frozenset((a, b)) in seen:
            raise ValueError(f"the pair of “{a}” and “{b}” is given twice")
        seen.add(frozenset((a, b)))
        if len(counts) != 3 or not all(np.isfinite(c) and c >= 0 for c in counts):
            raise ValueError(f"the counts of “{a}” and “{b}” must be three numbers of 0 or more")
    if not rows:
        raise ValueError("there are no votes")
    first, second = np.array([[place[a], place[b]] for a, b, *_ in rows], dtype=np.int64).T
    won, lost, tied = np.array([row[2:] for row in rows], dtype=float).T
    return Pairs(tuple(items), first, second, won, lost, tied)
