"""What people would choose: uptake of composed options, shares after a change, elasticities, consumer surplus.

Sources: Train K. (2009), chapters 2 and 3; Small & Rosen (1981), Econometrica 49 (surplus); Krinsky & Robb (1986)
(intervals). Stated choices are not yet behaviour: predicted uptake compares options, and is no forecast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.choices.columns import is_alternative
from throughline.analysis.choices.data import ChoiceData
from throughline.analysis.choices.logit import Logit
from throughline.analysis.choices.meaning import Preferences, drawn, ends
from throughline.analysis.choices.results import Simulated, delta_errors
from throughline.analysis.intervals import z_value

if TYPE_CHECKING:
    from throughline.analysis.choices._arrays import Array

DRAWS = 1_000
STEP = 1e-4
STATED = "These are choices as people state them: good for comparing options, no forecast of what they will do."


@dataclass(frozen=True, slots=True)
class Share:
    """The predicted share of one option, 0 to 1, with its range."""

    option: str
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Uptake(Simulated):
    """Predicted shares, which sum to 1, in the order of the options."""

    shares: tuple[Share, ...]

    @property
    def shown(self) -> str:
        best = max(self.shares, key=lambda s: s.share)
        return (
            f"{best.share:.0%} would choose “{best.option}” of these {len(self.shares)} "
            f"(likely between {best.low:.0%} and {best.high:.0%})."
        )


def uptake(
    result: Preferences,
    options: Mapping[str, Mapping[str, float]],
    *,
    opt_out: str | None = None,
    asked: ChoiceData | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> Uptake:
    """Which share of people would choose each of the options, were these all there are.

    options: name → the value of every column of the model. opt_out: add this alternative of the experiment
    (such as "none"): its constant is 1 and everything else 0. asked: the choices the model was estimated from, so that
    options beyond what people were asked about are called so. Raises ValueError for fewer than two options,
    columns that are missing or unknown, and an opt-out that people were never offered.
    """
    rows = {name: _row(result, name, values) for name, values in options.items()}
    if opt_out is not None:
        if opt_out in rows:
            raise ValueError(f"“{opt_out}” is among the options already")
        rows[opt_out] = _opt_out(result, opt_out)
    if len(rows) < 2:
        raise ValueError("uptake compares at least two options: add one, or the opt-out")
    X, starts = np.array(list(rows.values())), np.array([0, len(rows)])

    def predicted(theta: Array) -> Array:
        return result.probabilities(theta, X, starts)

    found = _uptake(result, tuple(rows), predicted(result.estimates), predicted, draws, seed)
    return found if asked is None else replace(found, warnings=(*found.warnings, *_beyond(asked, options)))


def _beyond(asked: ChoiceData, options: Mapping[str, Mapping[str, float]]) -> tuple[str, ...]:
    """Where an option lies outside what was asked, in words: a straight line is drawn on, and nobody knows."""
    found = []
    for column, values in zip(asked.names, asked.X.T, strict=True):
        low, high = float(values.min()), float(values.max())
        found += [
            f"“{name}” has {own[column]:g} of {column}, and people were asked about {low:g} to {high:g}: a guess."
            for name, own in options.items()
            if column in own and not low <= own[column] <= high
        ]
    return tuple(found)


def sample_shares(result: Preferences, data: ChoiceData, *, draws: int = DRAWS, seed: int = 0) -> Uptake:
    """The predicted share of each alternative over the tasks of `data`, weighted; see `changed`."""

    def predicted(theta: Array) -> Array:
        return _totals(result, data, theta)

    names = tuple(str(a) for a in data.alternatives)
    return _uptake(result, names, predicted(result.estimates), predicted, draws, seed)


def changed(
    data: ChoiceData, name: str, *, factor: float = 1.0, plus: float = 0.0, alternative: Any = None
) -> ChoiceData:
    """The data with one column times `factor` plus `plus`, for one alternative or all: what if."""
    values = data.column(name)
    here = True if alternative is None else is_alternative(data, alternative)
    return data.with_columns({name: np.where(here, values * factor + plus, values)}).only(data.names)


@dataclass(frozen=True, slots=True)
class Elasticities:
    """The change of each alternative's share in percent when `name` of one alternative rises by 1 percent.
    table[i][j]: of alternative i by the column of alternative j. errors: their standard errors, by the delta method.
    choices: whose shares they are of."""

    name: str
    alternatives: tuple[str, ...]
    table: tuple[tuple[float, ...], ...]
    errors: tuple[tuple[float, ...], ...]
    choices: int
    warnings: tuple[str, ...] = (STATED,)

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "warnings": list(self.warnings)}


def elasticities(result: Preferences, data: ChoiceData, name: str) -> Elasticities:
    """Point elasticities of the shares over the tasks of `data` (probability-weighted sample enumeration)."""
    shifted = [
        tuple(changed(data, name, factor=1 + h, alternative=alternative) for h in (STEP, -STEP))
        for alternative in data.alternatives
    ]

    def table(theta: Array) -> Array:
        base = _totals(result, data, theta)
        rises = [_totals(result, up, theta) - _totals(result, down, theta) for up, down in shifted]
        return np.asarray(np.column_stack(rises) / (2 * STEP * base[:, None]))

    errors = delta_errors(table, result.estimates, result.covariance)
    cells, spread = (tuple(map(tuple, x.tolist())) for x in (table(result.estimates), errors))
    return Elasticities(name, tuple(map(str, data.alternatives)), cells, spread, len(data.chosen))


@dataclass(frozen=True, slots=True)
class Surplus:
    """The change of each task's consumer surplus, in units of the cost, as minimum, quartiles, mean and
    maximum over tasks. mean_error: the standard error of the mean (delta method), low and high its range."""

    minimum: float
    lower_quartile: float
    median: float
    mean: float
    upper_quartile: float
    maximum: float
    tasks: int
    mean_error: float
    low: float
    high: float
    level: float
    warnings: tuple[str, ...] = (STATED,)

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "warnings": list(self.warnings)}


def surplus_change(result: Logit, before: ChoiceData, after: ChoiceData, cost: str) -> Surplus:
    """What the change from `before` to `after` is worth, in units of `cost`: the change of the log-sum over the
    weight of the cost. Raises ValueError unless that weight is clearly below zero, or the tasks differ."""
    at = result.coefficients[result.names.index(cost)] if cost in result.names else None
    if at is None or not at.high < 0:
        raise ValueError(f"a surplus needs a cost whose weight is clearly below zero; “{cost}” has none")
    if before.tasks != after.tasks or before.people != after.people:
        raise ValueError("before and after must hold the same tasks of the same people")
    place = result.names.index(cost)

    def change(theta: Array) -> Array:
        sums = [_log_sums(result, data, theta) for data in (before, after)]
        return np.asarray((sums[1] - sums[0]) / -theta[place])

    of_tasks = change(result.estimates)
    error = float(delta_errors(lambda theta: change(theta).mean(keepdims=True), result.estimates, result.covariance)[0])
    low, q1, median, q3, high = np.quantile(of_tasks, [0, 0.25, 0.5, 0.75, 1]).tolist()
    mean, half = float(of_tasks.mean()), z_value(result.level) * error
    return Surplus(low, q1, median, mean, q3, high, len(of_tasks), error, mean - half, mean + half, result.level)


def _log_sums(result: Logit, data: ChoiceData, theta: Array) -> Array:
    u = _columns(result, data) @ theta
    top = np.maximum.reduceat(u, data.starts[:-1])
    e = np.exp(u - np.repeat(top, np.diff(data.starts)))
    out: Array = top + np.log(np.add.reduceat(e, data.starts[:-1]))
    return out


def _columns(result: Preferences, data: ChoiceData) -> Array:
    return data.only(result.columns).X


def _totals(result: Preferences, data: ChoiceData, theta: Array) -> Array:
    p = result.probabilities(theta, _columns(result, data), data.starts)
    w = np.repeat(data.weights, np.diff(data.starts))
    out: Array = np.bincount(data.alternative, p * w, len(data.alternatives)) / data.weights.sum()
    return out


def _uptake(result: Preferences, names: tuple[str, ...], at: Array, predicted: Any, draws: int, seed: int) -> Uptake:
    simulated = np.array([predicted(t) for t in drawn(result.estimates, result.covariance, draws, seed)])
    shares = tuple(
        Share(name, share, *ends(column, result.level))
        for name, share, column in zip(names, at.tolist(), simulated.T, strict=True)
    )
    return Uptake(shares=shares, level=result.level, draws=draws, seed=seed, warnings=(STATED,))


def _row(result: Preferences, name: str, values: Mapping[str, float]) -> list[float]:
    missing = [c for c in result.columns if c not in values]
    unknown = [c for c in values if c not in result.columns]
    if missing or unknown:
        what = f"lacks {', '.join(missing)}" if missing else f"has {', '.join(unknown)}, which the model does not know"
        raise ValueError(f"the option “{name}” {what}")
    if strange := [c for c in result.columns if not np.isfinite(values[c])]:
        raise ValueError(f"the option “{name}” has no number for {', '.join(strange)}")
    return [float(values[c]) for c in result.columns]


def _opt_out(result: Preferences, name: str) -> list[float]:
    if name not in map(str, result.alternatives):
        listed = ", ".join(map(str, result.alternatives))
        raise ValueError(f"nobody was offered “{name}” (they were offered {listed}), so its uptake is not known")
    return [float(c == f"constant: {name}") for c in result.columns]
