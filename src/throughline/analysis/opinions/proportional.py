"""A set of statements that speaks for everybody: each large enough group of like-minded people has its share of it.

Statements are elected by the people who agree with them, by the method of equal shares (Peters & Skowron 2020; each
person has the same part of the seats to spend), the rest by most votes. It gives extended justified representation: of
10 statements, any tenth of the people who agree on one get a statement that one of them agrees with. Most votes alone
would give all 10 to a majority.

Nobody has voted on everything. Where a person has not voted, the map's expected vote stands in: agreement from 0.5 on
(choice from incomplete votes: Halpern and others 2023, AAAI).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.opinions.groups import letter
from throughline.analysis.opinions.map import FEW_VOTES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from throughline.analysis.opinions.duplicates import Duplicates
    from throughline.analysis.opinions.groups import OpinionGroups
    from throughline.analysis.opinions.map import OpinionMap
    from throughline.analysis.opinions.votes import Votes

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]

VOTERS = 1000  # people who stand for all; their order is that of content, so they are a fair sample
AGREES = 0.5


@dataclass(frozen=True, slots=True)
class Share:
    """How a set of statements serves one group. covered: share of its people who agree with at least one. mean: how
    many of the set its people agree with, on average. by_most_votes: the same mean, had the statements with most
    agreement been taken."""

    group: str
    people: int
    covered: float
    mean: float
    by_most_votes: float


@dataclass(frozen=True, slots=True)
class StatementSet:
    """statements: numbers, in the order of choice; labels: theirs. paid: how many of them were chosen by equal shares,
    the rest by most votes. shares: everybody first, then each group. deserving: statements outside the set that a
    group large enough for a seat agrees with, while none of its people agrees with any in the set; none where justified
    representation holds. guessed: share of agreements that are the map's guess. people: who stand for all."""

    statements: tuple[int, ...]
    labels: tuple[Any, ...]
    paid: int
    shares: tuple[Share, ...]
    deserving: tuple[Any, ...]
    guessed: float
    people: int
    warnings: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "statements": list(self.labels),
            "shares": [asdict(one) for one in self.shares],
            "warnings": list(self.warnings),
        }


def statement_set(
    votes: Votes,
    found: OpinionMap,
    *,
    size: int = 10,
    groups: OpinionGroups | None = None,
    alike: Duplicates | None = None,
) -> StatementSet:
    """Choose statements that represent everybody.

    votes, found: the votes and the map made from them. size: statements wanted. groups: for whom to tell how they are
    served; they have no influence. alike: families of near-duplicates: each can have only one seat.
    Raises ValueError for a size below 1 or above the number of different statements.
    """
    open_ = _heads(votes, alike)
    if not 1 <= size <= len(open_):
        raise ValueError(f"between 1 and {len(open_)} statements can be chosen (so many are different), not {size}")
    people = found.order[found.n_votes[found.order] >= min(FEW_VOTES, int(found.n_votes.max()))][:VOTERS]
    agrees, voted = _agreement(votes, found, people)
    supported = agrees[:, open_]
    chosen = [int(open_[c]) for c in _equal_shares(supported, size)]
    paid = len(chosen)
    by_votes = [int(open_[c]) for c in np.argsort(-supported.sum(0), kind="stable")]
    chosen += [j for j in by_votes if j not in chosen][: size - paid]
    without = ~agrees[:, chosen].any(1)
    deserving = tuple(votes.statements[j].item() for j in open_ if (agrees[without, j]).sum() >= len(people) / size)
    guessed = float((agrees & ~voted).sum() / max(int(agrees.sum()), 1))
    return StatementSet(
        statements=tuple(chosen),
        labels=tuple(votes.statements[chosen].tolist()),
        paid=paid,
        shares=_shares(agrees, chosen, by_votes[:size], people, groups),
        deserving=deserving,
        guessed=guessed,
        people=len(people),
        warnings=_warnings(guessed, len(people), size),
    )


def _heads(votes: Votes, alike: Duplicates | None) -> NDArray[np.intp]:
    """One statement of each family, the one with most votes, and all without a family; only those voted on."""
    cast = votes.counts.sum(1)
    kept = cast > 0
    for family in () if alike is None else alike.families:
        best = max(family, key=lambda j: (cast[j], -j))
        kept[[j for j in family if j != best]] = False
    return np.flatnonzero(kept)


def _agreement(votes: Votes, found: OpinionMap, people: NDArray[np.intp]) -> tuple[Bools, Bools]:
    """Who agrees with what, people × statements, by vote or else as expected; and who has voted on what."""
    all_statements = np.arange(votes.n_statements)
    agrees = found.expected(people[:, None], all_statements[None, :]) >= AGREES
    voted = np.zeros(agrees.shape, dtype=bool)
    for row, person in enumerate(people):
        cells = slice(int(votes.starts[person]), int(votes.starts[person + 1]))
        voted[row, votes.columns[cells]] = True
        agrees[row, votes.columns[cells]] = votes.values[cells] == 1
    return agrees, voted


def _equal_shares(supports: Bools, size: int) -> list[int]:
    """Columns bought by equal shares with a price of n / size people's money each, in order. Of equally dear ones the
    one with most supporters, then the first."""
    n = len(supports)
    money = np.full(n, size / n)
    chosen: list[int] = []
    totals = supports.sum(0)
    while len(chosen) < size:
        dear = [
            (np.inf if c in chosen else _price(money[supports[:, c]]), -int(totals[c]), c) for c in range(len(totals))
        ]
        price, _, column = min(dear)
        if not np.isfinite(price):
            break
        money[supports[:, column]] -= np.minimum(money[supports[:, column]], price)
        chosen.append(column)
    return chosen


def _price(money: Array) -> float:
    """The least that supporters can each pay at the most so that together they pay 1; infinite if they cannot."""
    if money.sum() < 1 - 1e-9:
        return float("inf")
    rising = np.sort(money)
    left = len(rising) - np.arange(len(rising))
    before = np.cumsum(rising) - rising
    each = (1 - before) / left
    enough = np.flatnonzero(each <= rising + 1e-12)
    return round(float(each[enough[0]]) if len(enough) else float(rising[-1]), 12)


def _shares(
    agrees: Bools, chosen: list[int], by_votes: list[int], people: NDArray[np.intp], groups: OpinionGroups | None
) -> tuple[Share, ...]:
    parts = {"everybody": np.ones(len(people), dtype=bool)}
    if groups is not None and groups.k > 1:
        parts |= {f"Group {letter(g)}": groups.group[people] == g for g in range(groups.k)}
    return tuple(
        Share(
            name,
            int(part.sum()),
            float(agrees[part][:, chosen].any(1).mean()),
            float(agrees[part][:, chosen].sum(1).mean()),
            float(agrees[part][:, by_votes].sum(1).mean()),
        )
        for name, part in parts.items()
        if part.any()
    )


def _warnings(guessed: float, people: int, size: int) -> tuple[str, ...]:
    found = []
    if guessed > 0.5:
        found.append(
            f"{100 * guessed:.0f}% of the agreements are expected from the map, not voted: ask more people about the "
            "statements chosen."
        )
    if people < 10 * size:
        found.append(f"{people} people are few for a set of {size}: one or two of them decide on a seat.")
    return tuple(found)
