"""What can be said of a pathway without simulating: how much is asked of each team, and what a formula already answers.

Sources: Jackson J. R. (1957), Operations Research 5 (networks of queues); Burke P. J. (1956), Operations Research 4
(people leave such a queue evenly at random again).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from throughline.analysis.pathway.erlang import BUSY, Queue, queue
from throughline.analysis.pathway.model import HOUR, Pathway, Step, Team, walking_order


@dataclass(frozen=True, slots=True)
class Load:
    """asked: minutes of work that come in a minute of opening, for each member of the team: 1 or more cannot be kept
    up with. busiest: the same in the hour in which most people come to the pathway, were they to be everywhere at
    once. relieved: whether people who wait too long give up, so that the queue cannot grow without end."""

    team: str
    asked: float
    busiest: float
    relieved: bool

    @property
    def shown(self) -> str:
        said = f"{self.team}: {round(100 * self.asked)} minutes of work in every 100"
        if self.asked < 1:
            if self.busiest >= 1:
                return f"{said}, and {round(100 * self.busiest)} when most people come: a queue builds up then"
            return f"{said}; small surges make queues" if self.asked > BUSY else said
        if self.relieved:
            return f"{said}; those who cannot be served give up"
        return f"{said}, more than can be kept up with: the longer people come, the longer the queue"

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "shown": self.shown}


def reach(pathway: Pathway) -> dict[str, tuple[float, ...]]:
    """For each step, the share of all people who get there if nobody gives up, by group."""
    steps = {s.name: s for s in pathway.steps}
    found = {name: [0.0] * len(pathway.groups) for name in steps}
    for k, group in enumerate(pathway.groups):
        found[pathway.first_of(group)][k] = group.share
    for name in walking_order(pathway):
        for k, group in enumerate(pathway.groups):
            coming = found[name][k] * (1 - pathway.no_show_of(steps[name], group))
            for after, share in pathway.next_of(steps[name], group).items():
                if after in found:
                    found[after][k] += coming * share
    return {name: tuple(shares) for name, shares in found.items()}


def loads(pathway: Pathway) -> tuple[Load, ...]:
    """What is asked of each team over the days that are counted, if nobody gives up. Raises ValueError for a team that
    is closed on all of them."""
    hours = np.resize(np.asarray(pathway.arrivals), int(pathway.minutes // HOUR))
    people = float(hours[pathway.warm_up * 24 :].sum())
    visits = reach(pathway)
    found = []
    for team in pathway.teams:
        mine = [s for s in pathway.steps if s.team == team.name]
        each = sum(_work(pathway, s, visits[s.name]) for s in mine)
        minutes = open_minutes(pathway, team) * team.size
        if not minutes:
            raise ValueError(f"team “{team.name}” is closed on all the days simulated: take more days or other days")
        busiest = each * max(pathway.arrivals) / (team.size * HOUR)
        found.append(Load(team.name, each * people / minutes, busiest, all(s.patience is not None for s in mine)))
    return tuple(found)


def open_minutes(pathway: Pathway, team: Team) -> float:
    """For how long a team is open in the days that are counted."""
    days = range(pathway.warm_up, pathway.warm_up + pathway.days)
    return sum(d % 7 in team.days for d in days) * (team.closes - team.opens) * HOUR


def _work(pathway: Pathway, step: Step, shares: tuple[float, ...]) -> float:
    """Minutes of work at a step for each person who comes to the pathway."""
    total = 0.0
    for group, share in zip(pathway.groups, shares, strict=True):
        absent = pathway.no_show_of(step, group)
        minutes = step.duration.mean * group.slower.get(step.name, 1.0)
        total += share * ((1 - absent) * minutes + absent * step.lost_minutes)
    return total


def by_formula(pathway: Pathway) -> tuple[tuple[str, Queue], ...]:
    """The steps whose mean wait is known exactly, each with its queue (minutes).

    They are those that people reach evenly at random at the same rate day and night, done by a team of their own that
    never closes, in exponential times that are the same for all groups, in order of coming, with nobody giving up or
    staying away. Rates are per minute in the long run, so a warm-up is needed before a simulation agrees.
    """
    if len(set(pathway.arrivals)) > 1 or len({g.priority for g in pathway.groups}) > 1:
        return ()
    rate, visits = pathway.arrivals[0] / HOUR, reach(pathway)
    teams = {t.name: t for t in pathway.teams}
    steps = {s.name: s for s in pathway.steps}
    uneven: set[str] = set()
    found = []
    for name in walking_order(pathway):
        step, coming = steps[name], rate * sum(visits[name])
        even = name not in uneven and not _differs(pathway, step)
        if even and step.team is not None:
            size = teams[step.team].size
            even = _exponential_alone(pathway, step, teams[step.team]) and coming * step.duration.mean < size
            if even:
                found.append((name, queue(coming, step.duration.mean, size)))
        if not even:
            uneven |= {b for g in pathway.groups for b in pathway.next_of(step, g)}
    return tuple(found)


def _exponential_alone(pathway: Pathway, step: Step, team: Team) -> bool:
    """Whether a team does nothing else, never closes, and takes exponential times that nobody gives up waiting for."""
    alone = sum(s.team == step.team for s in pathway.steps) == 1
    return alone and team.always_open and step.duration.kind == "exponential" and step.patience is None


def _differs(pathway: Pathway, step: Step) -> bool:
    """Whether groups take different times here, or some do not come."""
    return any(g.slower.get(step.name, 1.0) != 1 or pathway.no_show_of(step, g) for g in pathway.groups)
