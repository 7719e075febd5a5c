"""Is it worth it? Options side by side over many draws: costs, effects, frontier, and how sure, at every threshold that
somebody uses. There is not one “the threshold”: all lines are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.intervals import Interval
from throughline.analysis.value.incremental import Option, check_options, frontier
from throughline.analysis.value.parameters import OTHER, THRESHOLDS, Parameter, holding, per
from throughline.analysis.value.probabilistic import (
    Acceptability,
    Estimate,
    acceptability,
    chance_best,
    net_benefit,
    partial_information,
    perfect_information,
    range_of_draws,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

FEW_DRAWS = 1000
STEPS = 80
QUADRANTS = ("more effect, more cost", "less effect, more cost", "less effect, less cost", "more effect, less cost")


@dataclass(frozen=True, slots=True)
class Line:
    """One threshold. benefit: net benefit of each option, mean and range. best: the option with most on average, and
    chance: the share of draws in which it is best, with its Monte Carlo error. chances: of each option. information:
    what knowing everything first would be worth."""

    threshold: Parameter
    benefit: tuple[Interval, ...]
    best: str
    chance: Estimate
    chances: tuple[float, ...]
    information: Estimate

    @property
    def shown(self) -> str:
        error = 100 * self.chance.error
        return (
            f"At {money(self.threshold.value)} ({self.threshold.name}) “{self.best}” is best on average, and best in "
            f"{round(100 * self.chance.value)} of 100 draws (give or take {max(0.1, 2 * error):.1f})."
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "threshold": self.threshold.to_dict(),
            "net_benefit": [x.to_dict() for x in self.benefit],
            "best": self.best,
            "chance": self.chance.to_dict(),
            "chances": list(self.chances),
            "perfect_information": self.information.to_dict(),
            "shown": self.shown,
        }


@dataclass(frozen=True, slots=True)
class Against:
    """One option less the first. quadrants: share of draws in each of QUADRANTS. ratio: cost of one more unit of
    effect; None where one option is at least as good in both, so that a ratio would mislead."""

    option: str
    cost: Interval
    effect: Interval
    quadrants: tuple[float, ...]
    ratio: float | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "option": self.option,
            "cost": self.cost.to_dict(),
            "effect": self.effect.to_dict(),
            "quadrants": dict(zip(QUADRANTS, self.quadrants, strict=True)),
            "ratio": self.ratio,
        }


@dataclass(frozen=True, slots=True)
class Appraisal:
    """options: the first is what the others are compared with (doing nothing, or as now). frontier: see `incremental`.
    against: each other option. lines: each threshold. curve: over a grid of thresholds. sample: a few hundred draws of
    (option, more effect, more cost) for the picture. knowing: what it would be worth to know each number of the model,
    the most first, at the threshold where knowing everything is worth most.
    """

    options: tuple[str, ...]
    unit: str
    draws: int
    frontier: tuple[Option, ...]
    against: tuple[Against, ...]
    lines: tuple[Line, ...]
    curve: Acceptability
    sample: tuple[tuple[str, float, float], ...]
    knowing: tuple[tuple[str, Estimate], ...]
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        first = self.options[0]
        said = [
            f"Against “{first}”, “{a.option}” costs {_more(a.cost, money)} and gives {self.unit}s: "
            f"{_more(a.effect, _two)}."
            for a in self.against
        ]
        said += [line.shown for line in self.lines]
        worth = _most_uncertain(self.lines)
        said.append(
            f"To know everything before deciding would be worth at most {money(worth.information.value)} "
            f"(at {money(worth.threshold.value)})."
        )
        if self.knowing:
            name, value = self.knowing[0]
            said.append(f"Of single numbers “{name}” is most worth knowing better ({money(value.value)}).")
        return " ".join(said)

    def to_dict(self) -> dict[str, Any]:
        return {
            "options": list(self.options),
            "unit": self.unit,
            "draws": self.draws,
            "frontier": [o.to_dict() for o in self.frontier],
            "against_first": [a.to_dict() for a in self.against],
            "lines": [line.to_dict() for line in self.lines],
            "curve": self.curve.to_dict(),
            "knowing": {name: value.to_dict() for name, value in self.knowing},
            "warnings": list(self.warnings),
            "shown": self.shown,
        }


def appraise(
    options: Sequence[str],
    costs: ArrayLike,
    effects: ArrayLike,
    *,
    on: date,
    use: str = OTHER,
    unit: str = "QALY",
    numbers: Mapping[str, ArrayLike] | None = None,
    table: Iterable[Parameter] = THRESHOLDS,
    level: float = 0.95,
) -> Appraisal:
    """Appraise options by draws × options of costs (£, discounted) and effects (in `unit`, discounted; its name in the
    singular).

    on: the day of the decision; use: MEDICINE or OTHER; both choose the thresholds of `table`, which must be for that
    unit. numbers: draws of the model's own numbers, by name, to tell which is most worth knowing better. Raises
    ValueError for draws that do not fit, and where no threshold is known.
    """
    check_options(options, costs, effects)
    c, e = np.asarray(costs, dtype=float), np.asarray(effects, dtype=float)
    thresholds = _thresholds(table, use, on, unit)
    lines = tuple(_line(options, net_benefit(c, e, t.value), t, level) for t in thresholds)
    grid = np.linspace(0, 1.15 * max(t.value for t in thresholds), STEPS)
    grid = np.union1d(grid, [t.value for t in thresholds])
    against = [_against(name, c[:, k] - c[:, 0], e[:, k] - e[:, 0], unit, level) for k, name in enumerate(options)]
    return Appraisal(
        options=tuple(options),
        unit=unit,
        draws=len(c),
        frontier=frontier(options, c.mean(axis=0).tolist(), e.mean(axis=0).tolist()),
        against=tuple(against[1:]),
        lines=lines,
        curve=acceptability(options, c, e, grid.tolist()),
        sample=_sample(options, c, e),
        knowing=_knowing(numbers or {}, net_benefit(c, e, _most_uncertain(lines).threshold.value)),
        warnings=_warnings(lines, len(c), on),
    )


def _thresholds(table: Iterable[Parameter], use: str, on: date, unit: str) -> tuple[Parameter, ...]:
    found = holding(table, scope=use, on=on)
    wrong = next((t for t in found if t.unit != per(unit)), None)
    if wrong is not None:
        raise ValueError(
            f"the threshold “{wrong.name}” is in {wrong.unit}, and effects are counted in {unit}s: give thresholds "
            f"that are in {per(unit)}"
        )
    return found


def _warnings(lines: Sequence[Line], draws: int, on: date) -> tuple[str, ...]:
    said = [w for line in lines for w in line.threshold.warnings(on)]
    if draws < FEW_DRAWS:
        said.append(f"Only {draws} draws: chances are rough; 10,000 are usual.")
    if len({line.best for line in lines}) > 1:
        said.append("Which option is best depends on the threshold: say which one is used, and why.")
    return tuple(said)


def _line(options: Sequence[str], benefit: Array, threshold: Parameter, level: float) -> Line:
    best = int(benefit.mean(axis=0).argmax())
    chances = chance_best(benefit)
    p = float(chances[best])
    return Line(
        threshold,
        tuple(range_of_draws(column, "£", level) for column in benefit.T),
        options[best],
        Estimate(p, float(np.sqrt(p * (1 - p) / len(benefit)))),
        tuple(map(float, chances)),
        perfect_information(benefit),
    )


def _against(option: str, cost: Array, effect: Array, unit: str, level: float) -> Against:
    more, dear = effect > 0, cost > 0
    quadrants = tuple(float(x.mean()) for x in (more & dear, ~more & dear, ~more & ~dear, more & ~dear))
    mean_cost, mean_effect = float(cost.mean()), float(effect.mean())
    ratio = mean_cost / mean_effect if mean_cost * mean_effect > 0 else None
    return Against(option, range_of_draws(cost, "£", level), range_of_draws(effect, unit, level), quadrants, ratio)


def _most_uncertain(lines: Sequence[Line]) -> Line:
    return max(lines, key=lambda line: line.information.value)


def _knowing(numbers: Mapping[str, ArrayLike], benefit: Array) -> tuple[tuple[str, Estimate], ...]:
    found = [(name, partial_information(draws, benefit)) for name, draws in numbers.items()]
    return tuple(sorted(found, key=lambda pair: (-pair[1].value, pair[0])))


def _sample(options: Sequence[str], c: Array, e: Array, most: int = 300) -> tuple[tuple[str, float, float], ...]:
    every = max(1, len(c) // most)
    return tuple(
        (options[k], float(e[i, k] - e[i, 0]), float(c[i, k] - c[i, 0]))
        for k in range(1, len(options))
        for i in range(0, len(c), every)
    )


def money(x: float) -> str:
    """Two figures, as people say it: £21,000, £1.2 million, -£350."""
    sign, size = "-" if x < 0 else "", abs(x)
    rounded = float(f"{size:.2g}")
    if rounded >= 1e6:
        return f"{sign}£{rounded / 1e6:g} million"
    return f"{sign}£{rounded:,.0f}" if rounded >= 10 or rounded == 0 else f"{sign}£{rounded:.2g}"


def _two(x: float) -> str:
    return f"{float(f'{x:.2g}'):,g}"


def _more(x: Interval, say: Any) -> str:
    """£12,000 more (likely £3,000 less to £27,000 more)."""

    def said(number: float) -> str:
        return f"{say(abs(number))} {'less' if number < 0 else 'more'}"

    return f"{said(x.estimate)} (likely {said(x.low)} to {said(x.high)})"
