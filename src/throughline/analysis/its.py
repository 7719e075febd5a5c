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
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.intervals import z_value

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]

REFUSE, TRIAL, RECOMMENDED = 8, 12, 24


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
class Interruption:
    """The result of an interrupted time series.

    level: the step at the change. slope: the change of trend per period, None when not asked for. ratio: for
    counts, the rate after to the rate expected, with its range, at the change. observed, fitted, without: the
    series, the model, and what would have gone on without the change (from `start` on). difference: observed
    less expected, summed (counts) or averaged after the change.
    dispersion: for counts, variance to mean. autocorrelation: for continuous measures. df: degrees of freedom
        of the ranges.
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
            return f"At the change the rate was {words} (likely between {low:+.0f}% and {high:+.0f}%)."
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
    y = _series(events, start)
    if (y < 0).any():
        raise ValueError("counts cannot be negative")
    offset = np.zeros_like(y) if exposure is None else np.log(_positive(exposure, y.size))
    X = _design(y.size, start, slope, season, harmonics)
    beta, spread, dispersion = _quasi_poisson(X, y, offset)
    terms = [_term(b, math.sqrt(v), z_value(level), _normal_p) for b, v in zip(beta, spread.diagonal(), strict=True)]
    fitted, without = (np.exp(x @ beta + offset) for x in (X, _unchanged(X, slope)))
    step = terms[2]
    return Interruption(
        kind="counts",
        level=step,
        slope=terms[3] if slope else None,
        ratio=(math.exp(step.estimate), math.exp(step.low), math.exp(step.high)),
        observed=tuple(y.tolist()),
        fitted=tuple(fitted.tolist()),
        without=tuple(without.tolist()),
        start=start,
        difference=float((y - without)[start:].sum()),
        dispersion=dispersion,
        autocorrelation=None,
        df=float(y.size - len(beta)),
        ordinary=None,
        warnings=_warnings(start, y.size, terms[1], beyond=dispersion > 10),
    )


def continuous(values: Sequence[float], start: int, *, slope: bool = True, level: float = 0.95) -> Interruption:
    """A continuous measure per period, by REML with first-order autocorrelation.

    values: one a period, in order. start: index of the first period after the change. slope: whether the
    trend may change too. Raises ValueError with fewer than 8 periods on either side, missing numbers, or a
    series that does not vary.
    """
    from scipy.special import stdtr, stdtrit

    y = _series(values, start)
    X = _design(y.size, start, slope, None, 0)
    r = _autocorrelation(X, y)
    beta, spread = _least_squares(X, y, r)
    n, p = X.shape
    df = max(1.0, n * (1 - r) / (1 + r) - p) if r > 0 else float(n - p)
    quantile = float(stdtrit(df, 0.5 + level / 2))

    def p_value(t: float) -> float:
        return float(2 * stdtr(df, -abs(t)))

    terms = [_term(beta[i], math.sqrt(spread[i, i]), quantile, p_value) for i in range(p)]
    plain, plain_spread = _least_squares(X, y, 0.0)
    without = _unchanged(X, slope) @ beta
    return Interruption(
        kind="continuous",
        level=terms[2],
        slope=terms[3] if slope else None,
        ratio=None,
        observed=tuple(y.tolist()),
        fitted=tuple((X @ beta).tolist()),
        without=tuple(without.tolist()),
        start=start,
        difference=float((y - without)[start:].mean()),
        dispersion=None,
        autocorrelation=r,
        df=df,
        ordinary=(float(plain[2]), math.sqrt(plain_spread[2, 2])),
        warnings=_warnings(start, n, terms[1], beyond=False),
    )


def _series(values: Sequence[float], start: int) -> Array:
    y = np.array([math.nan if v is None else v for v in values], dtype=float)
    if not np.isfinite(y).all():
        raise ValueError(f"the value of period {int(np.argmin(np.isfinite(y))) + 1} is missing or not finite")
    before, after = start, y.size - start
    if min(before, after) < REFUSE:
        raise ValueError(
            f"{before} periods before the change and {after} after are too few to judge it: "
            f"at least {REFUSE} of each are needed"
        )
    if np.ptp(y) == 0:
        raise ValueError("all values are the same, so there is nothing to explain")
    return y


def _positive(exposure: Sequence[float], n: int) -> Array:
    x = np.asarray(exposure, dtype=float)
    if x.shape != (n,) or not np.isfinite(x).all() or (x <= 0).any():
        raise ValueError(f"the exposure needs {n} numbers above 0, one a period")
    return x


def _design(n: int, start: int, slope: bool, season: int | None, harmonics: int) -> Array:
    """Columns: 1, time, step, time since the change where asked for, sine and cosine pairs."""
    time = np.arange(n, dtype=float)
    step = (time >= start).astype(float)
    columns = [np.ones(n), time, step]
    if slope:
        columns.append(step * (time - start))
    for k in range(1, harmonics + 1 if season else 1):
        angle = 2 * math.pi * k * (time + 1) / (season or 1)
        columns += [np.sin(angle), np.cos(angle)]
    X = np.column_stack(columns)
    if np.linalg.matrix_rank(X) < X.shape[1] or n <= X.shape[1] + 2:
        raise ValueError("the series is too short for so many seasonal terms: ask for fewer harmonics, or none")
    return X


def _unchanged(X: Array, slope: bool) -> Array:
    without = X.copy()
    without[:, 2 : 4 if slope else 3] = 0
    return without


def _quasi_poisson(X: Array, y: Array, offset: Array) -> tuple[Array, Array, float]:
    """Iteratively reweighted least squares. Returns coefficients, their covariance (times the dispersion),
    and the dispersion."""
    mu: Array = np.maximum(y, 0.5)
    beta: Array = np.zeros(X.shape[1])
    for _ in range(100):
        eta = np.log(mu)
        working = eta - offset + (y - mu) / mu
        weighted = X.T * mu
        new = np.linalg.solve(weighted @ X, weighted @ working)
        mu = np.exp(np.clip(X @ new + offset, -30, 30))
        if np.abs(new - beta).max() < 1e-10:
            dispersion = float(((y - mu) ** 2 / mu).sum() / (y.size - X.shape[1]))
            return new, dispersion * np.linalg.inv((X.T * mu) @ X), dispersion
        beta = new
    raise ValueError("the model did not settle: there may be no events at all before or after the change")


def _whiten(A: Array, r: float) -> Array:
    """Rows made independent, of variance 1, for first-order autocorrelation r (Prais & Winsten 1954)."""
    out = np.array(A, dtype=float)
    out[1:] = (A[1:] - r * A[:-1]) / math.sqrt(1 - r * r)
    return out


def _least_squares(X: Array, y: Array, r: float) -> tuple[Array, Array]:
    """Coefficients and their covariance, given the autocorrelation."""
    W, v = _whiten(X, r), _whiten(y, r)
    inverse = np.linalg.inv(W.T @ W)
    beta = inverse @ (W.T @ v)
    left = v - W @ beta
    return beta, inverse * float(left @ left) / (len(y) - X.shape[1])


def _autocorrelation(X: Array, y: Array) -> float:
    """The first-order autocorrelation that the restricted likelihood prefers, between -0.99 and 0.99."""
    from scipy.optimize import minimize_scalar

    n, p = X.shape

    def minus_twice_log_likelihood(r: float) -> float:
        W, v = _whiten(X, r), _whiten(y, r)
        beta = np.linalg.lstsq(W, v, rcond=None)[0]
        left = v - W @ beta
        # log|V| of an AR(1) correlation matrix is (n - 1) log(1 - r²).
        determinants = (n - 1) * math.log(1 - r * r) + np.linalg.slogdet(W.T @ W)[1]
        return float((n - p) * math.log(max(float(left @ left), 1e-300)) + determinants)

    grid = np.linspace(-0.95, 0.95, 39)
    best = grid[np.argmin([minus_twice_log_likelihood(float(r)) for r in grid])]
    bounds = (max(-0.99, best - 0.05), min(0.99, best + 0.05))
    return float(
        minimize_scalar(minus_twice_log_likelihood, bounds=bounds, method="bounded", options={"xatol": 1e-10}).x
    )


def _term(estimate: float, error: float, quantile: float, p_value: Callable[[float], float]) -> Term:
    b = float(estimate)
    p = p_value(b / error) if error > 0 else 0.0 if b else 1.0
    return Term(b, error, b - quantile * error, b + quantile * error, p)


def _normal_p(z: float) -> float:
    return math.erfc(abs(z) / math.sqrt(2))


def _warnings(start: int, n: int, trend: Term, *, beyond: bool) -> tuple[str, ...]:
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
    warnings.append(
        "Anything else that happened at the same time would look the same: a comparison group makes it safer."
    )
    return tuple(warnings)
