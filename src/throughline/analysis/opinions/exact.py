"""The opinion map of the Polis platform, to its last digit: for comparison with published conversations.

Where the platform's own procedure leaves something to chance, this is its result from a cold start with participants
in order of first appearance. Its groups depend on that order; `map` has ours, which do not.

1. A missing vote counts as the mean of its statement; statements that moderators took out count as 0 for everybody.
2. People stand at their projection on the first two principal components of all participants, moved outwards by
   √(statements ÷ votes cast).
3. Those with at least 7 votes (at least 15 people) are drawn together to at most 100 base clusters, and these, weighted
   by their people, into 2 to 5 groups, as many as have the highest silhouette.

Source: Small C. and others (2021), Polis: scaling deliberation by mapping high dimensional opinion spaces, Recerca
26(2), and the platform's published output.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.opinions.cluster import summing
from throughline.analysis.opinions.coded import Sums, deviations
from throughline.analysis.opinions.components import Components, components
from throughline.analysis.opinions.exact_groups import (
    BASE_STEPS,
    PEOPLE_NEEDED,
    UNGROUPED,
    VOTES_NEEDED,
    Grouping,
    as_given,
    grouping,
    members,
)
from throughline.analysis.opinions.representative import (
    Consensus,
    Representative,
    Side,
    consensus,
    group_aware_consensus,
    priorities,
    representative,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from throughline.analysis.opinions.votes import Votes

    Array = NDArray[np.float64]
    Ints = NDArray[np.intp]


@dataclass(frozen=True, eq=False, slots=True)
class ExactMap:
    """participants, statements: labels; every array below follows their order.

    components: of the votes (its directions are the map's axes). positions: n × 2. votes_cast: by each person.
    answers: statements × (agree, disagree, cast); counts: the same of each group. representative: of each group.
    consensus: of everybody. group_aware_consensus, priority, extremity: of each statement; statement_positions: where
    somebody would stand who only agreed with it. left_out: numbers of statements that moderators took out, or that
    are about the conversation itself.
    """

    participants: NDArray[Any]
    statements: NDArray[Any]
    components: Components
    positions: Array
    votes_cast: NDArray[np.int64]
    grouping: Grouping
    answers: NDArray[np.int64]
    counts: NDArray[np.int64]
    representative: tuple[tuple[Representative, ...], ...]
    consensus: dict[Side, tuple[Consensus, ...]]
    group_aware_consensus: Array
    priority: Array
    extremity: Array
    statement_positions: Array
    left_out: Ints
    warnings: tuple[str, ...]

    @property
    def group(self) -> Ints:
        """The number of each person's group, or -1."""
        return self.grouping.group

    @property
    def n_groups(self) -> int:
        return len(self.counts)

    @property
    def group_sizes(self) -> tuple[int, ...]:
        return tuple(np.bincount(self.group[self.group >= 0], minlength=self.n_groups).tolist())

    def to_dict(self) -> dict[str, Any]:
        """Keys: participants (columns id, x, y, votes, group, base_cluster; null where not grouped), statements
        (columns id, agree, disagree, pass, mean, x, y, extremity, priority, group_aware_consensus, left_out),
        groups (people, representative), consensus (agree, disagree), variance_shares, silhouettes, warnings."""
        agree, disagree, cast = self.answers.T
        names = self.statements.tolist()
        return {
            "participants": {
                "id": self.participants.tolist(),
                "x": self.positions[:, 0].tolist(),
                "y": self.positions[:, 1].tolist(),
                "votes": self.votes_cast.tolist(),
                "group": [None if g == UNGROUPED else g for g in self.group.tolist()],
                "base_cluster": [None if b == UNGROUPED else b for b in self.grouping.base.tolist()],
            },
            "statements": {
                "id": names,
                "agree": agree.tolist(),
                "disagree": disagree.tolist(),
                "pass": (cast - agree - disagree).tolist(),
                "mean": self.components.mean.tolist(),
                "x": self.statement_positions[:, 0].tolist(),
                "y": self.statement_positions[:, 1].tolist(),
                "extremity": self.extremity.tolist(),
                "priority": self.priority.tolist(),
                "group_aware_consensus": self.group_aware_consensus.tolist(),
                "left_out": np.isin(np.arange(len(names)), self.left_out).tolist(),
            },
            "groups": [
                {"people": people, "representative": [_named(each, names) for each in chosen]}
                for people, chosen in zip(self.group_sizes, self.representative, strict=True)
            ],
            "consensus": {side: [_named(each, names) for each in chosen] for side, chosen in self.consensus.items()},
            "variance_shares": self.components.shares.tolist(),
            "silhouettes": {str(k): value for k, value in self.grouping.silhouettes.items()},
            "warnings": list(self.warnings),
        }


def exact_map(
    votes: Votes,
    *,
    moderated_out: Iterable[Any] = (),
    meta: Iterable[Any] = (),
    in_conversation: Iterable[Any] | None = None,
    groups: Mapping[Any, int] | None = None,
    previous: ExactMap | None = None,
    engine: str | None = None,
) -> ExactMap:
    """The map as the Polis platform makes it.

    moderated_out: labels of statements that moderators rejected; meta: of those about the conversation itself.
    in_conversation: labels of participants to be grouped (by default those who have voted enough). groups: the group
    of each participant, by label, to be described in place of those found here. previous: the map before votes were
    added at the end: people once grouped stay so, and the search begins where it ended. engine: `dask://host:port` to
    have the sums over votes taken by the workers of that scheduler. Raises ValueError for labels of people who did
    not vote, and for an engine that cannot be used.
    """
    about = votes.places(meta)
    left_out = np.union1d(votes.places(moderated_out), about)
    before = None if previous is None else previous.grouping
    member = members(votes, in_conversation, before)
    given = None if groups is None else as_given(votes, groups)
    with summing(votes, engine) as sums:
        found = components(sums, left_out, start=_directions(previous, votes.n_statements))
        found = _turned_like(found, previous)
        positions = _positions(sums, found, left_out)
        people = grouping(positions, member, given, before)
        return _described(votes, sums, found, positions, people, left_out, about)


def _described(
    votes: Votes, sums: Sums, found: Components, positions: Array, people: Grouping, left_out: Ints, about: Ints
) -> ExactMap:
    counts = group_counts(sums, people.group)
    answers = np.column_stack([sums.counts[:, 2], sums.counts[:, 0], sums.counts.sum(1)]).astype(np.int64)
    of_statements = _of_statements(found)
    extremity = np.hypot(*of_statements.T)
    return ExactMap(
        participants=votes.participants,
        statements=votes.statements,
        components=found,
        positions=positions,
        votes_cast=votes.per_participant,
        grouping=people,
        answers=answers,
        counts=counts,
        representative=representative(counts, left_out),
        consensus=consensus(answers, left_out),
        group_aware_consensus=group_aware_consensus(counts),
        priority=priorities(counts, extremity, about),
        extremity=extremity,
        statement_positions=of_statements,
        left_out=left_out,
        warnings=_warnings(votes, found, people),
    )


def group_counts(sums: Sums, group: Ints) -> NDArray[np.int64]:
    """Votes by group: groups × statements × (agree, disagree, cast). group: of each participant, or -1."""
    number = int(group.max(initial=-1)) + 1
    belongs = (group[:, None] == np.arange(number)).astype(float)
    by_answer = np.rint(sums.per_answer(belongs)).astype(np.int64)
    disagree, _, agree = by_answer.transpose(1, 2, 0)
    return np.stack([agree, disagree, by_answer.sum(1).T], axis=2)


def _positions(sums: Sums, found: Components, left_out: Ints) -> Array:
    """Projections, moved outwards by √(statements ÷ votes); a statement left out counts as voted on by all."""
    table = np.empty((sums.n_statements, 3, 3))
    table[:, :, :2] = deviations(found.mean, left_out)[:, :, None] * found.directions.T[:, None, :]
    table[:, :, 2] = 1
    table[left_out, :, 2] = 0
    summed = sums.per_person(table)
    voted = np.maximum(summed[:, 2] + len(left_out), 1)
    return np.asarray(summed[:, :2] * np.sqrt(sums.n_statements / voted)[:, None])


def _of_statements(found: Components) -> Array:
    """Where somebody would stand whose one vote is to agree with a statement."""
    n = len(found.mean)
    return np.asarray(np.sqrt(n) * (1 - found.mean)[:, None] * found.directions.T)


def _directions(previous: ExactMap | None, statements: int) -> Array | None:
    if previous is None:
        return None
    known = previous.components.directions
    return np.pad(known, ((0, 0), (0, statements - known.shape[1])))


def _turned_like(found: Components, previous: ExactMap | None) -> Components:
    """With signs as before, so that nobody changes sides of a map that is looked at."""
    if previous is None:
        return found
    before = previous.components.directions
    same = np.sign((found.directions[:, : before.shape[1]] * before).sum(1))
    turned = found.directions * np.where(same == 0, 1, same)[:, None]
    return replace(found, directions=turned)


def _warnings(votes: Votes, found: Components, people: Grouping) -> tuple[str, ...]:
    said = []
    needed = min(VOTES_NEEDED, votes.n_statements)
    enough = int((votes.per_participant >= needed).sum())
    if enough < PEOPLE_NEEDED:
        said.append(f"Only {enough} people cast {needed} votes or more: groups of so few change with every new vote.")
    if not found.directions[1].any():
        said.append("Votes differ in one direction at most, so the second axis of the map means nothing.")
    if len(people.base_centres) < 2:
        said.append("Everybody stands in one place, so there are no groups.")
    if not people.settled:
        said.append(f"The base clusters still moved after {BASE_STEPS} steps, where the platform stops too.")
    return tuple(said)


def _named(each: Representative | Consensus, names: list[Any]) -> dict[str, Any]:
    return {**each.to_dict(), "statement": names[each.statement]}
