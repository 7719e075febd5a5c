"""Walking a pathway: who waits how long. Two ways with the same answer.

`by_stations` takes one team after the other. Where each team serves in order of coming and nobody meets it twice, all
that a team needs is who joins it and when, and a heap of the times at which its members are next free (Kiefer &
Wolfowitz 1955, Trans. Amer. Math. Soc. 78). `events.by_events` follows the clock over the whole pathway; it also knows
teams that people meet twice and who is called first. `plan` tells which is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heapreplace
from typing import TYPE_CHECKING

import numpy as np

from throughline.analysis.pathway.draws import NEVER, Drawn, Visit
from throughline.analysis.pathway.model import WEEK, Pathway, Team, onward_steps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Flags = NDArray[np.bool_]

Opening = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Walk:
    """Times in minutes, steps × runs × people; NEVER where a person did not get so far.

    joined: came to the step. started: their turn began. left: runs × people, when they left the pathway. gave_up,
    absent: steps × runs × people, left there because the wait was too long, or did not come.
    """

    joined: Array
    started: Array
    left: Array
    gave_up: Flags
    absent: Flags


def plan(pathway: Pathway) -> tuple[tuple[int, ...], ...] | None:
    """Steps in an order in which one team after the other can be worked out, the steps of one team together; None
    where that cannot be: somebody may meet a team twice, or some are called before others."""
    if len({g.priority for g in pathway.groups}) > 1:
        return None
    names = [s.name for s in pathway.steps]
    station = {s.name: s.team or f"\0{s.name}" for s in pathway.steps}  # a step without a team is by itself
    after = {
        here: {station[b] for a, nexts in onward_steps(pathway).items() if station[a] == here for b in nexts}
        for here in dict.fromkeys(station.values())
    }
    order: list[str] = []
    while len(order) < len(after):
        free = [s for s in after if s not in order and not any(s in after[o] for o in after if o not in order)]
        if not free:
            return None
        order.extend(free)
    return tuple(tuple(i for i, name in enumerate(names) if station[name] == here) for here in order)


def opening(team: Team) -> Opening | None:
    """The first moment at or after a given one at which the team is open; None for a team that never closes."""
    if team.always_open:
        return None
    windows = team.windows

    def first_open(t: float) -> float:
        week = t // WEEK * WEEK
        minute = t - week
        for begins, ends in windows:
            if minute < ends:
                return max(t, week + begins)
        return week + WEEK + windows[0][0]

    return first_open


def by_stations(pathway: Pathway, drawn: Drawn, stations: tuple[tuple[int, ...], ...]) -> Walk:
    """Walk by team after team, in the order of `plan`."""
    found = empty(pathway, drawn)
    teams = {t.name: t for t in pathway.teams}
    for i in range(len(pathway.steps)):
        found.joined[i] = np.where(drawn.first == i, drawn.came, NEVER)
    for steps in stations:
        team = pathway.steps[steps[0]].team
        if team is None:
            found.started[steps[0]] = _those_in_line(found, drawn, steps[0])
        else:
            _serve_all(found, drawn, steps, teams[team])
        for i in steps:
            _go_on(found, drawn.visits[i], i)
    return found


def _serve_all(found: Walk, drawn: Drawn, steps: tuple[int, ...], team: Team) -> None:
    """Find when everybody's turn with this team begins. Nobody comes to more than one of its steps."""
    at = np.stack([_those_in_line(found, drawn, i) for i in steps])
    which = at.argmin(axis=0)
    joined = np.take_along_axis(at, which[None], 0)[0]

    def of_each(parts: list[Array]) -> Array:
        return parts[0] if len(parts) == 1 else np.take_along_axis(np.stack(parts), which[None], 0)[0]

    minutes = of_each([drawn.visits[i].minutes for i in steps])
    patience = None
    if any(drawn.visits[i].patience is not None for i in steps):
        patience = of_each([_or_never(drawn.visits[i], joined) for i in steps])
    order = np.argsort(joined, axis=1, kind="stable")
    count = np.isfinite(joined).sum(axis=1)
    opens = opening(team)
    started = np.full_like(joined, NEVER)
    for run, n in enumerate(count.tolist()):
        people = order[run, :n]
        come, take = joined[run, people].tolist(), minutes[run, people].tolist()
        if opens is None and patience is None:
            started[run, people] = _serve(come, take, team.size)
        else:
            bear = [NEVER] * n if patience is None else patience[run, people].tolist()
            started[run, people] = _serve_while(come, take, bear, team.size, opens or float)
    for k, i in enumerate(steps):
        found.started[i] = np.where((which == k) & np.isfinite(at[k]), started, NEVER)


def _those_in_line(found: Walk, drawn: Drawn, i: int) -> Array:
    """When people join step `i`, without those who do not come and cost nobody's time."""
    visit, joined = drawn.visits[i], found.joined[i]
    return joined if visit.absent is None or visit.absent_queue else np.where(visit.absent, NEVER, joined)


def _serve(come: list[float], take: list[float], size: int) -> list[float]:
    free = [0.0] * size
    started = []
    for at, minutes in zip(come, take, strict=True):
        start = at if at > free[0] else free[0]
        heapreplace(free, start + minutes)
        started.append(start)
    return started


def _serve_while(come: list[float], take: list[float], bear: list[float], size: int, opens: Opening) -> list[float]:
    """With opening hours and people who give up: they never take the team's time."""
    free = [0.0] * size
    started = []
    for at, minutes, patience in zip(come, take, bear, strict=True):
        start = opens(max(free[0], at))
        if start - at > patience:
            started.append(NEVER)
            continue
        heapreplace(free, start + minutes)
        started.append(start)
    return started


def _go_on(found: Walk, visit: Visit, i: int) -> None:
    """Note who gave up or did not come at step `i`, and send everybody else on."""
    joined, started = found.joined[i], found.started[i]
    came = np.isfinite(joined)
    ended = started + visit.minutes
    if visit.absent is not None:
        found.absent[i] = came & visit.absent
        ended = np.where(found.absent[i] & ~np.isfinite(started), joined, ended)
    if visit.patience is not None:
        found.gave_up[i] = came & ~np.isfinite(ended)
        ended = np.where(found.gave_up[i], joined + visit.patience, ended)
    going = np.where(came & ~found.gave_up[i], visit.onward, -1)
    for j in np.unique(visit.onward):
        if j >= 0:
            found.joined[j] = np.where(going == j, ended, found.joined[j])
    found.left[:] = np.where(came & (going < 0), ended, found.left)


def _or_never(visit: Visit, like: Array) -> Array:
    return np.full_like(like, NEVER) if visit.patience is None else visit.patience


def empty(pathway: Pathway, drawn: Drawn) -> Walk:
    shape = (len(pathway.steps), *drawn.came.shape)
    never, no = np.full(shape, NEVER), np.zeros(shape, bool)
    return Walk(never, never.copy(), np.full(drawn.came.shape, NEVER), no, no.copy())
