"""Groups as the Polis platform makes them: people on a map drawn together to at most 100 base clusters, and these to
2 to 5 groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.opinions.kmeans import Clustering, kmeans

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from throughline.analysis.opinions.votes import Votes

    Array = NDArray[np.float64]
    Ints = NDArray[np.intp]

VOTES_NEEDED = 7
PEOPLE_NEEDED = 15
BASE_CLUSTERS = 100
BASE_STEPS, GROUP_STEPS = 100, 20
MOST_GROUPS = 5
BASE_PER_GROUP = 12
UNGROUPED = -1


@dataclass(frozen=True, eq=False, slots=True)
class Grouping:
    """member: who has voted enough to be grouped. base: number of each person's base cluster, or -1; base_centres:
    where these lie. settled: whether they had stopped moving. group: number of each person's group, or -1.
    silhouettes: of each number of groups tried."""

    member: NDArray[np.bool_]
    base: Ints
    base_centres: Array
    settled: bool
    group: Ints
    silhouettes: dict[int, float]


def grouping(
    positions: Array, member: NDArray[np.bool_], given: Ints | None = None, before: Grouping | None = None
) -> Grouping:
    """positions: n × 2. member: of each person, whether to be grouped. given: groups to take in place of those found.
    before: the grouping to go on from; its base clusters are kept moving once there are as many as there can be."""
    full = before is not None and len(before.base_centres) == BASE_CLUSTERS
    start = before.base_centres if before is not None and full else None
    found = kmeans(positions[member], BASE_CLUSTERS, most=BASE_STEPS, start=start)
    base = np.full(len(positions), UNGROUPED)
    base[member] = found.labels
    if given is not None:
        return Grouping(member, base, found.centres, found.settled, given, {})
    of_base, silhouettes = _grouped(found)
    group = np.full(len(positions), UNGROUPED)
    group[member] = of_base[found.labels]
    return Grouping(member, base, found.centres, found.settled, group, silhouettes)


def members(votes: Votes, named: Iterable[Any] | None = None, before: Grouping | None = None) -> NDArray[np.bool_]:
    """Who is to be grouped: those named (labels); or those who have voted on 7 statements, or on all, the most active
    where these are fewer than 15, and all who were before. Raises ValueError for people who did not vote."""
    if named is not None:
        return _who(votes, list(named))
    cast = votes.per_participant
    member = cast >= min(VOTES_NEEDED, votes.n_statements)
    if before is not None:
        member[: len(before.member)] |= before.member
    missing = PEOPLE_NEEDED - int(member.sum())
    if missing > 0:
        others = np.flatnonzero(~member)
        member[others[np.argsort(-cast[others], kind="stable")][:missing]] = True
    return np.asarray(member)


def _who(votes: Votes, labels: list[Any]) -> NDArray[np.bool_]:
    asked = np.array(labels, dtype=votes.participants.dtype)
    unknown = asked[~np.isin(asked, votes.participants)]
    if len(unknown):
        raise ValueError(f"{unknown[0]} is not among the participants: only people who voted have a place on the map")
    return np.isin(votes.participants, asked)


def as_given(votes: Votes, groups: Mapping[Any, int]) -> Ints:
    """The group of each participant, or -1, numbered from 0 in the order of the numbers given by label. Raises
    ValueError for people who did not vote."""
    _who(votes, list(groups))
    numbers = {g: i for i, g in enumerate(sorted(set(groups.values())))}
    return np.array([numbers[groups[p]] if p in groups else UNGROUPED for p in votes.participants.tolist()])


def _grouped(base: Clustering) -> tuple[Ints, dict[int, float]]:
    """The group of each base cluster, by the number of groups with the highest silhouette; of equals, the larger."""
    weights = np.bincount(base.labels, minlength=len(base.centres)).astype(float)
    found, silhouettes = {}, {}
    apart = np.hypot(*(base.centres[:, None, :] - base.centres[None, :, :]).transpose(2, 0, 1))
    for k in range(2, min(MOST_GROUPS, 2 + len(base.centres) // BASE_PER_GROUP) + 1):
        found[k] = kmeans(base.centres, k, weights=weights, most=GROUP_STEPS).labels
        silhouettes[k] = silhouette(apart, found[k])
    best = max(found, key=lambda k: (silhouettes[k], k))
    return found[best], silhouettes


def silhouette(apart: Array, labels: Ints) -> float:
    """Mean silhouette (Rousseeuw 1987); 0 for a point alone in its cluster, and for one cluster.

    apart: distances of points from each other. labels: their clusters, 0, 1, …
    """
    sizes = np.bincount(labels)
    if len(sizes) < 2:
        return 0.0
    to = apart @ (labels[:, None] == np.arange(len(sizes)))
    rows = np.arange(len(labels))
    own = to[rows, labels] / np.maximum(sizes[labels] - 1, 1)
    to = to / sizes
    to[rows, labels] = np.inf
    other = to.min(1)
    widest = np.maximum(own, other)
    alone = (sizes[labels] == 1) | (widest == 0)
    return float(np.where(alone, 0, (other - own) / np.where(widest == 0, 1, widest)).mean())
