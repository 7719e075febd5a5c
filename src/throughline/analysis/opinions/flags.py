"""Votes that a moderator should look at: the same answer to everything, and people whose votes are near copies.

Flags are questions, never verdicts: nobody is left out of any result for one. Each comes with the chance of its
happening by itself, from the shares of answers to the statements concerned (in the person's group, where groups are
given: people of one mind vote alike without any arrangement), and is raised only if fewer than 0.05 such
flags are to be expected among all people by chance. It does not matter which answer is called agree.

Near copies are sought by min-wise hashing (Broder 1997): people whose votes on the same statements are nearly all the
same share a band of least hashes; each such bunch is then compared vote by vote. It is the number of copies that tells:
two people may well answer twenty statements alike by chance, ten hardly. So the chance of a bloc is that of so many
copies of one person's votes together, times the number of ways to choose those people.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import gammaln

from throughline.analysis._words import many
from throughline.analysis.opinions.ordering import by_content, mixed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from throughline.analysis.opinions.groups import OpinionGroups
    from throughline.analysis.opinions.votes import Votes

    Array = NDArray[np.float64]
    Ints = NDArray[np.intp]

MANY_VOTES, BLOC = 10, 3
EXPECTED = 0.05  # false flags among all people
SAME, BANDS, ROWS, LIKELY = 0.9, 12, 5, 0.6
ANSWERS = {1: "agree", 0: "pass", -1: "disagree"}


@dataclass(frozen=True, slots=True)
class StraightLine:
    """Somebody who gave one answer to everything. chance: that a person answering like others would do so."""

    participant: Any
    answer: str
    votes: int
    chance: float

    @property
    def shown(self) -> str:
        return f"{self.participant} answered “{self.answer}” to all {self.votes} statements."


@dataclass(frozen=True, slots=True)
class Bloc:
    """People whose votes are near copies. same: mean share of equal votes of each with the first of them, of all
    statements that either voted on. votes: the first one's number. chance: how many such blocs are to be expected among
    all people by chance."""

    participants: tuple[Any, ...]
    votes: int
    same: float
    chance: float

    @property
    def shown(self) -> str:
        return (
            f"{len(self.participants)} people gave nearly the same answers ({100 * self.same:.0f}%) to the same "
            f"statements, about {self.votes}."
        )


@dataclass(frozen=True, slots=True)
class Flags:
    """What to look at. n: people with enough votes to judge, at least 10."""

    straight_lines: tuple[StraightLine, ...]
    blocs: tuple[Bloc, ...]
    n: int

    @property
    def shown(self) -> str:
        if not self.straight_lines and not self.blocs:
            return f"Nothing unusual in how the {self.n:,} people with {MANY_VOTES} votes or more voted."
        people = many(len(self.straight_lines), "person", "people")
        bunches = many(len(self.blocs), "bunch", "bunches")
        return (
            f"To look at: {people} gave the same answer to everything, and {bunches} of people voted nearly alike. "
            "They are counted like everybody else."
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was found, where anything was."""
        return (self.shown,) if self.straight_lines or self.blocs else ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "straight_lines": [{**asdict(one), "shown": one.shown} for one in self.straight_lines],
            "blocs": [
                {**asdict(one), "participants": list(one.participants), "shown": one.shown} for one in self.blocs
            ],
            "n": self.n,
            "warnings": list(self.warnings),
            "shown": self.shown,
        }


def flags(votes: Votes, groups: OpinionGroups | None = None) -> Flags:
    """Find straight-lining and near copies among people with at least 10 votes.

    groups: of the same people; without them everybody is taken as one. Raises ValueError for groups of others.
    """
    if groups is not None and len(groups.group) != votes.n_participants:
        raise ValueError(f"the groups are of {len(groups.group)} people and the votes of {votes.n_participants}")
    group = np.zeros(votes.n_participants, dtype=np.intp) if groups is None else np.maximum(groups.group, 0)
    share = _shares(votes, group)
    order, statements = by_content(votes)
    people = order[votes.per_participant[order] >= MANY_VOTES]
    rank = np.argsort(statements)
    blocs = tuple(_blocs(votes, people, rank, share, group)) if len(people) >= BLOC else ()
    return Flags(_straight_lines(votes, people, share, group), blocs, len(people))


def _shares(votes: Votes, group: Ints) -> Array:
    """Of each answer (disagree, pass, agree) to each statement in each group, groups × statements × 3, with one vote
    more for each answer, so that nothing has a chance of 0."""
    of = np.repeat(group, votes.per_participant) * votes.n_statements + votes.columns
    size = int(group.max()) + 1
    held = np.bincount(of * 3 + votes.values + 1, minlength=size * votes.n_statements * 3)
    counts = held.reshape(size, votes.n_statements, 3) + 1.0
    return np.asarray(counts / counts.sum(2, keepdims=True))


def _straight_lines(votes: Votes, people: Ints, share: Array, group: Ints) -> tuple[StraightLine, ...]:
    if not len(people):
        return ()
    voters = votes.per_participant > 0
    starts = votes.starts[:-1][voters]
    low, high = np.minimum.reduceat(votes.values, starts), np.maximum.reduceat(votes.values, starts)
    logs = np.log(share)[np.repeat(group, votes.per_participant), votes.columns, votes.values + 1]
    chance, one_answer = np.ones(votes.n_participants), np.zeros(votes.n_participants, dtype=bool)
    chance[voters] = np.exp(np.add.reduceat(logs, starts))
    one_answer[voters] = low == high
    found = people[one_answer[people] & (chance[people] * len(people) * len(ANSWERS) < EXPECTED)]
    return tuple(
        StraightLine(
            votes.participants[i].item(),
            ANSWERS[int(votes.values[votes.starts[i]])],
            int(votes.per_participant[i]),
            float(chance[i]),
        )
        for i in found[np.argsort(chance[found], kind="stable")]
    )


def _blocs(votes: Votes, people: Ints, rank: Ints, share: Array, group: Ints) -> Iterator[Bloc]:
    """Bunches, the largest first; nobody in two of them."""
    least = _least_hashes(votes, people, rank)
    taken = np.zeros(len(people), dtype=bool)

    def copies_of(first: int, among: Ints) -> tuple[list[tuple[int, float]], float]:
        # The share of equal least hashes estimates that of equal votes: only likely pairs are compared in full.
        likely = among[(least[among] == least[first]).mean(1) >= LIKELY]
        chances = _chances(votes, people[first], share[group[people[first]]])
        near = [(int(i), *_likeness(votes, people[first], people[i], chances)) for i in likely]
        copies = [(i, same, chance) for i, same, chance in near if same >= SAME]
        return [(i, same) for i, same, _ in copies], _expected([chance for _, _, chance in copies], len(people))

    for bunch in sorted(_bunches(least), key=len, reverse=True):
        while len(bunch := bunch[~taken[bunch]]) >= BLOC:
            first, bunch = int(bunch[0]), bunch[1:]
            copies, expected = copies_of(first, bunch)
            if len(copies) + 1 < BLOC or expected >= EXPECTED:
                continue
            # A copy may share no band with the first: everybody is looked at once it is clear that there is a bloc.
            taken[first] = True
            copies, expected = copies_of(first, np.flatnonzero(~taken))
            members = [first, *(i for i, _ in copies)]
            taken[members] = True
            yield Bloc(
                tuple(votes.participants[people[members]].tolist()),
                int(votes.per_participant[people[first]]),
                float(np.mean([same for _, same in copies])),
                expected,
            )


def _chances(votes: Votes, first: int, share: Array) -> Array:
    """The chance, of each statement, that somebody answers it as the first did; 1 where she did not. share: of the
    first one's group."""
    chances = np.ones(votes.n_statements)
    cells = slice(int(votes.starts[first]), int(votes.starts[first + 1]))
    chances[votes.columns[cells]] = share[votes.columns[cells], votes.values[cells] + 1]
    return chances


def _expected(chances: list[float], people: int) -> float:
    """How many people of so many are to be expected with so many copies, each with its chance."""
    m = len(chances)
    ways = gammaln(people) - gammaln(m + 1) - gammaln(people - m)
    return float(people * np.exp(ways + np.log(np.maximum(chances, 1e-300)).sum()))


def _least_hashes(votes: Votes, people: Ints, rank: Ints) -> NDArray[np.uint64]:
    """Of each person the least of each of several hashes of her votes. rank: of each statement by content."""
    lengths = votes.per_participant[people]
    starts = np.cumsum(lengths) - lengths
    cells = np.arange(lengths.sum()) + np.repeat(votes.starts[people] - starts, lengths)
    token = mixed((3 * rank[votes.columns[cells]] + votes.values[cells] + 1).astype(np.uint64))
    odd = mixed(np.arange(BANDS * ROWS, dtype=np.uint64)) | np.uint64(1)
    return np.column_stack([np.minimum.reduceat(token * one, starts) for one in odd])


def _bunches(least: NDArray[np.uint64]) -> Iterator[Ints]:
    """Rows that share a band."""
    for band in range(BANDS):
        key = np.zeros(len(least), dtype=np.uint64)
        for one in least[:, band * ROWS : (band + 1) * ROWS].T:
            key = mixed(key + one)
        order = np.argsort(key, kind="stable")
        for run in np.split(order, np.flatnonzero(key[order][1:] != key[order][:-1]) + 1):
            if len(run) >= BLOC:
                yield run


def _likeness(votes: Votes, a: int, b: int, equal: Array) -> tuple[float, float]:
    """Share of equal votes among statements that either voted on, and the chance of so many equal votes among those
    that both did (a bound: Chernoff 1952, with the mean chance)."""
    cells = [slice(int(votes.starts[i]), int(votes.starts[i + 1])) for i in (a, b)]
    both, at_a, at_b = np.intersect1d(votes.columns[cells[0]], votes.columns[cells[1]], return_indices=True)
    either = sum(int(votes.per_participant[i]) for i in (a, b)) - len(both)
    same = int((votes.values[cells[0]][at_a] == votes.values[cells[1]][at_b]).sum())
    if len(both) < MANY_VOTES:
        return same / either, 1.0
    p, q = float(equal[both].mean()), same / len(both)
    if q <= p:
        return same / either, 1.0
    divergence = q * np.log(q / p) + ((1 - q) * np.log((1 - q) / (1 - p)) if q < 1 else 0.0)
    return same / either, float(np.exp(-len(both) * divergence))
