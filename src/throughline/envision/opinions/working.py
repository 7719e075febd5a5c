"""From votes to a result: the map, its groups, what they share and where they differ, and what the team should see.

Runs in a worker. What comes out is plain JSON with exact counts; it is protected where it is shown, and holds nobody's
words and no person's place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from throughline.envision.opinions.gathering import Given

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from throughline.analysis.opinions.between import BetweenGroups
    from throughline.analysis.opinions.duplicates import Duplicates
    from throughline.analysis.opinions.flags import Flags
    from throughline.analysis.opinions.groups import OpinionGroups
    from throughline.analysis.opinions.map import OpinionMap
    from throughline.analysis.opinions.votes import Votes

MOST_GROUPS = 4  # as many as a chart can hold side by side
LISTED = 5
LARGE_PEOPLE, LARGE_SHARE = 20, 0.1  # of a group whose people may vote alike without any arrangement
SURE = 0.8  # from here on somebody belongs to a group surely (as the library says it)
Tell = Callable[[int, int, str], None]


def work(given: Given, *, seed: int, tell: Tell) -> dict[str, Any]:
    """Make the map and everything that is read off it.

    given: votes of eight people or more. tell: told how far it is. Where votes are too few, or too alike, for a map,
    there are counts but no groups.
    """
    import numpy as np

    from throughline.analysis.opinions.votes import Votes

    columns = (np.array(one, dtype=np.int64) for one in (given.person, given.statement, given.value))
    votes = Votes.from_columns(*columns)
    alike, found, groups = placed(votes, seed=seed, tell=tell)
    tell(3, 4, "comparing them")
    counted = _counted(votes, given, groups, alike)
    return counted if found is None or groups is None else counted | _mapped(votes, given, found, groups, alike)


def placed(votes: Votes, *, seed: int, tell: Tell) -> tuple[Duplicates, OpinionMap | None, OpinionGroups | None]:
    """Statements that say the same, where people stand, and their groups; no map and no groups of too few votes."""
    from throughline.analysis.opinions.duplicates import duplicates
    from throughline.analysis.opinions.groups import opinion_groups
    from throughline.analysis.opinions.map import opinion_map

    alike = duplicates(votes)
    tell(1, 4, "placing people")
    try:
        found = opinion_map(votes, weights=alike.weights)
    except ValueError:
        return alike, None, None
    tell(2, 4, "looking for groups")
    return alike, found, opinion_groups(found, most=MOST_GROUPS, seed=seed)


def _labels(votes: Votes, given: Given) -> list[str]:
    """The ref of each statement that was voted on, in the order of the votes."""
    return [given.refs[number] for number in votes.statements.tolist()]


def _counted(votes: Votes, given: Given, groups: OpinionGroups | None, alike: Duplicates) -> dict[str, Any]:
    """Exact counts of each statement, by constituency and by opinion group."""
    import numpy as np

    from throughline.programmes.models import Constituency

    refs = _labels(votes, given)
    names = [name for name in Constituency.values if name in set(given.constituency)]
    whose = np.array([names.index(given.constituency[number]) for number in votes.participants.tolist()])
    by = _counts(votes, whose, len(names))
    of_group = _counts(votes, groups.group, groups.k) if groups is not None and groups.k > 1 else None
    weights = _priorities(votes, by)
    statements = {
        ref: {
            "votes": int(by[:, j].sum()),
            "by": {name: by[number, j].tolist() for number, name in enumerate(names)},
            "groups": [] if of_group is None else of_group[:, j].tolist(),
            "matters": given.mattered[int(votes.statements[j])],
            "weight": float(weights[j]),
            "share": float(alike.weights[j]),
        }
        for j, ref in enumerate(refs)
    }
    return {
        "people": {name: int((whose == number).sum()) for number, name in enumerate(names)},
        "statements": statements,
        "families": [[refs[j] for j in family] for family in alike.families],
        "flags": _flagged(to_look_at(votes, groups)),
        "groups": None,
        "agreed": [],
        "rejected": [],
        "divided": [],
    }


def _counts(votes: Votes, part: NDArray[Any], parts: int) -> NDArray[np.int64]:
    """parts × statements × (agree, disagree, pass)."""
    import numpy as np

    m = votes.n_statements
    of = np.repeat(np.maximum(part, 0), votes.per_participant)
    cells = (of * m + votes.columns) * 3 + np.array([1, 2, 0])[votes.values.astype(int) + 1]
    return np.bincount(cells, minlength=parts * m * 3).reshape(parts, m, 3)


def _priorities(votes: Votes, by: NDArray[np.int64]) -> NDArray[np.float64]:
    """How much one more vote on each statement would tell: the library's measure."""
    import numpy as np

    from throughline.analysis.opinions.representative import priorities

    counts = by.copy()
    counts[:, :, 2] = by.sum(2)
    return priorities(counts, np.zeros(votes.n_statements))


def to_look_at(votes: Votes, groups: OpinionGroups | None) -> Flags:
    """Straight lines and people who vote nearly alike, beside what is usual in their group."""
    from throughline.analysis.opinions.flags import flags

    return flags(votes, None if groups is None else _large(groups))


def _large(groups: OpinionGroups) -> OpinionGroups:
    """The groups, the small ones counted with the largest: a planted bloc may be a group of its own on the map, and
    must not pass for people who happen to be of one mind."""
    import numpy as np

    people = groups.group[groups.group >= 0]
    sizes = np.bincount(people, minlength=groups.k)
    small = sizes < max(LARGE_PEOPLE, LARGE_SHARE * len(people))
    largest = int(sizes.argmax())
    return replace(groups, group=np.where((groups.group >= 0) & small[groups.group], largest, groups.group))


def _flagged(found: Flags) -> dict[str, Any]:
    """What the team should look at, without saying who it is."""
    return {
        "n": found.n,
        "lines": [{"answer": one.answer, "votes": one.votes} for one in found.straight_lines],
        "blocs": [
            {"people": len(one.participants), "votes": one.votes, "same": round(100 * one.same)} for one in found.blocs
        ],
    }


def _mapped(votes: Votes, given: Given, found: OpinionMap, groups: OpinionGroups, alike: Duplicates) -> dict[str, Any]:
    """The groups, what each statement is to them, and what places a person on the map."""
    import numpy as np

    from throughline.analysis.opinions.between import between_groups

    refs, every = _labels(votes, given), votes.n_statements
    between = between_groups(votes, groups)
    constituencies = between_groups(votes, _by_constituency(votes, given, groups))

    def first(numbers: list[int]) -> list[str]:
        return [refs[j] for j in _different(numbers, alike)]

    return {
        "groups": _told(groups),
        "agreed": first(between.agreed(every)),
        "rejected": first(between.rejected(every)),
        "divided": first(between.divided(every)) if groups.k > 1 else [],
        "constituencies": {
            "agreed": first(constituencies.agreed(every)),
            "rejected": first(constituencies.rejected(every)),
            "divided": first(constituencies.divided(every)),
        },
        "surely": {ref: _surely(between, j) for j, ref in enumerate(refs)},
        "map": {
            "noise": found.noise,
            "average": found.average.tolist(),
            "spread": found.spread.tolist(),
            "leniency": float(np.var(found.leniency) + np.mean(found.leniency_error**2)),
            "loadings": dict(zip(refs, found.loadings.tolist(), strict=True)),
            "bridging": dict(zip(refs, found.bridging.tolist(), strict=True)),
        },
    }


def _by_constituency(votes: Votes, given: Given, groups: OpinionGroups) -> OpinionGroups:
    """The constituencies as groups to which people belong for certain, to be compared in the same way."""
    import numpy as np

    names = sorted(set(given.constituency))
    whose = np.array([names.index(given.constituency[number]) for number in votes.participants.tolist()])
    member = np.eye(len(names))[whose]
    return replace(groups, group=whose, membership=member, shares=member.mean(0))


def _different(numbers: list[int], alike: Duplicates) -> list[int]:
    """The first few, of statements that say the same only the first."""
    family = {number: place for place, members in enumerate(alike.families) for number in members}
    seen: dict[Any, int] = {}
    for number in numbers:
        seen.setdefault(family.get(number, f"alone {number}"), number)
    return list(seen.values())[:LISTED]


def _surely(between: BetweenGroups, j: int) -> list[float]:
    """Lower limits of the shares that agree, and that disagree, in the group where each is lowest."""
    return [round(float(between.agree_low[j]), 4), round(float(between.disagree_low[j]), 4)]


def _told(groups: OpinionGroups) -> dict[str, Any]:
    import numpy as np

    return {
        "k": groups.k,
        "clear": groups.clear,
        "sizes": np.bincount(groups.group[groups.group >= 0], minlength=groups.k).tolist(),
        "shares": groups.shares.tolist(),
        "stability": groups.stability.tolist(),
        "centres": groups.centres.tolist(),
        "within": groups.within.tolist(),
        "sure": float((groups.membership.max(1) >= SURE).mean()),
    }
