"""Places observed over the same periods, some of which took up a change: what difference-in-differences and
synthetic control work on."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis._gaps import gap_in_words
from throughline.analysis._sizes import LARGEST, TOO_LARGE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Whole = NDArray[np.int64]

MISSING_SHOWN = 5


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """A complete table of places by periods.

    units: names, sorted. periods: in order. values: units by periods. starts: for each unit the index of its
    first period with the change, `len(periods)` for never.
    """

    units: tuple[str, ...]
    periods: tuple[Any, ...]
    values: Array
    starts: Whole
    warnings: tuple[str, ...] = ()

    @property
    def treated(self) -> NDArray[np.bool_]:
        """Which units took up the change within the periods."""
        return self.starts < len(self.periods)

    @property
    def start(self) -> int | None:
        """The index of the first period with the change where all places took it up together, else None."""
        found = np.unique(self.starts[self.treated])
        return int(found[0]) if found.size == 1 else None

    def backdated(self, periods: int) -> Panel:
        """A placebo in time: only what was before any change, with a pretended change `periods` periods before it.

        Raises ValueError unless at least one period is left before the pretended change.
        """
        first = int(self.starts.min())
        if not 1 <= periods < first:
            raise ValueError(f"with {first} periods before the change it can be backdated by 1 to {first - 1} periods")
        starts = np.where(self.treated, first - periods, first)
        return Panel(self.units, self.periods[:first], self.values[:, :first], starts, self.warnings)


def panel(
    units: Sequence[Hashable], periods: Sequence[Any], values: Sequence[float], changed: Sequence[bool | int | float]
) -> Panel:
    """Build a panel from one row a unit and period, in any order.

    units: the place of each row. periods: numbers, dates or text that sorts in time. values: what was measured.
    changed: whether the place had the change in that period (True or 1; False or 0), from its first such period to
    the end. Raises ValueError for rows that are missing, doubled, not finite, for a change that goes away again, for
    no place with or without it, and for values that are all the same.
    """
    names = [str(u) for u in units]
    if not len(names) == len(periods) == len(values) == len(changed):
        raise ValueError("each row needs a place, a period, a value and whether the place had the change")
    if not names:
        raise ValueError("there are no rows: each place needs a value in every period")
    times = sorted_times(periods)
    places = sorted(set(names))
    row = {name: i for i, name in enumerate(places)}
    column = {time: i for i, time in enumerate(times)}
    table, switched = np.full((2, len(places), len(times)), math.nan)
    for name, time, value, change in zip(names, periods, values, changed, strict=True):
        at = row[name], column[time]
        if not math.isnan(switched[at]):
            raise ValueError(f"there are two rows for {name} in {time}: keep one, or add them up first")
        if change not in (0, 1):
            raise ValueError(f"whether {name} had the change in {time} must be yes or no (1 or 0), not {change!r}")
        if value is None or not math.isfinite(value):
            raise ValueError(f"the value of {name} in {time} is missing or not finite")
        if abs(value) > LARGEST:
            raise ValueError(f"the value of {name} in {time} is {TOO_LARGE}")
        table[at], switched[at] = value, float(change)
    _complete(switched, places, times)
    starts = _starts(switched, places, times)
    if np.ptp(table) == 0:
        raise ValueError("all values are the same, so there is nothing to explain")
    return Panel(tuple(places), tuple(times), table, starts, _gap(times))


def sorted_times(periods: Sequence[Any]) -> list[Any]:
    """The different periods in order. Raises ValueError for missing ones and for different kinds of them."""
    if any(isinstance(t, float) and not math.isfinite(t) for t in periods) or any(t is None for t in periods):
        raise ValueError("some periods are missing or not finite")
    try:
        return sorted(set(periods))
    except TypeError as error:
        raise ValueError("the periods are of different kinds: write them all as numbers, or all as dates") from error


def _complete(switched: Array, places: Sequence[str], times: Sequence[Any]) -> None:
    empty = np.argwhere(np.isnan(switched))
    if empty.size:
        named = ", ".join(f"{places[i]} in {times[t]}" for i, t in empty[:MISSING_SHOWN])
        more = f" and {len(empty) - MISSING_SHOWN} more" if len(empty) > MISSING_SHOWN else ""
        raise ValueError(f"rows are missing ({named}{more}): every place needs a value in every period")


def _starts(switched: Array, places: Sequence[str], times: Sequence[Any]) -> Whole:
    back = np.argwhere(np.diff(switched, axis=1) < 0)
    if back.size:
        i, t = back[0]
        raise ValueError(f"{places[i]} no longer has the change in {times[t + 1]}: only lasting changes can be judged")
    has = switched.any(axis=1)
    starts = np.where(has, np.argmax(switched, axis=1), len(times))
    if not has.any():
        raise ValueError("no place has the change")
    if (starts == 0).any():
        raise ValueError(
            f"{places[int(np.argmax(starts == 0))]} has the change from the first period on, so there is nothing "
            "before it to compare with: leave it out"
        )
    if has.all() and np.unique(starts).size == 1:
        raise ValueError(
            "all places took up the change at once, so there is no place without it to compare with: "
            "use an interrupted time series"
        )
    return starts.astype(np.int64)


def _gap(times: Sequence[Any]) -> tuple[str, ...]:
    gap = gap_in_words(times, "periods")
    return () if gap is None else (gap,)
