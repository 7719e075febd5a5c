"""Single figures: a count, a percentage, a mean, as they may be shown. The rules are told in the package."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from numbers import Integral
from typing import Any

from throughline.analysis.intervals import wilson

SMALLEST_SHOWN = 8
ROUND_TO = 5
HIDDEN = "*"
SHARE_MIN_BASE = 20  # a base shown as 10 may be 8 to 12: its percentages would be off by a quarter
SHARE_DECIMAL_BASE = 4_000  # one decimal place only from here (NHS Digital)
MEAN_MIN_BASE = 8

NOTE_SMALL = "fewer than 8"
NOTE_ROUNDED = "to the nearest 5"
NOTE_NONE = "none"
NOTE_HIDDEN = "fewer than 8, or hidden so that a smaller number cannot be worked out"
NOTE_DERIVED = "added up from the rounded figures shown"


@dataclass(frozen=True, slots=True)
class Protected:
    """A count as it may be shown.

    text: what to print. note: the same in plain words. value: the rounded count, None when hidden. low, high:
    the least and most that a reader may conclude from this figure alone; high is None when nothing bounds it.
    """

    text: str
    note: str
    value: int | None
    low: int
    high: int | None

    @property
    def hidden(self) -> bool:
        return self.value is None

    @property
    def shown(self) -> str:
        return self.text

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "hidden": self.hidden}


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage as it may be shown; value, low and high are percentages, from the rounded counts alone."""

    text: str
    note: str
    value: float | None
    low: float | None
    high: float | None
    base: Protected

    @property
    def hidden(self) -> bool:
        return self.value is None

    @property
    def shown(self) -> str:
        return self.text

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "base": self.base.to_dict(), "hidden": self.hidden}


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean as it may be shown: rounded, and only for 8 people or more."""

    text: str
    note: str
    value: float | None
    base: Protected

    @property
    def hidden(self) -> bool:
        return self.value is None

    @property
    def shown(self) -> str:
        return self.text

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "base": self.base.to_dict(), "hidden": self.hidden}


def as_count(n: object, what: str = "a count") -> int:
    """Return `n` as int. Raises ValueError unless it is a whole number of at least 0."""
    if isinstance(n, float) and n.is_integer():
        n = int(n)
    if isinstance(n, bool) or not isinstance(n, Integral) or n < 0:
        raise ValueError(f"{what} must be a whole number of 0 or more, not {n!r}")
    return int(n)


def rounded(n: int) -> int:
    """`n` to the nearest 5 (whole numbers are never half way between two fives)."""
    return ROUND_TO * ((n + ROUND_TO // 2) // ROUND_TO)


def protect_count(n: int) -> Protected:
    """One count of people as it may be shown: 0 stays 0, 1 to 7 become `*`, others are rounded to the nearest
    5.

    n: whole number ≥ 0. Raises ValueError otherwise. Source: NHS Digital, Hospital Episode Statistics
        analysis guide.
    """
    count = as_count(n)
    if count == 0:
        return Protected("0", NOTE_NONE, 0, 0, 0)
    if count < SMALLEST_SHOWN:
        return Protected(HIDDEN, NOTE_SMALL, None, 1, SMALLEST_SHOWN - 1)
    value = rounded(count)
    half = ROUND_TO // 2
    return Protected(f"{value:,}", NOTE_ROUNDED, value, value - half, value + half)


def hide(note: str = NOTE_HIDDEN) -> Protected:
    """A figure hidden for the sake of another: all that is told is that it is not 0."""
    return Protected(HIDDEN, note, None, 1, None)


def share_of(part: Protected, whole: Protected) -> Share:
    """The percentage that one shown figure is of another, with its Wilson interval, both from the rounded
    figures only.

    Refused (`*`) when either figure is hidden, when the base is shown as less than 20, or when part exceeds
    whole. An interval worked out from exact counts would give the counts away; this one cannot.
    """
    if part.value is None or whole.value is None:
        return Share(HIDDEN, "too few people to give a percentage", None, None, None, whole)
    if whole.value < SHARE_MIN_BASE:
        return Share(HIDDEN, f"no percentage for fewer than {SHARE_MIN_BASE} people", None, None, None, whole)
    if part.value > whole.value:
        return Share(HIDDEN, "rounding makes this part larger than the whole", None, None, None, whole)
    places = 1 if whole.value >= SHARE_DECIMAL_BASE else 0
    interval = wilson(part.value, whole.value)
    value, low, high = (round(100 * x, places) for x in (interval.estimate, interval.low, interval.high))
    note = f"of {whole.text} people, {NOTE_ROUNDED}; likely between {low:.{places}f}% and {high:.{places}f}%"
    return Share(f"{value:.{places}f}%", note, value, low, high, whole)


def protect_share(part: int, whole: int) -> Share:
    """The percentage of `part` in `whole` people as it may be shown. Raises ValueError when part > whole or
    not counts."""
    part, whole = as_count(part, "the part"), as_count(whole, "the whole")
    if part > whole:
        raise ValueError(f"the part ({part}) is larger than the whole ({whole})")
    return share_of(protect_count(part), protect_count(whole))


def protect_mean(mean: float, n: int, *, decimals: int = 1) -> Mean:
    """A mean over `n` people as it may be shown: hidden below 8 people, rounded to `decimals` (at most 1
    below 100 people).

    Raises ValueError when the mean is not a finite number. Source: NHS Digital, Hospital Episode Statistics
    analysis guide.
    """
    base = protect_count(n)
    if n < MEAN_MIN_BASE:
        return Mean(HIDDEN, f"no average for fewer than {MEAN_MIN_BASE} people", None, base)
    if not math.isfinite(mean):
        raise ValueError(f"the mean must be a finite number, not {mean!r}")
    places = max(0, min(decimals, 1 if n < 100 else decimals))
    value = round(float(mean), places)
    return Mean(f"{value:.{places}f}", f"average of {base.text} people, {NOTE_ROUNDED}", value, base)


def may_replace(shown_from: Mapping[Any, int], now: Mapping[Any, int]) -> bool:
    """Whether figures drawn from `shown_from` may be replaced by figures drawn from `now`.

    Someone who watches a page sees `0` turn into `*` when one person joins, and `10` into `15` when the
    thirteenth does. So a table is redrawn only when nothing or at least 8 people changed: the newcomers are a
    group like any other.
    """
    keys = {*shown_from, *now}
    moved = sum(abs(as_count(now.get(k, 0)) - as_count(shown_from.get(k, 0))) for k in keys)
    return moved == 0 or moved >= SMALLEST_SHOWN
