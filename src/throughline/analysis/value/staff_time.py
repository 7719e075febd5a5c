"""Staff time saved is not all money: what leaves the budget, what goes back to care, and what makes work better.

Cash-releasing: a bill that is no longer paid (overtime, agency, a post). Capacity-releasing: time that goes back to
other care; worth something, but no budget falls. Quality: calmer, safer work; told in hours. The three are never added
up. Costs of an hour and hours of a full-time year come from the user, with their source.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from throughline.analysis.value.parameters import Parameter

Kind = Literal["cash", "capacity", "quality"]
SAID = {
    "cash": "leaves the budget",
    "capacity": "goes back to care; no budget falls by it",
    "quality": "makes work calmer and safer; it is not counted as money",
}


@dataclass(frozen=True, slots=True)
class Saved:
    """hours: before what is realised. gross: hours × cost of an hour. realised: the share of it that can be used, in
    money; 0 for quality. posts: full-time equivalents of all hours."""

    name: str
    kind: Kind
    hours: float
    gross: float
    realised: float
    posts: float
    parameters: tuple[Parameter, ...]

    @property
    def shown(self) -> str:
        money = "" if self.kind == "quality" else f", of which £{self.realised:,.0f} can be used,"
        return (
            f"{self.name}: {self.hours:,.0f} hours a year ({self.posts:.1f} full-time posts), worth £{self.gross:,.0f}"
            f"{money} {SAID[self.kind]}."
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "kind": self.kind,
            "hours": self.hours,
            "gross": self.gross,
            "realised": self.realised,
            "posts": self.posts,
            "parameters": [p.to_dict() for p in self.parameters],
            "shown": self.shown,
        }


def saved(
    name: str,
    *,
    minutes: float,
    times: float,
    kind: Kind,
    realised: float,
    cost_of_hour: Parameter,
    hours_of_post: Parameter,
) -> Saved:
    """minutes saved each time × times a year. realised: share (0 to 1) that can truly be used as its kind says; odd
    minutes between tasks cannot. Raises ValueError for numbers out of range."""
    if kind not in get_args(Kind):
        raise ValueError(f"the kind of time saved is one of {', '.join(get_args(Kind))}, not {kind!r}")
    for what, x in (("minutes", minutes), ("times a year", times)):
        if not (math.isfinite(x) and x >= 0):
            raise ValueError(f"{name}: the {what} must be a number of 0 or more, not {x!r}")
    if not (math.isfinite(realised) and 0 <= realised <= 1):
        raise ValueError(f"{name}: the share that is realised must lie between 0 and 1, not {realised!r}")
    if cost_of_hour.value < 0 or hours_of_post.value <= 0:
        raise ValueError(f"{name}: an hour cannot cost less than 0, and a post needs more than 0 hours a year")
    hours = minutes * times / 60
    gross = hours * cost_of_hour.value
    used = 0.0 if kind == "quality" else gross * realised
    return Saved(name, kind, hours, gross, used, hours / hours_of_post.value, (cost_of_hour, hours_of_post))


@dataclass(frozen=True, slots=True)
class StaffTime:
    """What a change saves, item by item; its three kinds stand side by side."""

    items: tuple[Saved, ...]

    @property
    def shown(self) -> str:
        said = []
        for kind, found in by_kind(self.items).items():
            if found["hours"]:
                money = f" (£{found['realised']:,.0f})" if found["realised"] else ""
                said.append(f"{kind.capitalize()}: {found['hours']:,.0f} hours a year{money}, which {SAID[kind]}.")
        return " ".join(["Staff time saved.", *said]) if said else "No staff time is saved."

    def to_dict(self) -> dict[str, Any]:
        return {
            "items": [item.to_dict() for item in self.items],
            "by_kind": by_kind(self.items),
            "shown": self.shown,
        }


def staff_time(items: Iterable[Saved]) -> StaffTime:
    """Put items together. Raises ValueError for none, or two of one name: an item must not count twice."""
    found = tuple(items)
    if not found:
        raise ValueError("there is no item of staff time")
    names = [item.name for item in found]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f"there are two items of staff time called “{twice}”: an item must not count twice")
    return StaffTime(found)


def by_kind(items: Iterable[Saved]) -> dict[str, dict[str, float]]:
    """Hours, posts and usable money of each kind, side by side and never summed."""
    found = {kind: {"hours": 0.0, "posts": 0.0, "realised": 0.0} for kind in get_args(Kind)}
    for item in items:
        for what in found[item.kind]:
            found[item.kind][what] += getattr(item, what)
    return found
