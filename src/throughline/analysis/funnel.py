"""Funnel plots: which places differ by more than their size explains. Never a league table.

Sources: Spiegelhalter D. J. (2005), Statistics in Medicine 24: 1185-1202; NHS Digital, SHMI methodology; the
R package FunnelPlotR, whose numbers these equal. Places differ for many small reasons at once
(over-dispersion), so limits are widened by the variation between places (DerSimonian & Laird 1986, Controlled
Clinical Trials 7); without that nearly every large place looks extraordinary. Shrunk values are the
empirical-Bayes estimates of the same model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from throughline.analysis.intervals import tail_of, z_value

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]

FEW_PLACES = 10
WARN, ALARM = 0.95, 0.998
TRIM = 0.1
Method = Literal["shmi", "cqc"]
Standing = Literal["as expected", "higher", "lower"]


@dataclass(frozen=True, slots=True)
class Place:
    """One place. value: its share or ratio. limits: where 95% and 99.8% of places of its size lie. shrunk:
    value drawn to the others'.

    standing: "higher" or "lower" only beyond the 99.8% limits, widened for over-dispersion.
    """

    name: str
    size: float
    value: float
    shrunk: float
    low95: float
    high95: float
    low998: float
    high998: float
    standing: Standing


@dataclass(frozen=True, slots=True)
class Funnel:
    """places: in the order given. target: the overall share, or 1 for ratios. phi: dispersion. tau2: variance
    between places.

    unadjusted: how many places lie beyond the 99.8% limits that allow for chance alone, for comparison.
    """

    places: tuple[Place, ...]
    target: float
    phi: float
    tau2: float
    unadjusted: int
    warnings: tuple[str, ...]

    @property
    def outside(self) -> tuple[Place, ...]:
        """Places to go and ask, in the order given."""
        return tuple(place for place in self.places if place.standing != "as expected")

    @property
    def shown(self) -> str:
        if not self.outside:
            return f"None of {len(self.places)} places differs by more than is usual between places of its size."
        named = ", ".join(f"{place.name} ({place.standing})" for place in self.outside)
        return f"Of {len(self.places)} places these differ by more than is usual for their size: {named}. Ask why."

    def to_dict(self) -> dict[str, Any]:
        found = asdict(self)
        return {**found, "warnings": list(self.warnings), "shown": self.shown}


def shares(names: Sequence[str], numerators: Sequence[float], denominators: Sequence[float]) -> Funnel:
    """Compare shares between places, on the arcsine scale, extremes drawn in to the 10th and 90th percentile
    (winsorised).

    Raises ValueError for fewer than 3 places, a name that stands twice, denominators that are not above 0 or numerators
    outside 0 to denominator.
    """
    num, den = _pairs(names, numerators, denominators)
    if (num > den).any():
        raise ValueError(f"{names[int(np.argmax(num > den))]}: the numerator is larger than the denominator")
    target = float(num.sum() / den.sum())
    centre = float(np.arcsin(np.sqrt(target)))
    y, s = np.arcsin(np.sqrt(num / den)), 1 / (2 * np.sqrt(den))
    z = (y - centre) / s
    z = np.clip(z, *np.quantile(z, [TRIM, 1 - TRIM]))
    phi, tau2 = _dispersion(z, s)

    def back(x: Array) -> Array:
        return np.asarray(np.sin(np.clip(x, 0, np.pi / 2)) ** 2)

    plain = [back(centre + sign * z_value(ALARM) * s) for sign in (-1, 1)]
    limits = [back(centre + sign * z_value(p) * np.sqrt(s**2 + tau2)) for p in (WARN, ALARM) for sign in (-1, 1)]
    shrunk = back(_shrink(y, s, centre, tau2))
    return _funnel(names, den, num / den, shrunk, limits, plain, target, phi, tau2)


def ratios(
    names: Sequence[str],
    observed: Sequence[float],
    expected: Sequence[float],
    *,
    method: Method = "shmi",
    trim: float = TRIM,
) -> Funnel:
    """Compare observed to expected events between places; limits for chance alone are exact Poisson.

    method: "shmi" works on logarithms and leaves the extreme tenths out of the dispersion (NHS Digital);
    "cqc" works on square roots and draws extremes in to the percentiles `trim` and 1 - `trim` (Care Quality
    Commission). Raises ValueError for fewer than 3 places, expected numbers that are not above 0, or, with
    "shmi", a place without any event.
    """
    if not 0 <= trim < 0.5:
        raise ValueError(f"trim must lie between 0 and less than 0.5, not {trim!r}")
    if method not in ("shmi", "cqc"):
        raise ValueError(f'the method must be "shmi" or "cqc", not {method!r}')
    num, den = _pairs(names, observed, expected)
    if method == "cqc":
        y, s = np.sqrt(num / den), 1 / (2 * np.sqrt(den))
        z = (y - 1) / s
        phi, tau2 = _dispersion(np.clip(z, *np.quantile(z, [trim, 1 - trim])), s)
        centre, back = 1.0, _squared
    else:
        if (num == 0).any():
            raise ValueError(f"{names[int(np.argmax(num == 0))]} has no event: join it with a neighbour, or use cqc")
        y, s = np.log(num / den), 1 / np.sqrt(den)
        z = y / s
        tenth = np.floor((np.argsort(np.argsort(z, kind="stable"), kind="stable") + 1) * 10 / (len(z) + 1))
        kept = (tenth >= 1) & (tenth <= 8)
        phi, tau2 = _dispersion(z[kept], s[kept])
        centre, back = 0.0, _exponent
    limits = [back(centre + sign * z_value(p) * np.sqrt(s**2 + tau2)) for p in (WARN, ALARM) for sign in (-1, 1)]
    shrunk = back(_shrink(y, s, centre, tau2))
    return _funnel(names, den, num / den, shrunk, limits, poisson_limits(den, ALARM), 1.0, phi, tau2)


def _exponent(x: Array) -> Array:
    return np.asarray(np.exp(x))


def _squared(x: Array) -> Array:
    return np.asarray(np.maximum(x, 0) ** 2)


def poisson_limits(expected: Sequence[float] | Array, level: float) -> list[Array]:
    """Exact lower and upper limits of observed / expected for chance alone (as FunnelPlotR, from chi-square
    quantiles). Raises ValueError for expected numbers that are not above 0 or a level outside 0 to 1."""
    from scipy.special import gammaincinv

    e = np.asarray(expected, dtype=float)
    if not np.isfinite(e).all() or (e <= 0).any():
        raise ValueError("the expected numbers must be finite and above 0")
    tail = tail_of(level)
    return [gammaincinv(e, tail) / e, gammaincinv(e + 1, 1 - tail) / e]


def _pairs(names: Sequence[str], numerators: Sequence[float], denominators: Sequence[float]) -> tuple[Array, Array]:
    num, den = np.asarray(numerators, dtype=float), np.asarray(denominators, dtype=float)
    if not len(names) == num.size == den.size or num.ndim != 1:
        raise ValueError("each place needs one name and two numbers")
    if len(set(names)) < len(names):
        twice = next(name for name in names if list(names).count(name) > 1)
        raise ValueError(f"{twice} stands there twice: add the two up, or give them names of their own")
    if num.size < 3:
        raise ValueError(f"{num.size} places are too few to compare: at least 3 are needed")
    bad = ~(np.isfinite(num) & np.isfinite(den) & (num >= 0) & (den > 0))
    if bad.any():
        raise ValueError(
            f"{names[int(np.argmax(bad))]}: the numbers must be finite, the second above 0, the first not below 0"
        )
    return num, den


def _dispersion(z: Array, s: Array) -> tuple[float, float]:
    """phi: the mean squared z. tau2: the variance between places that explains it (DerSimonian & Laird)."""
    n, w = len(z), 1 / s**2
    phi = float((z**2).mean())
    tau2 = (n * phi - (n - 1)) / float(w.sum() - (w**2).sum() / w.sum())
    return phi, max(0.0, tau2)


def _shrink(y: Array, s: Array, centre: float, tau2: float) -> Array:
    """Each value drawn towards the centre, the more the less is known of it."""
    weight = tau2 / (tau2 + s**2)
    return np.asarray(centre + weight * (y - centre))


def _funnel(
    names: Sequence[str],
    sizes: Array,
    values: Array,
    shrunk: Array,
    limits: Sequence[Array],
    plain: Sequence[Array],
    target: float,
    phi: float,
    tau2: float,
) -> Funnel:
    low998, high998 = limits[2], limits[3]
    places = []
    for i, name in enumerate(names):
        standing: Standing = "higher" if values[i] > high998[i] else "lower" if values[i] < low998[i] else "as expected"
        places.append(
            Place(
                name=str(name),
                size=float(sizes[i]),
                value=float(values[i]),
                shrunk=float(shrunk[i]),
                low95=float(limits[0][i]),
                high95=float(limits[1][i]),
                low998=float(low998[i]),
                high998=float(high998[i]),
                standing=standing,
            )
        )
    unadjusted = int(((values < plain[0]) | (values > plain[1])).sum())
    return Funnel(tuple(places), target, phi, tau2, unadjusted, _warnings(len(names), phi))


def _warnings(places: int, phi: float) -> tuple[str, ...]:
    warnings = []
    if places < FEW_PLACES:
        warnings.append(f"With {places} places the usual variation between places is only roughly known.")
    if phi > 10:
        warnings.append(
            "Places differ far more than chance allows: "
            "their patients, services or ways of counting may not be comparable."
        )
    warnings.append(
        "Small places swing most: do not rank them. Of 42 alike places about one chart in 12 shows one outside."
    )
    return tuple(warnings)
