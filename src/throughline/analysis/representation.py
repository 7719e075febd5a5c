"""Whose voices are missing: the people who took part beside the people who live there.

A group is "under" when even the top of its range lies below four fifths of its share of the population,
"over" when even the bottom lies above five fourths (the four-fifths rule of the US Uniform Guidelines on
Employee Selection Procedures, 1978, mirrored), and "perhaps" so when only the estimate does. Concentration:
Gini (1912). Slope and relative index of inequality: Mackenbach & Kunst (1997), Social Science & Medicine 44;
Duncan & Duncan (1955), American Sociological Review 20, for dissimilarity.

Results hold exact counts, for those who run a programme; what is published goes through `disclosure`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from throughline.analysis.disclosure.counts import as_count
from throughline.analysis.intervals import wilson, z_value

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNDER, OVER = 0.8, 1.25
ENOUGH = 20
FEW_EVENTS = 5
Standing = Literal["under", "perhaps under", "about right", "perhaps over", "over", "nobody", "too few to say"]


@dataclass(frozen=True, slots=True)
class Group:
    """One group: people who took part, their share, the share in the population, and the ratio of the two
    with its range."""

    name: str
    n: int
    share: float
    expected: float
    ratio: float
    low: float
    high: float
    standing: Standing

    @property
    def shown(self) -> str:
        share, expected = round(100 * self.share), round(100 * self.expected)
        return (
            f"{self.name}: {self.n:,} people, {share}% of those who took part and {expected}% of the population "
            f"({self.standing}; ratio {self.ratio:.2f}, likely between {self.low:.2f} and {self.high:.2f})"
        )

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "shown": self.shown}


@dataclass(frozen=True, slots=True)
class Representation:
    """All groups of one characteristic. n: people with a known group. unknown: those who did not say.

    dissimilarity: the share of participants who would have to be others for all groups to have their share (0
        to 1).
    """

    groups: tuple[Group, ...]
    n: int
    unknown: int
    dissimilarity: float
    warnings: tuple[str, ...]

    def __getitem__(self, name: str) -> Group:
        return next(group for group in self.groups if group.name == name)

    @property
    def missing(self) -> tuple[Group, ...]:
        """Groups to go and ask, those with the lowest ratio first."""
        short = [g for g in self.groups if g.standing in ("nobody", "under", "perhaps under")]
        return tuple(sorted(short, key=lambda g: g.ratio))

    @property
    def shown(self) -> str:
        if not self.missing:
            return f"No group is clearly missing among {self.n:,} people."
        return f"Heard less than their share, of {self.n:,} people: {', '.join(g.name for g in self.missing)}."

    def to_dict(self) -> dict[str, Any]:
        return {
            "groups": [group.to_dict() for group in self.groups],
            "n": self.n,
            "unknown": self.unknown,
            "dissimilarity": self.dissimilarity,
            "missing": [group.name for group in self.missing],
            "warnings": list(self.warnings),
            "shown": self.shown,
        }


def representation(
    counts: Mapping[str, int], population: Mapping[str, float], *, unknown: int = 0, level: float = 0.95
) -> Representation:
    """Compare who took part with who there is.

    counts: people who took part by group; a group that is left out counts as 0. population: people (or
        shares) by group, all groups.
    unknown: people whose group is not known. Raises ValueError for nobody, a group that the population lacks,
    or an empty or negative group of the population.
    """
    _check(counts, population)
    heard = {name: as_count(counts.get(name, 0), f"the count of {name}") for name in population}
    n, everyone = sum(heard.values()), float(sum(population.values()))
    if n == 0:
        raise ValueError("nobody has a known group yet, so nothing can be compared")
    groups = tuple(_group(name, heard[name], n, population[name] / everyone, level) for name in population)
    warnings = []
    if n < ENOUGH:
        warnings.append(f"Only {n} people: too few to say who is missing.")
    if unknown > 0.2 * (n + unknown):
        share = round(100 * unknown / (n + unknown))
        warnings.append(f"{share}% did not say which group they are in. The comparison may be wrong because of it.")
    warnings.append("People chose to take part. A fair share of a group does not mean its views are all here.")
    apart = 0.5 * sum(abs(g.share - g.expected) for g in groups)
    return Representation(groups, n, as_count(unknown, "unknown"), apart, tuple(warnings))


def _check(counts: Mapping[str, int], population: Mapping[str, float]) -> None:
    if not population:
        raise ValueError("the population table is empty")
    for name, people in population.items():
        if not (math.isfinite(people) and people > 0):
            raise ValueError(f"the population of {name} must be more than 0, not {people!r}")
    if extra := [name for name in counts if name not in population]:
        raise ValueError(f"the population table has no group named {', '.join(extra)}")


def _group(name: str, count: int, n: int, expected: float, level: float) -> Group:
    share = wilson(count, n, level=level)
    ratio, low, high = (x / expected for x in (share.estimate, share.low, share.high))
    return Group(name, count, share.estimate, expected, ratio, low, high, _standing(count, n, ratio, low, high))


def _standing(count: int, n: int, ratio: float, low: float, high: float) -> Standing:
    if n < ENOUGH:
        return "too few to say"
    if count == 0:
        return "nobody"
    if high < UNDER:
        return "under"
    if low > OVER:
        return "over"
    if ratio < UNDER:
        return "perhaps under"
    return "perhaps over" if ratio > OVER else "about right"


@dataclass(frozen=True, slots=True)
class Concentration:
    """How far a few people do the talking. gini: 0 (all alike) to 1. top_1, top_10: what the busiest 1% and
    10% gave."""

    gini: float
    top_1: float
    top_10: float
    people: int
    contributions: int

    @property
    def shown(self) -> str:
        return f"The busiest tenth of {self.people:,} people gave {100 * self.top_10:.0f}% of the contributions."

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "shown": self.shown}


def concentration(contributions: Sequence[int]) -> Concentration:
    """From the number of contributions of each person. Raises ValueError without any."""
    x = np.sort(np.asarray(contributions, dtype=float))
    if x.ndim != 1 or not x.size or not np.isfinite(x).all() or (x < 0).any() or x.sum() == 0:
        raise ValueError("a list of contributions a person is needed, none negative and not all 0")
    n, total = x.size, float(x.sum())
    gini = float((2 * np.arange(1, n + 1) - n - 1) @ x) / (n * total)
    top = [float(x[n - math.ceil(n * part) :].sum()) / total for part in (0.01, 0.1)]
    return Concentration(gini, top[0], top[1], n, round(total))


@dataclass(frozen=True, slots=True)
class Slope:
    """A rate over deprivation. sii: the difference between the most and the least deprived end of the line; rii: their
    ratio, None where the line reaches 0.

    sii_range, rii_range: what is likely, None where no range can be told. n: events that the rates rest on.
    """

    sii: float
    rii: float | None
    sii_range: tuple[float, float] | None = None
    rii_range: tuple[float, float] | None = None
    n: int | None = None
    warnings: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        likely = (
            "" if self.sii_range is None else f" (likely between {self.sii_range[0]:+.2g} and {self.sii_range[1]:+.2g})"
        )
        ratio = "" if self.rii is None else f", {self.rii:.1f} times"
        if self.rii_range is not None:
            ratio += f" (likely between {self.rii_range[0]:.1f} and {self.rii_range[1]:.1f})"
        return f"From the least to the most deprived the rate changes by {self.sii:+.2g}{likely}{ratio}."

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "warnings": list(self.warnings), "shown": self.shown}


def slope(
    rates: Sequence[float],
    population: Sequence[float] | None = None,
    *,
    events: Sequence[int] | None = None,
    level: float = 0.95,
) -> Slope:
    """Slope and relative index of inequality, by weighted least squares on the middle rank of each group.

    rates: from the least to the most deprived group, at least 3. population: people in each; by default
    alike. events: how many events (people who took part) each rate rests on; they give the ranges, with Poisson
    variance and the delta method. Raises ValueError for fewer groups, numbers that are not finite, or people that are
    not more than 0.
    """
    y = np.asarray(rates, dtype=float)
    w = np.ones_like(y) if population is None else np.asarray(population, dtype=float)
    if y.ndim != 1 or y.size < 3 or y.shape != w.shape:
        raise ValueError("a slope needs at least 3 groups, with one rate and one population each")
    if not (np.isfinite(y).all() and np.isfinite(w).all() and (w > 0).all()):
        raise ValueError("rates must be finite and populations more than 0")
    pull, *ends = _line(w / w.sum())
    sii, least, most = (float(weights @ y) for weights in (pull, *ends))
    rii = most / least if least > 0 else None
    warnings = () if rii is not None else ("The line reaches 0 at one end, so a ratio would say nothing.",)
    counted = None if events is None else [as_count(n, "the events of a group") for n in events]
    if counted is None or len(counted) != y.size or min(counted) < FEW_EVENTS:
        more = f"No range: each group needs the number of events it rests on, at least {FEW_EVENTS}."
        return Slope(sii, rii, n=None if counted is None else sum(counted), warnings=(*warnings, more))
    error, z = np.abs(y) / np.sqrt(counted), z_value(level)
    half = z * float(np.linalg.norm(pull * error))
    around = None
    if rii is not None and most > 0:
        factor = math.exp(z * float(np.linalg.norm((ends[1] / most - ends[0] / least) * error)))
        around = rii / factor, rii * factor
    return Slope(sii, rii, (sii - half, sii + half), around, sum(counted), warnings)


def _line(w: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """What the rates are multiplied with and added up to give the slope, the line's least and its most deprived end."""
    rank = np.cumsum(w) - w / 2
    centre = float(w @ rank)
    pull = w * (rank - centre) / float(w @ (rank - centre) ** 2)
    return pull, w - pull * centre, w + pull * (1 - centre)
