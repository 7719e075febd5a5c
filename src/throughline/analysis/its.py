"""Did the pilot work? Interrupted time series: what happened, beside what would have gone on without the
change.

Counts: quasi-Poisson regression with offset, trend and seasons (Bernal, Cummins & Gasparrini 2017, Int. J.
Epidemiology 46; McCullagh & Nelder 1989). Continuous measures: generalised least squares with first-order
autocorrelation, fitted by restricted maximum likelihood (as R's nlme::gls), with degrees of freedom reduced
for autocorrelation to n (1 - r) / (1 + r) - p. In short series the usual Newey-West errors find a change in
one of four cases without any; these find about one in fifteen to twenty.

The model is chosen before the data are seen: a step, and a change of slope where asked for, at a date that is
known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis import _its_fit as fit
from throughline.analysis._sizes import LARGEST, TOO_LARGE
from throughline.analysis.intervals import tail_of, z_value

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]

REFUSE, TRIAL, RECOMMENDED = 8, 12, 24
RELATED = 0.25


@dataclass(frozen=True, slots=True)
class Term:
    """One coefficient with its standard error, range and p-value, on the scale of the model (logarithm for
    counts)."""

    estimate: float
    error: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class FTest:
    """Variation explained by a further term to variation left, with its degrees of freedom and p-value."""

    f: float
    df: tuple[float, float]
    p: float


@dataclass(frozen=True, slots=True)
class Interruption:
    """The result of an interrupted time series.

    level: the step at the change. slope: the change of trend per period, None when not asked for. ratio: for
    counts, the rate after to the rate expected, with its range, at the change. observed, fitted, without: the
    series, the model, and what would have gone on without the change (from `start` on).
    difference, difference_range: the model less the counterfactual after the change, summed (counts: events that came
    about or, below 0, were averted) or averaged; expected: the counterfactual's sum or mean. slope_test: for counts
    with a slope, whether the trend changed.
    dispersion: for counts, variance to mean. autocorrelation: of neighbouring periods, the model apart. df: degrees of
        freedom of the ranges.
    ordinary: for continuous measures, the step and its error by ordinary least squares, for comparison only.
    """

    kind: str
    level: Term
    slope: Term | None
    ratio: tuple[float, float, float] | None
    observed: tuple[float, ...]
    fitted: tuple[float, ...]
    without: tuple[float, ...]
    start: int
    difference: float
    difference_range: tuple[float, float]
    expected: float
    slope_test: FTest | None
    dispersion: float | None
    autocorrelation: float | None
    df: float
    ordinary: tuple[float, float] | None
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        if self.ratio is not None:
            low, high = sorted(100 * (x - 1) for x in self.ratio[1:])
            change = 100 * (self.ratio[0] - 1)
            words = f"{abs(change):.0f}% {'lower' if change < 0 else 'higher'} than expected without it"
            least, most = (f"{x:+,.0f}" for x in self.difference_range)
            count = f"{abs(self.difference):,.0f} {'fewer' if self.difference < 0 else 'more'} events"
            return (
                f"At the change the rate was {words} (likely between {low:+.0f}% and {high:+.0f}%); from then "
                f"on {count} than the {self.expected:,.0f} expected (likely between {least} and {most})."
            )
        t = self.level
        return f"At the change the level moved by {t.estimate:+.3g} (likely between {t.low:+.3g} and {t.high:+.3g})."

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "warnings": list(self.warnings), "shown": self.shown}


def counts(
    events: Sequence[float],
    start: int,
    *,
    exposure: Sequence[float] | None = None,
    season: int | None = 12,
    harmonics: int = 2,
    slope: bool = False,
    level: float = 0.95,
) -> Interruption:
    """Counts per period, by quasi-Poisson regression.

    events: one count a period, in order. start: index of the first period after the change. exposure: people
        (or days) a period.
    season: periods a year for sine and cosine pairs (`harmonics` of them), None for none. slope: whether the
    trend may change too. Raises ValueError with fewer than 8 periods on either side, negative or missing
    numbers, or too many terms for the series.
    """
    y = _events(events, start)
    offset = np.zeros_like(y) if exposure is None else np.log(_positive(exposure, y.size))
    X = fit.design(y.size, start, slope, season, harmonics)
    plain = fit.unchanged(X, slope)
    beta, spread, dispersion = fit.quasi_poisson(X, y, offset)
    z = z_value(level)
    terms = [_term(b, math.sqrt(v), z, _normal_p) for b, v in zip(beta, spread.diagonal(), strict=True)]
    fitted, without = (np.exp(x @ beta + offset) for x in (X, plain))
    step, related = terms[2], fit.neighbours((y - fitted) / np.sqrt(fitted))
    difference = float((fitted - without)[start:].sum())
    half = z * _sum_error(X, plain, fitted, without, start, spread)
    return Interruption(
        kind="counts",
        level=step,
        slope=terms[3] if slope else None,
        ratio=(math.exp(step.estimate), math.exp(step.low), math.exp(step.high)),
        observed=tuple(y.tolist()),
        fitted=tuple(fitted.tolist()),
        without=tuple(without.tolist()),
        start=start,
        difference=difference,
        difference_range=(difference - half, difference + half),
        expected=float(without[start:].sum()),
        slope_test=_slope_test(X, y, offset, fitted, dispersion) if slope else None,
        dispersion=dispersion,
        autocorrelation=related,
        df=float(y.size - len(beta)),
        ordinary=None,
        warnings=_warnings(start, y.size, terms[1], beyond=dispersion > 10, related=related > RELATED),
    )


def continuous(values: Sequence[float], start: int, *, slope: bool = True, level: float = 0.95) -> Interruption:
    """A continuous measure per period, by REML with first-order autocorrelation.

    values: one a period, in order. start: index of the first period after the change. slope: whether the
    trend may change too. Raises ValueError with fewer than 8 periods on either side, missing numbers, or a
    series that does not vary.
    """
    from scipy.special import stdtr, stdtrit

    y = _series(values, start)
    X = fit.design(y.size, start, slope, None, 0)
    r = fit.autocorrelation(X, y)
    beta, spread = fit.least_squares(X, y, r)
    n, p = X.shape
    df = max(1.0, n * (1 - r) / (1 + r) - p) if r > 0 else float(n - p)
    quantile = float(stdtrit(df, 1 - tail_of(level)))

    def p_value(t: float) -> float:
        return float(2 * stdtr(df, -abs(t)))

    terms = [_term(beta[i], math.sqrt(spread[i, i]), quantile, p_value) for i in range(p)]
    plain, plain_spread = fit.least_squares(X, y, 0.0)
    unchanged = fit.unchanged(X, slope)
    without = unchanged @ beta
    pull = (X - unchanged)[start:].mean(axis=0)
    difference, half = float(pull @ beta), quantile * math.sqrt(float(pull @ spread @ pull))
    return Interruption(
        kind="continuous",
        level=terms[2],
        slope=terms[3] if slope else None,
        ratio=None,
        observed=tuple(y.tolist()),
        fitted=tuple((X @ beta).tolist()),
        without=tuple(without.tolist()),
        start=start,
        difference=difference,
        difference_range=(difference - half, difference + half),
        expected=float(without[start:].mean()),
        slope_test=None,
        dispersion=None,
        autocorrelation=r,
        df=df,
        ordinary=(float(plain[2]), math.sqrt(plain_spread[2, 2])),
        warnings=_warnings(start, n, terms[1], beyond=False, related=False),
    )


def _series(values: Sequence[float], start: int) -> Array:
    y = np.array([math.nan if v is None else v for v in values], dtype=float)
    if not np.isfinite(y).all():
        raise ValueError(f"the value of period {int(np.argmin(np.isfinite(y))) + 1} is missing or not finite")
    if np.abs(y).max(initial=0) > LARGEST:
        raise ValueError(f"the value of period {int(np.abs(y).argmax()) + 1} is {TOO_LARGE}")
    if not isinstance(start, Integral):
        raise ValueError(f"start must be the index of a period, a whole number, not {start!r}")
    before, after = start, y.size - start
    if min(before, after) < REFUSE:
        raise ValueError(
            f"{before} periods before the change and {after} after are too few to judge it: "
            f"at least {REFUSE} of each are needed"
        )
    if np.ptp(y) == 0:
        raise ValueError("all values are the same, so there is nothing to explain")
    return y


def _events(events: Sequence[float], start: int) -> Array:
    y = _series(events, start)
    if (y < 0).any():
        raise ValueError("counts cannot be negative")
    if not (y[:start].any() and y[start:].any()):
        raise ValueError("there are no events at all before the change, or none after: a rate of 0 cannot be compared")
    return y


def _positive(exposure: Sequence[float], n: int) -> Array:
    x = np.asarray(exposure, dtype=float)
    if x.shape != (n,) or not np.isfinite(x).all() or (x <= 0).any():
        raise ValueError(f"the exposure needs {n} numbers above 0, one a period")
    return x


def _term(estimate: float, error: float, quantile: float, p_value: Callable[[float], float]) -> Term:
    b = float(estimate)
    p = p_value(b / error) if error > 0 else 0.0 if b else 1.0
    return Term(b, error, b - quantile * error, b + quantile * error, p)


def _sum_error(X: Array, plain: Array, fitted: Array, without: Array, start: int, spread: Array) -> float:
    """The standard error of the events that came about or were averted, by the delta method: how much the sum of the
    model less the counterfactual moves with each coefficient."""
    pull = fitted[start:] @ X[start:] - without[start:] @ plain[start:]
    return math.sqrt(float(pull @ spread @ pull))


def _slope_test(X: Array, y: Array, offset: Array, fitted: Array, dispersion: float) -> FTest:
    """Whether the trend changed: how much better the model with a change of slope explains the counts."""
    from scipy.special import fdtrc

    fewer = np.delete(X, 3, axis=1)
    plain = np.exp(fewer @ fit.quasi_poisson(fewer, y, offset)[0] + offset)
    f = max(0.0, fit.deviance(y, plain) - fit.deviance(y, fitted)) / dispersion
    left = float(y.size - X.shape[1])
    return FTest(f, (1.0, left), float(fdtrc(1.0, left, f)))


def _normal_p(z: float) -> float:
    return math.erfc(abs(z) / math.sqrt(2))


def _warnings(start: int, n: int, trend: Term, *, beyond: bool, related: bool) -> tuple[str, ...]:
    after = n - start
    warnings = []
    if min(start, after) < TRIAL:
        warnings.append(
            f"A trial reading: {start} periods before and {after} after; 12 of each are needed to rely on it."
        )
    elif start < RECOMMENDED:
        warnings.append(f"{start} periods before the change are few: 24 would show the trend and the seasons better.")
    if trend.p < 0.05:
        warnings.append(
            "The series was already moving before the change, so averages before and after must not be compared."
        )
    if beyond:
        warnings.append("The counts vary far more than chance alone allows: something else is at work too.")
    if related:
        warnings.append("Neighbouring counts resemble each other beyond the model, so the ranges are too narrow.")
    warnings.append(
        "Anything else that happened at the same time would look the same: a comparison group makes it safer."
    )
    return tuple(warnings)
