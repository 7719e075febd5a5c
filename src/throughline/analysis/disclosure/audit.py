"""An attack on published figures, to be run before they are published: what could a patient reader work out?

Two attacks on any set of figures with known sums between them (tables and their totals, filters, time
slices):

* subtraction: a total less its siblings, again and again with whatever that gives, until nothing new is
  learnt;
* linear programming: the least and the most that each hidden small figure can be, everything shown staying
  true (Fischetti & Salazar 2001, Math. Programming 90; solver: HiGHS). It sees combinations of many tables
  that no subtraction does.

A count of 1 to 7 leaks when only one whole number is left for it; it is narrowed when fewer than `AMBIGUITY`
are. Linear programming forgets that people are whole, so its range is never narrower than the truth by more
than rounding to whole numbers recovers; for tables of one and two ways it is exact.

`protect_together` uses the attack to protect: it hides more figures until nothing is narrowed. It belongs in
a job, not in a request.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from throughline.analysis.disclosure.counts import SMALLEST_SHOWN, Protected, as_count, hide, protect_count

if TYPE_CHECKING:
    import numpy as np

Key = Hashable
Range = tuple[float, float]
ANY: Range = (0, math.inf)
AMBIGUITY = 3  # with fewer possible values a small figure counts as narrowed
SLACK = 1e-6  # what the solver may be off by
Attack = Literal["subtraction", "linear programming"]


@dataclass(frozen=True, slots=True)
class Sum:
    """That the people of `whole` are the people of `parts`, each once."""

    whole: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Leak:
    """A small figure of which a reader can work out too much: it must lie in low to high."""

    figure: Key
    truth: int
    low: int
    high: int
    attack: Attack

    @property
    def identified(self) -> bool:
        return self.low == self.high

    def to_dict(self) -> dict[str, Any]:
        return {
            "figure": str(self.figure),
            "low": self.low,
            "high": self.high,
            "attack": self.attack,
            "identified": self.identified,
        }


@dataclass(frozen=True, slots=True)
class Audit:
    """What an attack found. small: how many figures of 1 to 7 were attacked. leaks: those narrowed, the worst
    first."""

    small: int
    leaks: tuple[Leak, ...] = field(default=())

    @property
    def recovered(self) -> tuple[Leak, ...]:
        return tuple(leak for leak in self.leaks if leak.identified)

    @property
    def isolated(self) -> int:
        """People who can be told to be the only one of a group."""
        return sum(1 for leak in self.recovered if leak.truth == 1)

    @property
    def shown(self) -> str:
        """The result in one plain sentence."""
        if not self.leaks:
            return f"None of {self.small} small numbers can be worked out."
        return (
            f"Of {self.small} small numbers, {len(self.recovered)} can be worked out exactly "
            f"({self.isolated} of them a single person) and {len(self.leaks) - len(self.recovered)} nearly. "
            "Do not publish these tables as they are."
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        return (self.shown,) if self.leaks else ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "small": self.small,
            "recovered": len(self.recovered),
            "isolated": self.isolated,
            "leaks": [leak.to_dict() for leak in self.leaks],
            "warnings": list(self.warnings),
            "shown": self.shown,
        }


def cube(counts: np.ndarray, axes: Sequence[Sequence[Key]]) -> tuple[dict[Key, int], list[Sum]]:
    """Every figure of a table of any number of ways, with all its totals, and the sums between them.

    counts: whole numbers, one axis a characteristic. axes: the labels of each axis. A figure's key is a tuple
    of labels, None where that characteristic is summed over. Returns (true counts by key, sums).
    """
    import numpy as np

    if counts.shape != tuple(len(labels) for labels in axes):
        raise ValueError(f"the labels do not fit a table of shape {counts.shape}")
    figures: dict[Key, int] = {}
    sums: list[Sum] = []
    ways = range(counts.ndim)
    for size in range(counts.ndim + 1):
        for summed in combinations(ways, size):
            margin = counts.sum(axis=summed, keepdims=True) if summed else counts
            for index in np.ndindex(margin.shape):
                key = tuple(None if a in summed else axes[a][index[a]] for a in ways)
                figures[key] = int(margin[index])
                for a in summed:
                    parts = tuple((*key[:a], label, *key[a + 1 :]) for label in axes[a])
                    sums.append(Sum(key, parts))
    return figures, sums


def readings(figures: Mapping[Key, Protected]) -> dict[Key, Range]:
    """What a reader may conclude from each shown figure alone."""
    return {k: (f.low, math.inf if f.high is None else f.high) for k, f in figures.items()}


def audit(
    truth: Mapping[Key, int],
    shown: Mapping[Key, Range],
    sums: Iterable[Sum],
    *,
    targets: Iterable[Key] | None = None,
    attack: Attack = "linear programming",
    ambiguity: int = AMBIGUITY,
) -> Audit:
    """Attack published figures and report every small one that can be worked out or narrowed.

    truth: true counts by key. shown: (low, high) that is told about each published figure, see `readings`; a
        figure that is not published, or hidden without a bound, may be left out. sums: which figures add up
        to which.
    targets: figures to attack; by default all with a true count of 1 to 7.
    Returns an Audit. Raises ValueError when `shown` contradicts `truth` or a sum is false: such an audit
    would be worthless.
    """
    sums = list(sums)
    _check(truth, shown, sums)
    small = list(targets) if targets is not None else [k for k, n in truth.items() if 0 < n < SMALLEST_SHOWN]
    ranges = subtract(shown, sums)
    if attack == "linear programming":
        ranges = _programme(ranges, sums, small, ambiguity)
    leaks = []
    for key in small:
        low, high = ranges.get(key, ANY)
        if _values(low, high) < ambiguity:
            leaks.append(Leak(key, truth[key], math.ceil(low - SLACK), math.floor(high + SLACK), attack))
    return Audit(len(small), tuple(sorted(leaks, key=lambda leak: (leak.high - leak.low, leak.truth))))


def _values(low: float, high: float) -> float:
    """How many whole numbers lie in the range."""
    if math.isinf(low) or math.isinf(high):
        return math.inf if low < high else 0
    return math.floor(high + SLACK) - math.ceil(low - SLACK) + 1


def _check(truth: Mapping[Key, int], shown: Mapping[Key, Range], sums: Iterable[Sum]) -> None:
    for key, (low, high) in shown.items():
        if not low <= truth[key] <= high:
            raise ValueError(f"{key} is shown as {low} to {high}, which is not true")
    for total in sums:
        if truth[total.whole] != sum(truth[k] for k in total.parts):
            raise ValueError(f"the parts of {total.whole} do not add up to it: they overlap or one is missing")


def subtract(shown: Mapping[Key, Range], sums: Iterable[Sum]) -> dict[Key, Range]:
    """What repeated subtraction gives: each figure's range once no sum narrows any further."""
    sums = list(sums)
    low = {k: shown.get(k, ANY)[0] for total in sums for k in (total.whole, *total.parts)}
    high = {k: shown.get(k, ANY)[1] for k in low}
    changed = True
    while changed:
        changed = sum(_tighten(total, low, high) for total in sums) > 0
    return {**shown, **{k: (low[k], high[k]) for k in low}}


def _tighten(total: Sum, low: dict[Key, float], high: dict[Key, float]) -> bool:
    """Narrow the members of one sum by each other; return whether anything moved."""
    least = sum(low[k] for k in total.parts)
    most = sum(high[k] for k in total.parts if math.isfinite(high[k]))
    unbounded = sum(1 for k in total.parts if math.isinf(high[k]))
    whole = total.whole
    new = {whole: (max(low[whole], least), min(high[whole], math.inf if unbounded else most))}
    for k in total.parts:
        free = math.isinf(high[k])
        others = math.inf if unbounded > free else most - (0 if free else high[k])
        bottom, top = new[whole][0] - others, new[whole][1] - (least - low[k])
        new[k] = (max(low[k], bottom), min(high[k], top))
    moved = any(new[k] != (low[k], high[k]) for k in new)
    for k, (bottom, top) in new.items():
        low[k], high[k] = bottom, top
    return moved


def _programme(
    ranges: Mapping[Key, Range], sums: Sequence[Sum], small: Sequence[Key], ambiguity: int
) -> dict[Key, Range]:
    """The range of each small figure by linear programming; of those still free, only as much as proves them
    free."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    keys = list(ranges)
    place = {k: i for i, k in enumerate(keys)}
    entries = [(r, place[s.whole], -1.0) for r, s in enumerate(sums)]
    entries += [(r, place[k], 1.0) for r, s in enumerate(sums) for k in s.parts]
    rows, columns, signs = (list(x) for x in zip(*entries, strict=True)) if entries else ([], [], [])
    matrix = csr_array((signs, (rows, columns)), shape=(len(sums), len(keys)))
    bounds = np.array([ranges[k] for k in keys])
    targets = np.array([place[k] for k in small], dtype=int)
    least, most = np.full(len(keys), math.inf), np.full(len(keys), -math.inf)

    def extreme(index: int, sign: int) -> float:
        cost = np.zeros(len(keys))
        cost[index] = sign
        found = linprog(cost, A_eq=matrix, b_eq=np.zeros(len(sums)), bounds=bounds, method="highs")
        if found.status == 3:  # unbounded: free on this side
            return -sign * math.inf
        if found.status != 0:
            raise RuntimeError(f"the attack could not be finished: {found.message}")
        # Every solution is a possible world: it shows for all figures at once what else they can be.
        np.minimum.at(least, targets, found.x[targets])
        np.maximum.at(most, targets, found.x[targets])
        return float(found.x[index])

    result = dict(ranges)
    for key in small:
        i = place[key]
        if _values(least[i], most[i]) >= ambiguity:
            continue
        result[key] = (extreme(i, 1), extreme(i, -1))
    return result


def protect_together(
    truth: Mapping[Key, int], sums: Iterable[Sum], *, publish: Iterable[Key] | None = None
) -> dict[Key, Protected]:
    """Several tables about the same people, protected so that all of them together give no small figure away.

    truth: true counts of every figure, published or not. sums: which add up to which; the groups of a sum
        must not overlap. publish: the figures to be shown; by default all. Returns each published figure as
        it may be shown. Where more than the small ones are hidden, all hidden ones look alike. The smallest
        figure beside a leaking one is hidden first; grand totals never are. Raises ValueError when that does
        not suffice, or when the sums are false.
    """
    sums = list(sums)
    figures = {k: protect_count(as_count(truth[k], f"the count of {k}")) for k in publish or truth}
    also: set[Key] = set()
    while leaks := audit(truth, readings({**figures, **dict.fromkeys(also, hide())}), sums).leaks:
        for leak in leaks[: max(1, len(leaks) // 2)]:
            also.add(_another(leak.figure, {k: truth[k] for k in figures if k not in also}, sums))
    small = {k for k in figures if 0 < truth[k] < SMALLEST_SHOWN} if also else set()
    return {**figures, **dict.fromkeys(also | small, hide())}


def _another(target: Key, shown: Mapping[Key, int], sums: Sequence[Sum]) -> Key:
    """The figure to hide next for the sake of `target`: the smallest shown part of its sums, its wholes, or
    any."""
    tops = {s.whole for s in sums} - {k for s in sums for k in s.parts}
    near = [s for s in sums if target == s.whole or target in s.parts]
    for choices in (
        {k for s in near for k in s.parts},
        {s.whole for s in near} - tops,
        {k for s in sums for k in s.parts},
    ):
        open_to_hide = [k for k in choices if shown.get(k, 0) >= SMALLEST_SHOWN]
        if open_to_hide:
            return min(open_to_hide, key=lambda k: (shown[k], str(k)))
    raise ValueError(f"{target} cannot be protected in these tables: publish fewer of them")
