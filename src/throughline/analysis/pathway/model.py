"""A care pathway as a patient group can write it down: who comes and when, the steps, who does each, where people go
next, and when they give up.

Times are minutes from Monday at midnight; shares run from 0 to 1; hours of the day from 0 to 24.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from throughline.analysis.pathway.durations import Duration

LEAVE = "leave"  # where next: out of the pathway
MOST_STEPS = 12
MOST_DAYS = 36_600
HOUR, DAY, WEEK = 60.0, 1440.0, 10_080.0
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
UNKNOWN = "not stated"


def _share(x: float, what: str) -> None:
    if not (math.isfinite(x) and 0 <= x <= 1):
        raise ValueError(f"{what} must lie between 0 and 1, not {x!r}")


def _routes(shares: Mapping[str, float], where: str) -> dict[str, float]:
    if not shares:
        return {LEAVE: 1.0}
    for name, share in shares.items():
        _share(share, f"{where}: the share who go on to “{name}”")
    if abs(sum(shares.values()) - 1) > 1e-6:
        raise ValueError(
            f"{where}: the shares of where people go next sum to {sum(shares.values()):g}, not to 1 "
            f"(name those who go home “{LEAVE}”)"
        )
    return dict(shares)


def _distinct(names: list[str], what: str) -> frozenset[str]:
    twice = next((n for n in names if names.count(n) > 1 or n == LEAVE or not n), None)
    if twice is not None:
        raise ValueError(f"each {what} needs a name of its own, other than “{LEAVE}”: “{twice}” will not do")
    return frozenset(names)


@dataclass(frozen=True, slots=True)
class Team:
    """People, rooms or beds of one kind, who serve in order of coming. size: how many at once. opens, closes: hours
    of the day between which somebody's turn may begin; what has begun is finished. days: 0 is Monday. source: who
    said so, or which data."""

    name: str
    size: int
    opens: float = 0.0
    closes: float = 24.0
    days: tuple[int, ...] = EVERY_DAY
    source: str = UNKNOWN

    def __post_init__(self) -> None:
        if self.size != int(self.size) or self.size < 1:
            raise ValueError(f"team “{self.name}” needs at least 1 person or room, not {self.size!r}")
        if not 0 <= self.opens < self.closes <= 24:
            raise ValueError(
                f"team “{self.name}” must open before it closes, between 0 and 24 o'clock, "
                f"not {self.opens:g} to {self.closes:g}"
            )
        if not self.days or not set(self.days) <= set(EVERY_DAY):
            raise ValueError(f"team “{self.name}” needs days from 0 (Monday) to 6 (Sunday), not {self.days!r}")

    @property
    def always_open(self) -> bool:
        return self.opens == 0 and self.closes == 24 and len(set(self.days)) == 7

    @property
    def windows(self) -> tuple[tuple[float, float], ...]:
        """When it is open, in minutes of the week."""
        return tuple((d * DAY + self.opens * HOUR, d * DAY + self.closes * HOUR) for d in sorted(set(self.days)))

    @property
    def open_share(self) -> float:
        return len(set(self.days)) * (self.closes - self.opens) / (7 * 24)


@dataclass(frozen=True, slots=True)
class Step:
    """One step. team: the name of who does it, None where nobody is waited for (a test result, a rest). next: shares
    of people by the step they go to, or LEAVE; all leave where it is empty. patience: how long people wait before
    they give up and leave the pathway, None for ever. no_show: share who do not come to this step; lost_minutes: of
    the team, for each of them."""

    name: str
    team: str | None
    duration: Duration
    next: Mapping[str, float] = field(default_factory=dict)
    patience: Duration | None = None
    no_show: float = 0.0
    lost_minutes: float = 0.0
    source: str = UNKNOWN

    def __post_init__(self) -> None:
        where = f"step “{self.name}”"
        _share(self.no_show, f"{where}: the share who do not come")
        if not (math.isfinite(self.lost_minutes) and self.lost_minutes >= 0):
            raise ValueError(f"{where}: lost minutes must be 0 or more, not {self.lost_minutes!r}")
        if self.team is None and (self.patience is not None or self.lost_minutes):
            raise ValueError(f"{where} has no team, so nobody waits there: take out the patience and the lost minutes")
        object.__setattr__(self, "next", _routes(self.next, where))


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the people who come, and what differs for them, by step. share: of all. slower: times the duration.
    next: other shares of where next. no_show: other shares of who does not come. first: another first step.
    priority: who is called first among those waiting, 0 before 1."""

    name: str
    share: float
    slower: Mapping[str, float] = field(default_factory=dict)
    next: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    no_show: Mapping[str, float] = field(default_factory=dict)
    first: str | None = None
    priority: int = 1
    source: str = UNKNOWN

    def __post_init__(self) -> None:
        where = f"group “{self.name}”"
        _share(self.share, f"{where}: its share of people")
        for step, factor in self.slower.items():
            if not (math.isfinite(factor) and factor > 0):
                raise ValueError(f"{where}: “slower” at {step} must be above 0 (1 is as everybody), not {factor!r}")
        for step, share in self.no_show.items():
            _share(share, f"{where}: the share who do not come to {step}")
        routes = {step: _routes(shares, f"{where} at step “{step}”") for step, shares in self.next.items()}
        object.__setattr__(self, "next", routes)


EVERYBODY = Group("everybody", 1.0)


@dataclass(frozen=True, slots=True)
class Pathway:
    """A whole pathway. arrivals: people an hour, 24 numbers that repeat every day or 168 that repeat every week, from
    Monday at midnight. days: how long people arrive and are counted, after `warm_up` days in which the pathway fills;
    0 for a place that starts each day empty. target: minutes of waiting that should not be passed. Raises ValueError,
    in words, for what cannot be walked."""

    name: str
    steps: tuple[Step, ...]
    teams: tuple[Team, ...]
    arrivals: tuple[float, ...]
    groups: tuple[Group, ...] = (EVERYBODY,)
    days: int = 1
    warm_up: int = 0
    target: float | None = None
    source: str = UNKNOWN

    def __post_init__(self) -> None:
        _check_arrivals(self)
        if not 1 <= len(self.steps) <= MOST_STEPS:
            raise ValueError(f"a pathway has 1 to {MOST_STEPS} steps, not {len(self.steps)}: put some together")
        names = _distinct([s.name for s in self.steps], "step")
        teams = _distinct([t.name for t in self.teams], "team")
        _distinct([g.name for g in self.groups], "group")
        if abs(sum(g.share for g in self.groups) - 1) > 1e-6:
            raise ValueError(f"the shares of the groups sum to {sum(g.share for g in self.groups):g}, not to 1")
        for step in self.steps:
            if step.team is not None and step.team not in teams:
                raise ValueError(f"step “{step.name}” is done by “{step.team}”, which is no team of this pathway")
            _known(step.next, names, f"step “{step.name}”")
        if idle := set(teams) - {s.team for s in self.steps}:
            raise ValueError(f"no step is done by team “{min(idle)}”: take it out or give it a step")
        for group in self.groups:
            _check_group(group, names)
        _check_walk(self)

    @property
    def minutes(self) -> float:
        """For how long people arrive, the warm-up included."""
        return (self.warm_up + self.days) * DAY

    def next_of(self, step: Step, group: Group) -> Mapping[str, float]:
        return group.next.get(step.name, step.next)

    def no_show_of(self, step: Step, group: Group) -> float:
        return group.no_show.get(step.name, step.no_show)

    def first_of(self, group: Group) -> str:
        return group.first or self.steps[0].name

    def with_team(self, name: str, **changes: Any) -> Pathway:
        """A copy in which one team is changed. Raises ValueError for an unknown name."""
        return replace(self, teams=_changed(self.teams, name, "team", changes))

    def with_step(self, name: str, **changes: Any) -> Pathway:
        """A copy in which one step is changed. Raises ValueError for an unknown name."""
        return replace(self, steps=_changed(self.steps, name, "step", changes))

    def to_dict(self) -> dict[str, Any]:
        """Every assumption with its source, for a record of the model."""
        return {
            "name": self.name,
            "arrivals_per_hour": list(self.arrivals),
            "arrivals_source": self.source,
            "days": self.days,
            "warm_up_days": self.warm_up,
            "target_minutes": self.target,
            "teams": [
                {"name": t.name, "size": t.size, "opens": t.opens, "closes": t.closes, "days": list(t.days)}
                | {"source": t.source}
                for t in self.teams
            ],
            "steps": [_step_dict(s) for s in self.steps],
            "groups": [
                {"name": g.name, "share": g.share, "slower": dict(g.slower), "first": g.first, "priority": g.priority}
                | {"next": {k: dict(v) for k, v in g.next.items()}, "no_show": dict(g.no_show), "source": g.source}
                for g in self.groups
            ],
        }


def _step_dict(step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "team": step.team,
        "minutes": step.duration.to_dict(),
        "next": dict(step.next),
        "gives_up_after": None if step.patience is None else step.patience.to_dict(),
        "no_show": step.no_show,
        "lost_minutes": step.lost_minutes,
        "source": step.source,
    }


def _known(given: Iterable[str], names: frozenset[str], where: str) -> None:
    for name in given:
        if name not in names and name != LEAVE:
            raise ValueError(f"{where} speaks of step “{name}”, which is no step of this pathway")


def _check_group(group: Group, names: frozenset[str]) -> None:
    where = f"group “{group.name}”"
    for given in (group.slower, group.next, group.no_show, [group.first] if group.first else []):
        _known(given, names, where)
    for shares in group.next.values():
        _known(shares, names, where)


def _check_arrivals(pathway: Pathway) -> None:
    rates = pathway.arrivals
    if len(rates) not in (24, 168):
        raise ValueError(f"arrivals are 24 numbers, one an hour of the day, or 168 for a week, not {len(rates)}")
    if any(not math.isfinite(r) or r < 0 for r in rates) or not any(rates):
        raise ValueError("arrivals must be numbers of people an hour, 0 or more and not all 0")
    for name, days, least in (("days", pathway.days, 1), ("days of warm-up", pathway.warm_up, 0)):
        if days != int(days) or days < least:
            raise ValueError(f"the {name} must be a whole number of {least} or more, not {days!r}")
        if days > MOST_DAYS:
            raise ValueError(
                f"the {name} must be {MOST_DAYS:,} at most, not {days:,}: more runs tell more than more days"
            )
    if pathway.target is not None and not (math.isfinite(pathway.target) and pathway.target > 0):
        raise ValueError(f"the target must be a number of minutes above 0, not {pathway.target!r}")


def _check_walk(pathway: Pathway) -> None:
    """Every step can be reached by somebody."""
    seen = {pathway.first_of(g) for g in pathway.groups if g.share > 0}
    onward = onward_steps(pathway)
    for name in walking_order(pathway):
        if name in seen:
            seen |= onward[name]
    if missed := set(onward) - seen:
        raise ValueError(f"nobody ever reaches step “{min(missed)}”: send people there or take it out")


def walking_order(pathway: Pathway) -> list[str]:
    """The steps in an order in which nobody goes back. Raises ValueError where somebody could."""
    onward = onward_steps(pathway)
    order: list[str] = []
    while len(order) < len(onward):
        later = {b for a, after in onward.items() if a not in order for b in after}
        ready = [name for name in onward if name not in order and name not in later]
        if not ready:
            raise ValueError(
                f"people could come back to step “{min(set(onward) - set(order))}” without end: write a second visit "
                "as a step of its own, done by the same team"
            )
        order += ready
    return order


def onward_steps(pathway: Pathway) -> dict[str, set[str]]:
    """For each step, the steps that somebody may go to right after it."""
    return {
        step.name: {
            name
            for group in pathway.groups
            for name, share in pathway.next_of(step, group).items()
            if share > 0 and group.share > 0 and name != LEAVE
        }
        for step in pathway.steps
    }


def _changed(parts: tuple[Any, ...], name: str, what: str, changes: dict[str, Any]) -> tuple[Any, ...]:
    if name not in {p.name for p in parts}:
        raise ValueError(f"there is no {what} “{name}” to change")
    return tuple(replace(p, **changes) if p.name == name else p for p in parts)
