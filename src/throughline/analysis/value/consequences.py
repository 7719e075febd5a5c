"""What each option does, for whom, before any ratio: the cost-consequence table; and who gains and who loses.

Sources: Drummond M. and others (2015), Methods for the Economic Evaluation of Health Care Programmes, 1.4 (cost-
consequence); Cookson R. and others (2020), Distributional Cost-Effectiveness Analysis, chapters 3 and 12.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.intervals import Interval
from throughline.analysis.value.parameters import Parameter
from throughline.analysis.value.probabilistic import range_of_draws

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

FOUR_FIFTHS = 0.8  # as for representation: a share below this of the fair one is worth a warning


@dataclass(frozen=True, slots=True)
class Consequence:
    """One line of the table. who: patients, staff, NHS cash, carers, carbon, or any other. better: "more" or "less", or
    "" where that is for the reader to say. values: by option. source: where they are from."""

    who: str
    what: str
    unit: str
    values: Mapping[str, Interval]
    source: str
    better: str = ""

    def __post_init__(self) -> None:
        if self.better not in ("more", "less", ""):
            raise ValueError(f"“{self.what}”: better is “more”, “less” or nothing, not {self.better!r}")
        if not self.source.strip():
            raise ValueError(f"“{self.what}”: say where its figures are from")


@dataclass(frozen=True, slots=True)
class Consequences:
    """options: the first is what the others are compared with."""

    options: tuple[str, ...]
    lines: tuple[Consequence, ...]

    @property
    def shown(self) -> str:
        who = ", ".join(dict.fromkeys(line.who for line in self.lines))
        return f"{len(self.lines)} consequences of {len(self.options)} options, for {who}."

    def difference(self, line: Consequence, option: str) -> str:
        """In words: better, worse, or “not clearly different” from the first option, where the ranges overlap."""
        first, other = line.values[self.options[0]], line.values[option]
        if other.low <= first.high and first.low <= other.high:
            return "not clearly different"
        more = other.estimate > first.estimate
        if not line.better:
            return "more" if more else "less"
        return "better" if more == (line.better == "more") else "worse"

    def to_dict(self) -> dict[str, Any]:
        return {
            "options": list(self.options),
            "lines": [
                {
                    "who": line.who,
                    "what": line.what,
                    "unit": line.unit,
                    "better": line.better,
                    "values": {name: x.to_dict() for name, x in line.values.items()},
                    "against_first": {name: self.difference(line, name) for name in self.options[1:]},
                    "source": line.source,
                }
                for line in self.lines
            ],
            "shown": self.shown,
        }


def consequences(options: Sequence[str], lines: Sequence[Consequence]) -> Consequences:
    """Put the lines together. Raises ValueError unless every line has a figure for every option: a consequence that
    nobody looked at for one option must be said, not left blank."""
    if len(options) < 2 or not lines:
        raise ValueError("a table of consequences needs 2 or more options (doing nothing is one) and at least one line")
    for line in lines:
        if missing := [name for name in options if name not in line.values]:
            raise ValueError(f"“{line.what}” ({line.who}) has no figure for option “{missing[0]}”")
    return Consequences(tuple(options), tuple(lines))


@dataclass(frozen=True, slots=True)
class GroupGain:
    """gain: for each person of the group, mean and range over draws. share_of_people, share_of_gain: of all; the second
    None where gains and losses are mixed or nothing is gained."""

    name: str
    gain: Interval
    share_of_people: float
    share_of_gain: float | None


@dataclass(frozen=True, slots=True)
class Spread:
    """Who gains. total: over all people. weighted: with equity weights, None without. weights: those, with sources."""

    groups: tuple[GroupGain, ...]
    total: float
    weighted: float | None
    weights: tuple[Parameter, ...]
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        most, least = (f(self.groups, key=lambda g: g.gain.estimate) for f in (max, min))
        return (
            f"Most gained by “{most.name}” ({most.gain.estimate:+.3g} a person), least by “{least.name}” "
            f"({least.gain.estimate:+.3g})."
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "groups": [
                {"name": g.name, "gain": g.gain.to_dict(), "share_of_people": g.share_of_people}
                | {"share_of_gain": g.share_of_gain}
                for g in self.groups
            ],
            "total": self.total,
            "weighted": self.weighted,
            "weights": [w.to_dict() for w in self.weights],
            "warnings": list(self.warnings),
            "shown": self.shown,
        }


def by_group(
    people: Mapping[str, float],
    gains: Mapping[str, ArrayLike],
    *,
    unit: str,
    weights: Mapping[str, Parameter] | None = None,
    level: float = 0.95,
) -> Spread:
    """Gain (or loss, below 0) for each group.

    people: number in each group; the first is the group that should not be left behind. gains: draws of the gain of
    one person of the group. weights: of a gain in each group, with sources, for a sensitivity analysis only; the plain
    table always stands beside it. Raises ValueError for groups that do not match, no people, or draws that are not
    finite.
    """
    if set(people) != set(gains) or len(people) < 2:
        raise ValueError("numbers of people and gains are needed for the same 2 or more groups")
    if any(not math.isfinite(n) or n <= 0 for n in people.values()):
        raise ValueError("each group needs more than 0 people")
    if weights is not None and set(weights) != set(people):
        raise ValueError("equity weights are needed for every group or for none")
    everybody = sum(people.values())
    figures = {name: _range(name, gains[name], unit, level) for name in people}
    totals = {name: people[name] * x.estimate for name, x in figures.items()}
    total = sum(totals.values())
    one_way = total != 0 and (min(totals.values()) >= 0 or max(totals.values()) <= 0)
    groups = tuple(
        GroupGain(name, x, people[name] / everybody, totals[name] / total if one_way else None)
        for name, x in figures.items()
    )
    warnings = [f"“{g.name}” is likely to lose." for g in groups if g.gain.high < 0]
    first = groups[0]
    if first.share_of_gain is not None and total > 0 and first.share_of_gain < FOUR_FIFTHS * first.share_of_people:
        warnings.append(
            f"“{first.name}” is {first.share_of_people:.0%} of people and gets {first.share_of_gain:.0%} of the gain: "
            "the gap may widen."
        )
    weighted = None if weights is None else sum(weights[name].value * totals[name] for name in people)
    return Spread(groups, total, weighted, tuple((weights or {}).values()), tuple(warnings))


def equity_weights(incomes: Mapping[str, float], elasticity: Parameter) -> dict[str, Parameter]:
    """Weights (income / mean of the groups) to the power of minus the elasticity: a pound counts for more where there
    are fewer. The elasticity is a judgement and comes with its source."""
    if not incomes or any(not math.isfinite(x) or x <= 0 for x in incomes.values()) or elasticity.value < 0:
        raise ValueError("incomes must be above 0 and the elasticity 0 or more")
    mean = sum(incomes.values()) / len(incomes)
    return {
        name: Parameter(
            f"equity weight, {name}", (x / mean) ** -elasticity.value, "times", elasticity.source, elasticity.scope
        )
        for name, x in incomes.items()
    }


def _range(name: str, draws: ArrayLike, unit: str, level: float) -> Interval:
    x = np.asarray(draws, dtype=float)
    if x.ndim != 1 or x.size < 2 or not np.isfinite(x).all():
        raise ValueError(f"“{name}” needs 2 or more finite draws of its gain")
    return range_of_draws(x, unit, level)
