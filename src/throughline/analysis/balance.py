"""How balanced was it: what each group gave, beside its share of the people.

A group's share of what was given (turns, words) is a ratio of two sums over people, and one person's turns hang
together; so its variance is that of a ratio by linearisation (Cochran 1977, Sampling Techniques, 6.3 and 6.4), and its
interval Wilson's with as many people as would give that variance (Korn & Graubard 1998, Survey Methodology 24).
Counting each turn as if somebody else had taken it would make the range too narrow. The ratio of a group's mean to
everybody's has its interval on the scale of the logarithm. The share of the busiest tenth is a point of the Lorenz
curve, with its variance by linearisation (Deville 1999, Survey Methodology 25; Beach & Davidson 1983, Review of
Economic Studies 50).

Results hold exact figures, for those who run a programme; what is published goes through `disclosure`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from throughline.analysis.intervals import wilson_bounds, z_value

TENTH = 0.1
ENOUGH = 30  # people below whom a range for the busiest tenth, three people, would say nothing
Standing = Literal["more", "less", "alike", "too few to say"]


@dataclass(frozen=True, slots=True)
class Part:
    """One group. people: who took part; gave: those of them who gave anything. share: of all that was given; low, high:
    its range, None where none can be told. ratio: what its people gave on average, divided by everybody's average."""

    name: str
    people: int
    gave: int
    people_share: float
    share: float
    low: float | None
    high: float | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None

    @property
    def standing(self) -> Standing:
        """Whether the group clearly gave more, or less, than its share of the people."""
        if self.ratio_low is None or self.ratio_high is None:
            return "too few to say"
        if self.ratio_low > 1:
            return "more"
        return "less" if self.ratio_high < 1 else "alike"


@dataclass(frozen=True, slots=True)
class Busiest:
    """What the busiest tenth of the people gave, of all that was given; low, high: None below 30 people."""

    people: int
    share: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Balance:
    """Every group, in the order given, and how much a few gave. total: of what was given."""

    parts: tuple[Part, ...]
    people: int
    total: float
    busiest: Busiest
    warnings: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        told = [f"{one.name} gave {one.standing}" for one in self.parts if one.standing in ("more", "less")]
        first = (
            f"Measured by their share of the people, {', '.join(told)}."
            if told
            else "No group clearly gave more or less than its share of the people."
        )
        return f"{first} The busiest tenth of {self.people:,} people gave {100 * self.busiest.share:.0f}%."

    def to_dict(self) -> dict[str, Any]:
        parts = [asdict(one) | {"standing": one.standing} for one in self.parts]
        return {**asdict(self), "parts": parts, "warnings": list(self.warnings), "shown": self.shown}


def balance(given: Mapping[str, Sequence[float]], *, level: float = 0.95) -> Balance:
    """What each group gave, beside its share of the people.

    given: group → what each of its people gave, 0 for who took part and gave nothing. Raises ValueError where nobody
    gave anything, or for amounts that are negative or not finite.
    """
    amounts = [float(x) for group in given.values() for x in group]
    if any(not math.isfinite(x) or x < 0 for x in amounts):
        raise ValueError("what people gave must be finite numbers of 0 or more")
    total, people = math.fsum(amounts), len(amounts)
    if not total:
        raise ValueError("nobody gave anything, so there is no balance to speak of")
    parts = tuple(_part(name, [float(x) for x in group], given, total, people, level) for name, group in given.items())
    few = (f"Only {people} people: read the ranges as hints.",) if people < ENOUGH else ()
    return Balance(parts, people, total, busiest(amounts, level=level), few)


def _part(
    name: str, own: list[float], given: Mapping[str, Sequence[float]], total: float, people: int, level: float
) -> Part:
    mass = math.fsum(own)
    share, part = mass / total, len(own) / people
    others = [float(x) for other, group in given.items() if other != name for x in group]
    low, high = _share_range(share, own, others, total, level)
    ratio = share / part if own else None
    below, above = _ratio_range(own, others, total, level) if ratio else (None, None)
    return Part(name, len(own), sum(x > 0 for x in own), part, share, low, high, ratio, below, above)


def _share_range(
    share: float, own: list[float], others: list[float], total: float, level: float
) -> tuple[float | None, float | None]:
    """Wilson's limits for as many people as would give the variance of the ratio."""
    people = len(own) + len(others)
    if sum(x > 0 for x in (*own, *others)) < 2:
        return None, None
    if 0 < share < 1:
        spread = math.fsum((x * (1 - share)) ** 2 for x in own) + math.fsum((x * share) ** 2 for x in others)
        effective = share * (1 - share) * total**2 / (people / (people - 1) * spread)
    else:
        effective = total**2 / math.fsum(x * x for x in (*own, *others))  # Kish's, where the variance says nothing
    return wilson_bounds(share, effective, level)


def _ratio_range(
    own: list[float], others: list[float], total: float, level: float
) -> tuple[float, float] | tuple[None, None]:
    """Of the group's mean over everybody's, on the scale of the logarithm."""
    people, mass = len(own) + len(others), math.fsum(own)
    if sum(x > 0 for x in own) < 2 or not others:
        return None, None
    inside = math.fsum((x / mass - 1 / len(own) - x / total + 1 / people) ** 2 for x in own)
    outside = math.fsum((1 / people - x / total) ** 2 for x in others)
    half = z_value(level) * math.sqrt(people / (people - 1) * (inside + outside))
    ratio = mass / len(own) / (total / people)
    return ratio * math.exp(-half), ratio * math.exp(half)


def busiest(amounts: Sequence[float], *, level: float = 0.95) -> Busiest:
    """What the busiest tenth gave, rounded up to whole people.

    Raises ValueError where nobody gave anything.
    """
    ordered = sorted((float(x) for x in amounts), reverse=True)
    people, total = len(ordered), math.fsum(ordered)
    if not total:
        raise ValueError("nobody gave anything, so nobody was busiest")
    count = math.ceil(TENTH * people - 1e-9)
    share = math.fsum(ordered[:count]) / total
    if people < ENOUGH or share >= 1:
        return Busiest(count, share, None, None)
    edge, mean = ordered[count - 1], total / people
    pull = [(max(x - edge, 0.0) + edge * count / people - share * x) / mean for x in ordered]
    middle = math.fsum(pull) / people
    error = math.sqrt(math.fsum((x - middle) ** 2 for x in pull) / (people - 1) / people)
    half = z_value(level) * error / (share * (1 - share))  # of the logit, so that the range stays between 0 and 1
    at = math.log(share / (1 - share))
    return Busiest(count, share, _expit(at - half), _expit(at + half))


def _expit(x: float) -> float:
    return 1 / (1 + math.exp(-x))
