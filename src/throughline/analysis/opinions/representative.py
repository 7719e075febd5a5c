"""Which statements speak for a group, which for everybody, and which to ask about next: the published measures of
the Polis platform, from counts of votes alone.

A share is taken with one vote added on either side; two shares are compared by a z-test with one added to each
count. Sources: Small C. and others (2021), Polis: scaling deliberation by mapping high dimensional opinion spaces,
Recerca 26(2); the platform's published output is the test.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Counts = NDArray[np.int64]

SIGNIFICANT = 1.2816  # z of a one-sided 90 % test
SHOWN = 5
META_PRIORITY = 7.0

Side = Literal["agree", "disagree"]


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A statement and how people answered it. statement: its number. side: whether they agree or disagree with it.
    successes of trials: those who did, of those who voted. share, share_z: smoothed, and its z against one half."""

    statement: int
    side: Side
    successes: int
    trials: int
    share: float
    share_z: float

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Representative(_Chosen):
    """A statement that sets a group apart: its members agree, or disagree, more than others do. ratio, ratio_z: to the
    share of everybody else. best_agree: put first as what the group agrees on most."""

    ratio: float
    ratio_z: float
    best_agree: bool = False

    @property
    def score(self) -> float:
        """What the list is ordered by."""
        return self.ratio * self.ratio_z * self.share * self.share_z


@dataclass(frozen=True, slots=True)
class Consensus(_Chosen):
    """A statement that most of all voters agree (or disagree) with."""


def proportion_z(successes: Counts, trials: Counts) -> Array:
    """z of a share against one half."""
    n = trials + 1
    return np.asarray(2 * np.sqrt(n) * ((successes + 1) / n - 0.5))


def two_proportions_z(successes: Counts, others: Counts, trials: Counts, others_trials: Counts) -> Array:
    """z of the difference between two shares; 0 where both are whole, which it cannot tell apart."""
    a, b, n, m = successes + 1, others + 1, trials + 1, others_trials + 1
    pooled = (a + b) / (n + m)
    spread = pooled * (1 - pooled) * (1 / n + 1 / m)
    found = np.zeros(np.broadcast(a, n).shape)
    np.divide(a / n - b / m, np.sqrt(spread), out=found, where=spread != 0)
    return found


def representative(counts: Counts, left_out: NDArray[np.intp] | None = None) -> tuple[tuple[Representative, ...], ...]:
    """The statements that speak for each group, at most five.

    counts: groups × statements × (agree, disagree, cast). left_out: statements that moderators took out.
    """
    out = set() if left_out is None else set(left_out.tolist())
    agree, disagree = _compared(counts, 0), _compared(counts, 1)
    kept = [j for j in range(counts.shape[1]) if j not in out]
    return tuple(_of_group(agree[g], disagree[g], kept) for g in range(len(counts)))


def _compared(counts: Counts, side: int) -> list[list[Representative]]:
    """Of each group and statement, how far it is set apart by agreeing (0) or by disagreeing (1)."""
    given, cast = counts[:, :, side], counts[:, :, 2]
    others, others_cast = given.sum(0) - given, cast.sum(0) - cast
    share = (given + 1) / (cast + 2)
    columns = (
        given,
        cast,
        share,
        proportion_z(given, cast),
        share / ((others + 1) / (others_cast + 2)),
        two_proportions_z(given, others, cast, others_cast),
    )
    name: Side = "disagree" if side else "agree"
    lists = [column.tolist() for column in columns]
    return [
        [Representative(j, name, *row) for j, row in enumerate(zip(*(column[g] for column in lists), strict=True))]
        for g in range(len(counts))
    ]


def _of_group(
    agree: list[Representative], disagree: list[Representative], kept: list[int]
) -> tuple[Representative, ...]:
    sufficient: list[Representative] = []
    best: Representative | None = None
    best_agree: tuple[Representative, Representative] | None = None
    for j in kept:
        yes, no = agree[j], disagree[j]
        chosen = yes if yes.ratio_z > no.ratio_z else no
        # The platform keeps this one number in single precision, and orders by it.
        chosen = replace(chosen, ratio_z=float(np.float32(chosen.ratio_z)))
        if any(x.ratio_z > SIGNIFICANT and x.share_z > SIGNIFICANT for x in (yes, no)):
            sufficient.append(chosen)
        if not sufficient and (best is None or max(yes.ratio_z, no.ratio_z) > best.ratio_z):
            best = chosen
        if yes.successes + no.successes and _agrees_better(yes, best_agree[0] if best_agree else None):
            best_agree = yes, chosen
    head = [replace(best_agree[1], best_agree=True)] if best_agree else [best] if best else []
    if not sufficient:
        return tuple(head)
    rest = sorted((x for x in sufficient if not best_agree or x.statement != best_agree[1].statement), key=_falling)
    first = [head[0]] if best_agree else []
    shown = [*first, *rest][:SHOWN]
    return tuple(sorted(shown, key=lambda x: x.side == "disagree"))


def _agrees_better(one: Representative, best: Representative | None) -> bool:
    """Whether agreement with this statement is a better sign of the group than with the best so far."""
    if best is None:
        return one.share_z > SIGNIFICANT or (one.ratio > 1 and one.share > 0.5)
    if best.ratio > 1:
        return one.score > best.score
    return one.share * one.share_z > best.share * best.share_z


def _falling(one: Representative) -> float:
    return -one.score


def consensus(counts: Counts, left_out: NDArray[np.intp] | None = None) -> dict[Side, tuple[Consensus, ...]]:
    """The statements that most people agree with, and those that most disagree with, at most five each.

    counts: statements × (agree, disagree, cast), of everybody.
    """
    kept = np.ones(len(counts), dtype=bool)
    if left_out is not None:
        kept[left_out] = False
    found: dict[Side, tuple[Consensus, ...]] = {}
    sides: tuple[Side, Side] = ("agree", "disagree")
    for side, name in enumerate(sides):
        given, cast = counts[:, side], counts[:, 2]
        share, z = (given + 1) / (cast + 2), proportion_z(given, cast)
        passing = np.flatnonzero(kept & (share > 0.5) & (z > SIGNIFICANT))
        order = passing[np.argsort(-(share * z)[passing], kind="stable")][:SHOWN]
        found[name] = tuple(
            Consensus(int(j), name, int(given[j]), int(cast[j]), float(share[j]), float(z[j])) for j in order
        )
    return found


def group_aware_consensus(counts: Counts) -> Array:
    """The product over groups of the smoothed share that agrees. counts as in `representative`."""
    return np.asarray(((counts[:, :, 0] + 1) / (counts[:, :, 2] + 2)).prod(0))


def priorities(counts: Counts, extremity: Array, meta: NDArray[np.intp] | None = None) -> Array:
    """How much is learnt from one more vote on each statement: the platform asks by it at random.

    counts: groups × statements × (agree, disagree, cast). meta: statements about the conversation itself.
    """
    agree, disagree, cast = counts.sum(0).T
    passing = (cast - agree - disagree + 1) / (cast + 2)
    importance = (1 - passing) * (extremity + 1) * (agree + 1) / (cast + 2)
    found = (importance * (1 + 8 * 2.0 ** (-cast / 5))) ** 2
    found[np.array([], dtype=np.intp) if meta is None else meta] = META_PRIORITY**2
    return np.asarray(found)
