"""Fits of an interrupted time series: the design, quasi-Poisson regression, and least squares with first-order
autocorrelation by restricted maximum likelihood. Told and sourced in `its`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]


def design(n: int, start: int, slope: bool, season: int | None, harmonics: int) -> Array:
    """Columns: 1, time, step, time since the change where asked for, sine and cosine pairs."""
    if season is not None and season < 2:
        raise ValueError(f"a season needs at least 2 periods a year, not {season}: None for none")
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


def unchanged(X: Array, slope: bool) -> Array:
    without = X.copy()
    without[:, 2 : 4 if slope else 3] = 0
    return without


def quasi_poisson(X: Array, y: Array, offset: Array) -> tuple[Array, Array, float]:
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


def least_squares(X: Array, y: Array, r: float) -> tuple[Array, Array]:
    """Coefficients and their covariance, given the autocorrelation."""
    W, v = _whiten(X, r), _whiten(y, r)
    inverse = np.linalg.inv(W.T @ W)
    beta = inverse @ (W.T @ v)
    left = v - W @ beta
    return beta, inverse * float(left @ left) / (len(y) - X.shape[1])


def autocorrelation(X: Array, y: Array) -> float:
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


def deviance(y: Array, mu: Array) -> float:
    """Twice the log-likelihood that a Poisson model with means `mu` leaves unexplained (McCullagh & Nelder 1989)."""
    logs = np.log(np.divide(y, mu, out=np.ones_like(mu), where=y > 0))
    return float(2 * (y * logs - (y - mu)).sum())


def neighbours(left: Array) -> float:
    """Lag-1 autocorrelation of what a model leaves, 0 where it leaves nothing."""
    total = float(left @ left)
    return float(left[1:] @ left[:-1]) / total if total > 0 else 0.0
