"""What a control chart is given: values in order of time, new limits, and points that limits leave out, each with its
reason. What cannot be charted is refused here, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from throughline.analysis._gaps import gap_in_words
from throughline.analysis._sizes import LARGEST, TOO_LARGE

TRENDING = 2.576  # 1 in 100 series without a trend are beyond
FEWEST_TO_TREND = 8


@dataclass(frozen=True, slots=True)
class Rebase:
    """New limits from the point at index `start`, because of a known cause, said in words.

    decided: the day on which that was decided, for the record.
    """

    start: int
    reason: str
    decided: date | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A point that is shown, but that neither limits nor rules count, because of a known cause, said in words."""

    index: int
    reason: str


def checked(values: Sequence[float], when: Sequence[date] | None) -> list[float]:
    """The values as numbers. Raises ValueError for what is missing and for dates out of order."""
    y = [float(v) if v is not None else math.nan for v in values]
    for i, v in enumerate(y):
        if not math.isfinite(v):
            raise ValueError(f"the value of point {i + 1} is missing or not finite: take the point out or fill it in")
        if abs(v) > LARGEST:
            raise ValueError(f"the value of point {i + 1} is {TOO_LARGE}")
    if when is not None:
        if len(when) != len(y):
            raise ValueError(f"there are {len(y)} values but {len(when)} dates")
        for i, day in enumerate(when):
            if not isinstance(day, date):
                raise ValueError(f"the date of point {i + 1} is missing: fill it in")
        for i in range(1, len(when)):
            if when[i] <= when[i - 1]:
                raise ValueError(f"dates must rise: {when[i]} stands after {when[i - 1]} at point {i + 1}")
    return y


def choices(better: str, target: float | None) -> None:
    """Refuse a side that is none, and a target that is no number."""
    if better not in ("increase", "decrease", "neutral"):
        raise ValueError(f"better must be increase, decrease or neutral, not {better!r}")
    if target is not None and not math.isfinite(target):
        raise ValueError("the target must be a finite number")


def starts(y: Sequence[float], rebase: Sequence[Rebase]) -> list[Rebase]:
    """Where each set of limits starts, the first at 0 and without a reason."""
    found = [Rebase(0, "")]
    for change in sorted(rebase, key=lambda r: r.start):
        if not change.reason.strip():
            raise ValueError(
                f"new limits at point {change.start + 1} need a reason: what changed, and how is it known?"
            )
        if not found[-1].start < change.start < len(y):
            raise ValueError(f"new limits cannot start at point {change.start + 1} of {len(y)}")
        found.append(replace(change, reason=change.reason.strip()))
    return found


def left_out(y: Sequence[float], points: Sequence[LeftOut]) -> list[LeftOut]:
    """The points to leave out, in order. Raises ValueError for one without a reason, one that is not there or one
    named twice."""
    found = sorted(points, key=lambda one: one.index)
    for one in found:
        if not one.reason.strip():
            raise ValueError(f"point {one.index + 1} cannot be left out without a reason: what happened there?")
        if not 0 <= one.index < len(y) or sum(other.index == one.index for other in found) > 1:
            raise ValueError(f"point {one.index + 1} cannot be left out: there are points 1 to {len(y)}, each once")
    return found


def gap(when: Sequence[date]) -> str | None:
    """What to say of the first gap in the dates, None where there is none."""
    return gap_in_words(when, "points")


def moving(y: Sequence[float]) -> str | None:
    """ "rising" or "falling" where the values have a trend (Mann 1945, Kendall 1975), else None."""
    n = len(y)
    if n < FEWEST_TO_TREND:
        return None
    values = np.asarray(y)
    signs = np.sign(values[None, :] - values[:, None])
    s = float(np.triu(signs, 1).sum())
    ties = np.unique(values, return_counts=True)[1]
    spread = (n * (n - 1) * (2 * n + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18
    if spread <= 0 or (abs(s) - 1) / math.sqrt(spread) < TRENDING:
        return None
    return "rising" if s > 0 else "falling"
