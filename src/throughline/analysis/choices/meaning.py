"""What the weights mean: which attribute matters how much, and what people would give up for what.

Sources: Krinsky & Robb (1986), Review of Economics and Statistics 68; Hole (2007), Health Economics 16 (intervals
of ratios); Louviere, Hensher & Swait (2000), Stated Choice Methods (relative importance).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from throughline.analysis.choices.data import ChoiceData
from throughline.analysis.choices.latent import LatentClasses
from throughline.analysis.choices.logit import Logit
from throughline.analysis.choices.mixed import MixedLogit
from throughline.analysis.choices.results import Simulated
from throughline.analysis.intervals import z_value

if TYPE_CHECKING:
    from throughline.analysis.choices._arrays import Array, Index

DRAWS = 20_000
CLEAR = 3.0  # standard errors from zero from which a weight may divide another
MANY_LEVELS = 6
BETWEEN = "Importance holds between the levels that were asked about: with wider levels an attribute would matter more."


class Preferences(Protocol):
    """An estimated choice model that can predict."""

    @property
    def columns(self) -> tuple[str, ...]: ...
    @property
    def estimates(self) -> Array: ...
    @property
    def covariance(self) -> Array: ...
    @property
    def alternatives(self) -> tuple[Any, ...]: ...
    @property
    def level(self) -> float: ...
    def probabilities(self, theta: Array, X: Array, starts: Index) -> Array: ...


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The weights of the columns of one utility: (K,) with their covariance (K, K)."""

    names: tuple[str, ...]
    estimates: Array
    covariance: Array
    level: float

    def place(self, name: str) -> int:
        if name not in self.names:
            raise ValueError(f"the model has no column “{name}”; it has: {', '.join(self.names)}")
        return self.names.index(name)


def weights_of(result: Logit | MixedLogit | LatentClasses, *, of_class: int | None = None) -> Weights:
    """The weights of a conditional logit, the mean weights of a mixed logit, or those of one latent class (from
    1). Raises ValueError where a model has no such weights."""
    if isinstance(result, LatentClasses):
        if of_class is None or not 1 <= of_class <= len(result.shares):
            raise ValueError(f"say which class, from 1 to {len(result.shares)}")
        K = len(result.names)
        own = slice((of_class - 1) * K, of_class * K)
        return Weights(result.names, result.estimates[own], result.covariance[own, own], result.level)
    if isinstance(result, MixedLogit):
        if result.tastes.price is not None:
            raise ValueError("in willingness-to-pay space the coefficients are trade-offs already: read the spreads")
        if result.tastes.signs.any():
            raise ValueError("a lognormal weight has no single mean to compare: estimate in willingness-to-pay space")
        K = len(result.columns)
        return Weights(result.columns, result.estimates[:K], result.covariance[:K, :K], result.level)
    return Weights(result.names, result.estimates, result.covariance, result.level)


def drawn(estimates: Array, covariance: Array, draws: int, seed: int) -> Array:
    """(draws, K) from the normal distribution of the estimates."""
    values, axes = np.linalg.eigh(covariance)
    root = axes * np.sqrt(np.maximum(values, 0))
    out: Array = estimates + np.random.default_rng(seed).standard_normal((draws, len(estimates))) @ root.T
    return out


def ends(values: Array, level: float) -> tuple[float, float]:
    """The range that holds the middle `level` of simulated values."""
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOff(Simulated):
    """How many units of `against` make up for one unit more of `of`, times `factor`.

    low, high: by Krinsky and Robb, which may be skewed as ratios are. delta_error, delta_low, delta_high: by the
    delta method, for comparison.
    """

    of: str
    against: str
    factor: float
    estimate: float
    low: float
    high: float
    delta_error: float
    delta_low: float
    delta_high: float

    @property
    def shown(self) -> str:
        return (
            f"{self.estimate:.3g} of {self.against} for {self.of} (likely between {self.low:.3g} and {self.high:.3g})"
        )


def trade_off(
    weights: Weights, of: str, against: str, *, factor: float = 1.0, draws: int = DRAWS, seed: int = 0
) -> TradeOff:
    """The rate at which people trade `of` for `against`: -weight(of) / weight(against) × factor.

    factor: for other units or direction, such as -60 for the worth of an hour saved where `of` is minutes.
    Raises ValueError for unknown names, and where the weight that divides may as well be zero.
    """
    i, j = weights.place(of), weights.place(against)
    if i == j:
        raise ValueError("a trade-off needs two different columns")
    a, b = weights.estimates[[i, j]]
    V = weights.covariance[np.ix_([i, j], [i, j])]
    clear = abs(b) / math.sqrt(V[1, 1])
    if clear < z_value(weights.level):
        raise ValueError(
            f"the weight of “{against}” is not clearly different from zero, so nothing can be put in its units"
        )
    pairs = drawn(np.array([a, b]), V, draws, seed)
    low, high = ends(-factor * pairs[:, 0] / pairs[:, 1], weights.level)
    estimate = float(-factor * a / b)
    slope = np.array([-factor / b, factor * a / b**2])
    error = math.sqrt(float(slope @ V @ slope))
    z = z_value(weights.level)
    warnings = () if clear >= CLEAR else (f"“{against}” weighs little, so the range of what divides by it is wide.",)
    return TradeOff(
        of=of,
        against=against,
        factor=factor,
        estimate=estimate,
        low=low,
        high=high,
        delta_error=error,
        delta_low=estimate - z * error,
        delta_high=estimate + z * error,
        level=weights.level,
        draws=draws,
        seed=seed,
        warnings=warnings,
    )


@dataclass(frozen=True, slots=True)
class PartWorth:
    """What one level of an attribute is worth in utility, with its range."""

    attribute: str
    level: str
    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Importance:
    """The share of one attribute in the sum of the ranges of all, 0 to 1, with its range by simulation."""

    attribute: str
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Importances(Simulated):
    """Attributes from the most to the least important, and the worth of every level.

    Importance holds for these levels only: a wider range of levels makes any attribute more important.
    """

    attributes: tuple[Importance, ...]
    part_worths: tuple[PartWorth, ...]

    @property
    def shown(self) -> str:
        first = self.attributes[0]
        if len(self.attributes) == 1:
            return f"“{first.attribute}” is the only attribute, so nothing is known of what matters most."
        return (
            f"Between the levels that were asked about, “{first.attribute}” matters most: {first.share:.0%} of the "
            f"whole (likely between {first.low:.0%} and {first.high:.0%})."
        )


Levels = Mapping[str, Mapping[str, Mapping[str, float]]]


def levels_of(data: ChoiceData) -> dict[str, dict[str, dict[str, float]]]:
    """The levels of each attribute, from the data: of categories "name: level" all and the reference; of numbers
    all when few, the lowest and highest otherwise. Constants and interactions are left out."""
    out: dict[str, dict[str, dict[str, float]]] = {}
    for name in data.names:
        stem, _, level = name.partition(": ")
        if stem == "constant" or " × " in name:
            continue
        if level:
            out.setdefault(stem, {"reference": {}})[level] = {name: 1.0}
            continue
        values = np.unique(data.column(name)).tolist()
        values = values if len(values) <= MANY_LEVELS else [values[0], values[-1]]
        out[name] = {f"{v:g}": {name: float(v)} for v in values}
    return out


def importance(weights: Weights, levels: Levels, *, draws: int = DRAWS, seed: int = 0) -> Importances:
    """How much each attribute matters between the worst and the best of its levels.

    levels: attribute → level → values of the columns that make it ({} for a reference level); see `levels_of`.
    Raises ValueError for unknown columns or an attribute with one level.
    """
    simulated = drawn(weights.estimates, weights.covariance, draws, seed)
    ranges, simulated_ranges, worths = {}, {}, []
    for attribute, own in levels.items():
        if len(own) < 2:
            raise ValueError(f"“{attribute}” needs at least two levels to say how much it matters")
        C = np.zeros((len(own), len(weights.names)))
        for row, columns in enumerate(own.values()):
            for name, value in columns.items():
                C[row, weights.place(name)] = value
        C -= C[0]
        utility, possible = C @ weights.estimates, simulated @ C.T
        ranges[attribute] = float(np.ptp(utility))
        simulated_ranges[attribute] = np.ptp(possible, axis=1)
        for label, estimate, column in zip(own, utility.tolist(), possible.T, strict=True):
            worths.append(PartWorth(attribute, label, estimate, *ends(column, weights.level)))
    whole, simulated_whole = sum(ranges.values()), sum(simulated_ranges.values())
    if not whole > 0:
        raise ValueError("no attribute has any weight, so none can matter more than another")
    found = [
        Importance(a, r / whole, *ends(simulated_ranges[a] / simulated_whole, weights.level)) for a, r in ranges.items()
    ]
    found.sort(key=lambda one: (-one.share, one.attribute))
    return Importances(
        attributes=tuple(found), part_worths=tuple(worths), level=weights.level, draws=draws, seed=seed,
        warnings=(BETWEEN,),
    )  # fmt: skip
