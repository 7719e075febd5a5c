"""One round of a panel: who rated what, and how, held as small whole numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Codes = NDArray[np.int16]
    Counts = NDArray[np.int64]

MISSING, UNABLE = -1, -2
EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Scale:
    """A rating scale of whole numbers.

    low, high: its ends. against: the highest number that speaks against an item. favour: the lowest that speaks for
    it. The usual 9 points are 1-3 against, 4-6 between, 7-9 in favour. Raises ValueError where the bands overlap.
    """

    low: int = 1
    high: int = 9
    against: int = 3
    favour: int = 7

    def __post_init__(self) -> None:
        if not self.low <= self.against < self.favour <= self.high:
            raise ValueError(
                f"a scale of {self.low} to {self.high} cannot have {self.against} or less against and "
                f"{self.favour} or more in favour: the two bands must lie on it, apart"
            )

    @property
    def points(self) -> int:
        return self.high - self.low + 1

    @property
    def values(self) -> Counts:
        return np.arange(self.low, self.high + 1)

    def band(self, counts: Counts, which: str) -> Counts:
        """How many of `counts` (..., points) lie in the band "against", "between" or "favour"."""
        low, high = self.against - self.low + 1, self.favour - self.low
        part = {"against": slice(0, low), "between": slice(low, high), "favour": slice(high, None)}[which]
        return np.asarray(counts[..., part].sum(-1))

    @property
    def nine(self) -> bool:
        """Whether it is the scale of 1 to 9 on which the RAND/UCLA rules are defined."""
        return (self.low, self.high, self.against, self.favour) == (1, 9, 3, 7)


@dataclass(frozen=True, slots=True, eq=False)
class Round:
    """What one round collected. Make one with `collect`.

    codes: people × items; the rating less the low end of the scale, MISSING for none, UNABLE where a person said that
    they could not judge. groups: each person's constituency. invited: constituency -> how many were invited, where
    known.
    """

    number: int
    items: tuple[str, ...]
    people: tuple[str, ...]
    groups: tuple[str, ...]
    codes: Codes
    scale: Scale
    invited: Mapping[str, int] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The constituencies, sorted, so that no result hangs on who came first."""
        return tuple(sorted({*self.groups, *self.invited}))

    @property
    def cells(self) -> tuple[str, ...]:
        """What is counted apart: everybody first, then each constituency where there is more than one."""
        return (EVERYBODY, *self.names) if len(self.names) > 1 else (EVERYBODY,)

    def members(self, cell: str) -> NDArray[np.bool_]:
        """Which rows are the people of a cell."""
        if cell == EVERYBODY:
            return np.ones(len(self.people), dtype=bool)
        return np.array([group == cell for group in self.groups], dtype=bool)

    def tally(self) -> Counts:
        """cells × items × points of the scale: how many gave that rating."""
        return np.stack([_tally(self.codes[self.members(cell)], self.scale.points) for cell in self.cells])

    def flow(self) -> dict[str, dict[str, int | None]]:
        """Per cell: invited (None where not known), started (rated anything), completed (left nothing out)."""
        given = self.codes != MISSING
        found: dict[str, dict[str, int | None]] = {}
        for cell in self.cells:
            rows = given[self.members(cell)]
            asked = sum(self.invited.values()) if cell == EVERYBODY else self.invited.get(cell)
            found[cell] = {
                "invited": asked if self.invited else None,
                "started": int(rows.any(1).sum()),
                "completed": int(rows.all(1).sum()),
            }
        return found


def _tally(codes: Codes, points: int) -> Counts:
    items = codes.shape[1]
    place = codes.astype(np.int64) + np.arange(items) * points
    return np.bincount(place[codes >= 0], minlength=items * points).reshape(items, points)


def collect(
    ratings: ArrayLike,
    *,
    items: Sequence[str],
    people: Sequence[str],
    groups: Sequence[str] | None = None,
    number: int = 1,
    scale: Scale | None = None,
    unable: float | None = None,
    invited: Mapping[str, int] | None = None,
) -> Round:
    """Check the ratings of one round and hold them.

    ratings: people × items, whole numbers on the scale; None or NaN where a person gave none. items, people: their
    names, each once. groups: each person's constituency; without it all are one. unable: the number that stands for
    "I cannot judge this". invited: how many each constituency had invited. Raises ValueError that names the person
    and the item for ratings off the scale, for names given twice or lists of the wrong length, and for an `unable` that
    is itself a rating.
    """
    scale = scale or Scale()
    items, people = tuple(map(str, items)), tuple(map(str, people))
    members = tuple(map(str, groups)) if groups is not None else ("all",) * len(people)
    _named(items, people, members, number)
    values = _numbers(ratings, scale, unable)
    if values.shape != (len(people), len(items)):
        raise ValueError(
            f"{len(people)} people and {len(items)} items need a table of {len(people)} × {len(items)} ratings, "
            f"not {' × '.join(map(str, values.shape))}"
        )
    empty = np.isnan(values)
    cannot = values == unable if unable is not None else np.zeros_like(empty)
    wrong = ~(empty | cannot) & ~((values >= scale.low) & (values <= scale.high) & (values == np.floor(values)))
    if wrong.any():
        person, item = (int(i) for i in np.argwhere(wrong)[0])
        raise ValueError(
            f"{people[person]} rated “{items[item]}” {values[person, item]:g}: "
            f"ratings are whole numbers from {scale.low} to {scale.high}"
        )
    codes = np.where(empty | cannot, MISSING, values - scale.low).astype(np.int16)
    codes[cannot] = UNABLE
    return Round(number, items, people, members, codes, scale, _counted(invited or {}, members))


def _numbers(ratings: ArrayLike, scale: Scale, unable: float | None) -> NDArray[np.float64]:
    if unable is not None and scale.low <= unable <= scale.high:
        raise ValueError(
            f"{unable:g} is a rating on the scale of {scale.low} to {scale.high}, so it cannot stand for “I cannot "
            "judge this”: give the number that does"
        )
    try:
        return np.array(ratings, dtype=float)
    except (TypeError, ValueError):
        raise ValueError("ratings are numbers, one for each person and item, None or NaN where there is none") from None


def _named(items: Sequence[str], people: Sequence[str], groups: Sequence[str], number: int) -> None:
    if number < 1:
        raise ValueError(f"rounds are numbered from 1, not {number}")
    if not items or not people:
        raise ValueError("a round needs at least one item and one person")
    for what, names in (("item", items), ("person", people)):
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise ValueError(f"the {what} “{twice}” is there twice: each must be there once")
    if len(groups) != len(people):
        raise ValueError(f"{len(people)} people need {len(people)} constituencies, not {len(groups)}")
    if EVERYBODY in groups:
        raise ValueError(f"“{EVERYBODY}” cannot be the name of a constituency: it stands for all of them together")


def _counted(invited: Mapping[str, int], groups: Sequence[str]) -> dict[str, int]:
    here = {group: groups.count(group) for group in set(groups)}
    for group, n in here.items():
        if invited and invited.get(group, 0) < n:
            raise ValueError(f"{n} people of “{group}” took part, but {invited.get(group, 0)} were invited")
    return {str(group): int(n) for group, n in invited.items()}


def paired(first: Round, second: Round) -> tuple[tuple[str, ...], NDArray[Any], NDArray[Any], tuple[str, ...]]:
    """Items in both rounds, and the codes of the people in both: (items, first's codes, second's, their groups).

    A person's constituency is that of the later round. Raises ValueError for different scales.
    """
    if first.scale != second.scale:
        raise ValueError(f"rounds {first.number} and {second.number} use different scales and cannot be compared")
    items = tuple(item for item in first.items if item in set(second.items))
    both = [person for person in second.people if person in set(first.people)]
    where = [{name: i for i, name in enumerate(names)} for names in (first.people, second.people)]
    what = [{name: i for i, name in enumerate(names)} for names in (first.items, second.items)]
    taken = [
        r.codes[np.ix_([where[k][p] for p in both], [what[k][i] for i in items])] for k, r in enumerate((first, second))
    ]
    return items, taken[0], taken[1], tuple(second.groups[where[1][p]] for p in both)
