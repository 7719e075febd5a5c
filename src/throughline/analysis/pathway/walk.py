"""Walking a pathway: who waits how long. Two ways with the same answer.

`by_stations` takes one team after the other. Where each team serves in order of coming and nobody meets it twice, all
that a team needs is who joins it and when, and the times at which its members are next free (Kiefer & Wolfowitz 1955,
Trans. Amer. Math. Soc. 78); one person of every run is served at a time. `events.by_events` follows the clock over the
whole pathway; it also knows teams that people meet twice and who is called first. `plan` tells which is needed.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.pathway.draws import GONE, NEVER, Drawn, Visit
from throughline.analysis.pathway.model import WEEK, Pathway, Team, onward_steps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Flags = NDArray[np.bool_]


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


class Opening:
    """The first moment at or after a given one at which a team is open."""

    def __init__(self, team: Team) -> None:
        self.always = team.always_open
        self.ends = [end for _, end in team.windows]
        # After the last window of a week comes the first of the next.
        self.begins = [begin for begin, _ in team.windows] + [WEEK + team.windows[0][0]]
        self._ends, self._begins = np.array(self.ends), np.array(self.begins)

    def next(self, t: float) -> float:
        if self.always:
            return t
        week = t // WEEK * WEEK
        return max(t, week + self.begins[bisect_right(self.ends, t - week)])

    def next_of_all(self, t: Array) -> Array:
        week = np.floor_divide(t, WEEK) * WEEK
        return np.maximum(t, week + self._begins[np.searchsorted(self._ends, t - week, side="right")])


def by_stations(pathway: Pathway, drawn: Drawn, stations: tuple[tuple[int, ...], ...]) -> Walk:
    """Walk by team after team, in the order of `plan`."""
    found = empty(pathway, drawn)
    teams = {t.name: t for t in pathway.teams}
    onward = onward_steps(pathway)
    after = [[j for j, s in enumerate(pathway.steps) if s.name in onward[step.name]] for step in pathway.steps]
    for i in range(len(pathway.steps)):
        found.joined[i] = np.where(drawn.first == i, drawn.came, NEVER)
    for steps in stations:
        team = pathway.steps[steps[0]].team
        if team is None:
            found.started[steps[0]] = _those_in_line(found, drawn, steps[0])
        else:
            _serve_all(found, drawn, steps, teams[team])
        for i in steps:
            _go_on(found, drawn.visits[i], i, after[i])
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
    order = np.argsort(joined, axis=1, kind="stable")[:, : int(np.isfinite(joined).sum(axis=1).max())]

    def in_line(values: Array) -> Array:
        """In order of coming, people × runs, so that one person of every run is served at a time."""
        return np.ascontiguousarray(np.take_along_axis(values, order, 1).T)

    bear = None if patience is None else in_line(patience)
    turns = _serve(in_line(joined), in_line(minutes), bear, team.size, Opening(team))
    started = np.full_like(joined, NEVER)
    np.put_along_axis(started, order, turns.T, 1)
    for k, i in enumerate(steps):
        found.started[i] = np.where((which == k) & np.isfinite(at[k]), started, NEVER)


def _those_in_line(found: Walk, drawn: Drawn, i: int) -> Array:
    """When people join step `i`, without those who do not come and cost nobody's time."""
    visit, joined = drawn.visits[i], found.joined[i]
    return joined if visit.absent is None or visit.absent_queue else np.where(visit.absent, NEVER, joined)


def _serve(come: Array, take: Array, bear: Array | None, size: int, opening: Opening) -> Array:
    """When the turn of each begins; people × runs, in order of coming. bear: for how long they wait. Those who give up
    take none of the team's time. Beyond the last person of a run nothing matters."""
    free = np.zeros((size, come.shape[1]))
    runs = np.arange(come.shape[1])
    started = np.empty_like(come)
    with np.errstate(invalid="ignore"):
        for i, at in enumerate(come):
            soonest: Any = 0 if size == 1 else (free.argmin(axis=0), runs)
            start = np.maximum(free[soonest], at, out=started[i])
            if not opening.always:
                start[:] = opening.next_of_all(start)
            ended = start + take[i]
            if bear is not None:
                late = start - at > bear[i]
                ended = np.where(late, free[soonest], ended)
                start[late] = NEVER
            free[soonest] = ended
    return started


def _go_on(found: Walk, visit: Visit, i: int, after: list[int]) -> None:
    """Note who gave up or did not come at step `i`, and send everybody else on to one of the steps `after` it."""
    joined, started = found.joined[i], found.started[i]
    came = np.isfinite(joined)
    ended = started + visit.minutes
    if visit.absent is not None:
        found.absent[i] = came & visit.absent
        ended = np.where(found.absent[i] & ~np.isfinite(started), joined, ended)
    if visit.patience is not None:
        found.gave_up[i] = came & ~np.isfinite(ended)
        ended = np.where(found.gave_up[i], joined + visit.patience, ended)
    going = np.where(came & ~found.gave_up[i], visit.onward, GONE)
    for j in after:
        np.copyto(found.joined[j], ended, where=going == j)
    np.copyto(found.left, ended, where=came & (going == GONE))


def _or_never(visit: Visit, like: Array) -> Array:
    return np.full_like(like, NEVER) if visit.patience is None else visit.patience


def empty(pathway: Pathway, drawn: Drawn) -> Walk:
    shape = (len(pathway.steps), *drawn.came.shape)
    never, no = np.full(shape, NEVER), np.zeros(shape, bool)
    return Walk(never, never.copy(), np.full(drawn.came.shape, NEVER), no, no.copy())
