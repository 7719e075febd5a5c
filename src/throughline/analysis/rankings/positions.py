"""Orders of several groups made into one by position, so that a large group does not drown a small one.

Sources: James Lind Alliance Guidebook, “Interim priority setting” and “Collating and scoring interim priorities”:
scores are kept apart for each group; the questions are put in order within each group and scored again by their
position, the first with most points; these points are added up. “Final priority setting method” (an adapted nominal
group technique): the places that small groups gave are totalled, and the lowest total comes first.

The Guidebook does not say what equal questions get. Here they share the mean of their positions, so that every group
has the same number of points to give, whatever is equal in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True)
class Combined:
    """order: options from first to last; equal ones in the order of their names. places: option → place, of which equal
    options share the better. totals: what the places rest on. by_group: group → option → place within the group.
    """

    order: tuple[str, ...]
    places: dict[str, int]
    totals: dict[str, float]
    by_group: dict[str, dict[str, int]]

    @property
    def shown(self) -> str:
        """The order in words."""
        return "From first to last: " + ", ".join(f"{name} ({self.places[name]})" for name in self.order) + "."

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "order": list(self.order), "shown": self.shown}


def combine(scores: Mapping[str, Mapping[str, int]]) -> Combined:
    """One order out of the scores of groups, each group counting the same however many people it has.

    Args:
        scores: group → option → how many of the group chose it, or the points they gave it. Every group has the same
            options.

    Returns:
        The order. Its totals are points: with n options the first of a group gets n, the last 1.

    Raises:
        ValueError: there is no group or no option, or the groups have different options.
    """
    options = _same_options(scores)
    totals = dict.fromkeys(options, Fraction(0))
    for given in scores.values():
        for option, position in _mean_positions(given).items():
            totals[option] += len(options) + 1 - position
    return _combined(totals, {group: _places(given) for group, given in scores.items()})


def total_places(orders: Mapping[str, Sequence[str]]) -> Combined:
    """One order out of the orders of small groups: the places of each option are added up, the lowest total first.

    Args:
        orders: group → every option, from first to last.

    Returns:
        The order. Its totals are sums of places, so that less is better.

    Raises:
        ValueError: there is no group or no option, one has an option twice, or the groups have different options.
    """
    if any(len(set(order)) != len(order) for order in orders.values()):
        raise ValueError("an order has an option twice")
    placed = {group: {name: place for place, name in enumerate(order, start=1)} for group, order in orders.items()}
    options = _same_options(placed)
    totals = {option: sum((Fraction(own[option]) for own in placed.values()), Fraction(0)) for option in options}
    lowest_first = _combined({option: -total for option, total in totals.items()}, placed)
    return Combined(
        lowest_first.order, lowest_first.places, {name: float(total) for name, total in totals.items()}, placed
    )


def _same_options(groups: Mapping[str, Mapping[str, int]]) -> list[str]:
    options = sorted(next(iter(groups.values()), ()))
    if not options:
        raise ValueError("there must be at least one group and one option")
    if any(sorted(own) != options for own in groups.values()):
        raise ValueError("every group must have the same options")
    return options


def _mean_positions(scores: Mapping[str, int]) -> dict[str, Fraction]:
    """Option → its position, 1 for most; equal options share the mean of theirs."""
    values = list(scores.values())
    return {
        option: Fraction(2 * sum(other > own for other in values) + values.count(own) + 1, 2)
        for option, own in scores.items()
    }


def _places(scores: Mapping[str, int | Fraction]) -> dict[str, int]:
    """Option → its place, 1 for most; equal options share the better place."""
    values = list(scores.values())
    return {option: 1 + sum(other > own for other in values) for option, own in scores.items()}


def _combined(totals: Mapping[str, Fraction], by_group: dict[str, dict[str, int]]) -> Combined:
    order = sorted(totals, key=lambda name: (-totals[name], name))
    places = _places(totals)
    return Combined(tuple(order), places, {name: float(totals[name]) for name in order}, by_group)
