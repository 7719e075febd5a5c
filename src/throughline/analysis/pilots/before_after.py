"""Before and after in one group: the weakest evidence that a pilot worked, never given without what speaks against it.

Those chosen because they stood out come nearer to the usual by themselves (regression to the mean: Galton 1886; Davis
1976, American J. Epidemiology 104; Barnett, van der Pols & Dobson 2005, Int. J. Epidemiology 34), what was moving goes
on moving, and the rest of the world changes too. Where the measure was taken period by period, the interrupted time
series stands beside and is the result.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from throughline.analysis._sizes import LARGEST, TOO_LARGE
from throughline.analysis.intervals import tail_of
from throughline.analysis.its import REFUSE, Interruption, continuous, counts
from throughline.analysis.pilots._welch import welch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FEW = 30
Kind = Literal["pairs", "groups", "series"]


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """Means before and after, their difference (change) with its range, and n of each.

    p: of no change at all, which is not the same as no effect. selection: the change to be expected of those chosen
    without any effect, None where nothing is known about it; beyond: the change less that. interrupted: for series
    with 8 or more periods on both sides, the interrupted time series, which is the result.
    """

    kind: Kind
    before: float
    after: float
    n: tuple[int, int]
    change: float
    low: float
    high: float
    p: float
    level: float
    selection: float | None
    beyond: float | None
    interrupted: Interruption | None
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        moved = (
            f"The mean moved from {self.before:.3g} to {self.after:.3g}, by {self.change:+.3g} (likely between "
            f"{self.low:+.3g} and {self.high:+.3g})"
        )
        if self.interrupted is not None:
            return f"{self.interrupted.shown} {moved}, but that mixes the change with what was moving before."
        if self.beyond is not None:
            return f"{moved}; {self.beyond:+.3g} of it is more than those chosen would have moved by themselves."
        return f"{moved}. That alone does not show that the pilot worked."

    def to_dict(self) -> dict[str, Any]:
        series = None if self.interrupted is None else self.interrupted.to_dict()
        return {**asdict(self), "interrupted": series, "warnings": list(self.warnings), "shown": self.shown}


def selected_above(cut: float, *, mean: float, deviation: float, correlation: float, below: bool = False) -> float:
    """The change to be expected, without any effect, of people chosen because their first measurement was above `cut`
    (`below`: below it).

    mean, deviation: of the measure in everybody. correlation: of two measurements of one person. Barnett and others
    (2005), for a normal measure: -(1 - correlation) · deviation · the mean of the chosen in standard units. Raises
    ValueError for a deviation that is not above 0 or a correlation outside -1 to 1.
    """
    if not (all(map(math.isfinite, (cut, mean, deviation))) and deviation > 0 and -1 <= correlation <= 1):
        raise ValueError("finite numbers, a deviation above 0 and a correlation from -1 to 1 are needed")
    normal = NormalDist()
    z = (mean - cut if below else cut - mean) / deviation
    share = normal.cdf(-z)
    if share == 0:
        raise ValueError(f"nobody is beyond {cut:g}: it lies {abs(z):.0f} deviations from the mean")
    chosen = normal.pdf(z) / share
    return (1 if below else -1) * (1 - correlation) * deviation * chosen


def pairs(
    before: Sequence[float], after: Sequence[float], *, selection: float | None = None, level: float = 0.95
) -> BeforeAfter:
    """The same people (or places) measured twice, in the same order; Student's t of their differences.

    selection: the change to be expected without any effect, from `selected_above` or from people who were chosen alike
    and had no pilot. Raises ValueError for lists of different length, fewer than 2 pairs, or missing values.
    """
    first, second = _checked(before, "before"), _checked(after, "after")
    if first.size != second.size:
        raise ValueError(f"there are {first.size} values before and {second.size} after: pairs need one of each")
    change = second - first
    error = float(change.std(ddof=1)) / math.sqrt(change.size)
    return _result("pairs", first, second, error, change.size - 1, level, selection, None)


def groups(
    before: Sequence[float], after: Sequence[float], *, selection: float | None = None, level: float = 0.95
) -> BeforeAfter:
    """Different people before and after; Welch's t. Arguments as `pairs`, of any length from 2."""
    first, second = _checked(before, "before"), _checked(after, "after")
    return _result("groups", first, second, *welch(first, second), level, selection, None)


def series(
    values: Sequence[float],
    start: int,
    *,
    kind: Literal["continuous", "counts"] = "continuous",
    level: float = 0.95,
    **how: Any,
) -> BeforeAfter:
    """One value a period; start: index of the first period after the change.

    With 8 or more periods on both sides the interrupted time series is fitted too (kind, and `how` for its further
    arguments, such as exposure and season) and is the result. Raises ValueError as `its` does.
    """
    y = _checked(values, "of a period")
    if min(start, y.size - start) < 2:
        raise ValueError("at least 2 periods before the change and 2 after it are needed")
    fitted = None
    if min(start, y.size - start) >= REFUSE:
        fitted = (continuous if kind == "continuous" else counts)(y.tolist(), start, level=level, **how)
    return _result("series", y[:start], y[start:], *welch(y[:start], y[start:]), level, None, fitted)


def _checked(values: Sequence[float], which: str) -> Array:
    x = np.array([math.nan if v is None else v for v in values], dtype=float)
    if x.ndim != 1 or x.size < 2:
        raise ValueError(f"at least 2 values {which} are needed")
    if not np.isfinite(x).all():
        raise ValueError(f"value {int(np.argmin(np.isfinite(x))) + 1} {which} is missing or not finite")
    if np.abs(x).max() > LARGEST:
        raise ValueError(f"value {int(np.abs(x).argmax()) + 1} {which} is {TOO_LARGE}")
    return x


def _result(
    kind: Kind,
    first: Array,
    second: Array,
    error: float,
    df: float,
    level: float,
    selection: float | None,
    fitted: Interruption | None,
) -> BeforeAfter:
    from scipy.special import stdtr, stdtrit

    if selection is not None and not math.isfinite(selection):
        raise ValueError("the change to be expected of those who were chosen must be a finite number")
    upper = 1 - tail_of(level)
    if error == 0:
        raise ValueError("all values are the same, or all moved by the same, so chance cannot be judged")
    change = float(second.mean() - first.mean())
    half = float(stdtrit(df, upper)) * error
    return BeforeAfter(
        kind=kind,
        before=float(first.mean()),
        after=float(second.mean()),
        n=(first.size, second.size),
        change=change,
        low=change - half,
        high=change + half,
        p=float(2 * stdtr(df, -abs(change) / error)),
        level=level,
        selection=selection,
        beyond=None if selection is None else change - selection,
        interrupted=fitted,
        warnings=tuple(_warnings(kind, first, second, selection, fitted)),
    )


def _warnings(
    kind: Kind, first: Array, second: Array, selection: float | None, fitted: Interruption | None
) -> Iterator[str]:
    yield (
        "Nothing here tells the change from everything else that happened meanwhile: what was already moving, the "
        "season, other measures. A place without the change, or values month by month, would."
    )
    if selection is None:
        yield (
            "Regression to the mean: if people or places were chosen because they stood out, they come nearer to the "
            "usual by themselves, without any effect."
        )
    if kind == "groups":
        yield "The people after are not those before: a different mix of people looks like an effect."
    if kind == "series" and fitted is None:
        yield f"With fewer than {REFUSE} periods on either side no interrupted time series can stand beside this."
    if fitted is not None:
        yield from fitted.warnings
    if kind != "series" and min(first.size, second.size) < FEW:
        yield f"Only {min(first.size, second.size)} values: read this as a hint."
