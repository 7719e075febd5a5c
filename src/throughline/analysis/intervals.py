"""Every figure with its n and its uncertainty: intervals for shares, differences of shares, counts, rates and
means.

Sources: Wilson E. B. (1927), JASA 22; Newcombe R. G. (1998), Statistics in Medicine 17: 857-872 (one share,
method 3) and 873-890 (two shares, method 10); Clopper & Pearson (1934), Biometrika 26; Garwood F. (1936),
Biometrika 28; Cochran (1977), Sampling Techniques, 2.6, for the finite population.

Intervals speak of chance only. Where people chose themselves to take part, they say nothing about those who
did not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Any

SMALL_N = 30


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with the range that is compatible with it.

    estimate, low, high: in the units of `unit` ("share" is 0 to 1). level: e.g. 0.95. n: people (or events)
        it rests on, 0 where that is not known.
    """

    estimate: float
    low: float
    high: float
    level: float
    n: int
    method: str
    unit: str = "share"
    warnings: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """For the people who run a programme. On a public page use `disclosure.share_of`: exact figures would
        give counts away."""
        if self.unit == "share":
            e, low, high = (round(100 * x) for x in (self.estimate, self.low, self.high))
            return f"{e}% (likely between {low}% and {high}%; {self.n:,} people)"
        if self.unit == "difference":
            e, low, high = (round(100 * x) for x in (self.estimate, self.low, self.high))
            return f"{e:+d} percentage points (likely between {low:+d} and {high:+d}; {self.n:,} people)"
        rests_on = f"; n = {self.n:,}" if self.n else ""
        return f"{self.estimate:.3g} (likely between {self.low:.3g} and {self.high:.3g}{rests_on})"

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "warnings": list(self.warnings), "shown": self.shown}


@lru_cache(maxsize=64)
def z_value(level: float) -> float:
    """The two-sided normal quantile of a level: 1.959964 for 0.95. Raises ValueError outside (0, 1)."""
    return NormalDist().inv_cdf(1 - tail_of(level))


def tail_of(level: float) -> float:
    """What a two-sided level leaves on each side: 0.025 for 0.95. Raises ValueError outside (0, 1)."""
    if not 0 < level < 1:
        raise ValueError(f"the level must lie between 0 and 1, not {level!r}")
    return (1 - level) / 2


def _check(successes: float, n: float) -> None:
    if not (math.isfinite(successes) and math.isfinite(n)):
        raise ValueError("counts must be finite numbers")
    if n <= 0:
        raise ValueError("a share needs at least one person: n is 0")
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a share: the part must lie between 0 and n")


def _small(n: float) -> tuple[str, ...]:
    return (f"Only {n:g} people: read this as a hint.",) if n < SMALL_N else ()


def wilson(successes: float, n: float, *, level: float = 0.95, population: int | None = None) -> Interval:
    """Wilson score interval of a share.

    successes, n: counts (weighted counts allowed). population: size of the whole group when `n` of it were
    chosen at random or all were asked; the interval then narrows by the finite population factor (n becomes n
    (N-1)/(N-n)). Raises ValueError for n = 0, a part outside 0..n, or a population smaller than n.
    """
    _check(successes, n)
    p = successes / n
    warnings = _small(n)
    if population is not None:
        if population < n:
            raise ValueError(f"the population ({population}) is smaller than the number who answered ({n})")
        if population == n:
            note = "Everybody in the group answered, so there is no uncertainty from chance."
            return Interval(p, p, p, level, round(n), "census", warnings=(*warnings, note))
        warnings = (*warnings, f"The range is narrowed because {n:g} of only {population:,} people answered.")
    low, high = wilson_bounds(p, n if population is None else n * (population - 1) / (population - n), level)
    return Interval(p, low, high, level, round(n), "Wilson score", warnings=warnings)


def wilson_bounds(p: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """Wilson's two limits for share `p` of (effective) size `n`, clamped so that 0 of n starts at 0 and n of
    n ends at 1."""
    z = z_value(level)
    scale = 1 + z * z / n
    centre = (p + z * z / (2 * n)) / scale
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / scale
    low = 0.0 if p <= 0 else max(0.0, centre - half)
    high = 1.0 if p >= 1 else min(1.0, centre + half)
    return low, high


def newcombe(x1: float, n1: float, x2: float, n2: float, *, level: float = 0.95) -> Interval:
    """Difference of two independent shares, x1/n1 - x2/n2, by Newcombe's hybrid score method (1998, method
    10)."""
    one, two = wilson(x1, n1, level=level), wilson(x2, n2, level=level)
    difference = one.estimate - two.estimate
    low = difference - math.hypot(one.estimate - one.low, two.high - two.estimate)
    high = difference + math.hypot(one.high - one.estimate, two.estimate - two.low)
    warnings = _small(min(n1, n2))
    return Interval(difference, low, high, level, round(n1 + n2), "Newcombe hybrid score", "difference", warnings)


def exact_share(successes: int, n: int, *, level: float = 0.95) -> Interval:
    """Clopper-Pearson interval of a share: never covers less than its level, wider than Wilson; for claims of
    safety."""
    from scipy.special import betaincinv

    _check(successes, n)
    tail = tail_of(level)
    low = float(betaincinv(successes, n - successes + 1, tail)) if successes > 0 else 0.0
    high = float(betaincinv(successes + 1, n - successes, 1 - tail)) if successes < n else 1.0
    return Interval(successes / n, low, high, level, n, "Clopper-Pearson exact", warnings=_small(n))


def poisson(events: int, *, exposure: float = 1.0, level: float = 0.95) -> Interval:
    """Exact (Garwood) interval of a count of events, or of a rate: events per unit of `exposure` (e.g.
    person-years).

    Raises ValueError for a negative or fractional count or an exposure that is not positive.
    """
    from scipy.special import gammaincinv

    if not math.isfinite(events) or events < 0 or events != int(events):
        raise ValueError(f"events must be a whole number of 0 or more, not {events!r}")
    if not (math.isfinite(exposure) and exposure > 0):
        raise ValueError(f"the exposure must be a positive number, not {exposure!r}")
    tail = tail_of(level)
    low = float(gammaincinv(events, tail)) if events > 0 else 0.0
    high = float(gammaincinv(events + 1, 1 - tail))
    return Interval(events / exposure, low / exposure, high / exposure, level, int(events), "Garwood exact", "rate")


def mean(values: Sequence[float], *, level: float = 0.95) -> Interval:
    """Mean of at least two finite values with its Student-t interval. Raises ValueError otherwise."""
    import numpy as np
    from scipy.special import stdtrit

    x = np.asarray(values, dtype=float)
    if x.ndim != 1 or x.size < 2:
        raise ValueError("a mean with a range needs at least 2 values in one list")
    if not np.isfinite(x).all():
        raise ValueError("some values are missing or not finite: take them out first")
    centre = float(x.mean())
    half = float(stdtrit(x.size - 1, 1 - tail_of(level))) * float(x.std(ddof=1)) / math.sqrt(x.size)
    return Interval(centre, centre - half, centre + half, level, x.size, "Student t", "mean", _small(x.size))
