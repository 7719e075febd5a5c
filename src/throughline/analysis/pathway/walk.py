"""Walking a pathway: who waits how long.

One team after the other, as `plan` tells. Where a team serves in order of coming and nobody meets it twice, all that it
needs is who joins it and when, and the times at which its members are next free (Kiefer & Wolfowitz 1955, Trans. Amer.
Math. Soc. 78); one person of every run is served at a time. Teams that people meet again after others are walked
together, and so is a team that calls some before others: `turns` tells how.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.pathway.draws import GONE, NEVER, Drawn, Visit
from throughline.analysis.pathway.model import Pathway, Team, onward_steps, walking_order
from throughline.analysis.pathway.opening import Opening
from throughline.analysis.pathway.turns import NOBODY, Part, take_turns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Whole = NDArray[np.intp]
    Flags = NDArray[np.bool_]

Station = str | int  # a team, or a step without one


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


@dataclass(frozen=True, slots=True)
class Stage:
    """Steps that are worked out together, in walking order. by_turns: whether somebody may come back to one of their
    teams, or some are called before others, so that it takes the clock of `turns`."""

    steps: tuple[int, ...]
    by_turns: bool


def plan(pathway: Pathway) -> tuple[Stage, ...]:
    """The stages of a pathway in an order in which one can be worked out after the other."""
    onward, ranked = onward_steps(pathway), len({g.priority for g in pathway.groups}) > 1
    index, station = {s.name: i for i, s in enumerate(pathway.steps)}, _stations(pathway)
    order = [index[name] for name in walking_order(pathway)]
    after: dict[Station, set[Station]] = {station[i]: set() for i in order}
    for i in order:
        after[station[i]] |= {station[index[name]] for name in onward[pathway.steps[i].name]}
    later = {here: _reached(here, after) for here in after}
    together = dict.fromkeys(frozenset({here, *(o for o in later[here] if here in later[o])}) for here in after)
    stages = []
    # Whatever comes before another stage reaches all that it reaches, and it.
    for some in sorted(together, key=lambda some: -len(some.union(*(later[here] for here in some)))):
        again = any(here in later[here] for here in some)
        served = any(isinstance(here, str) for here in some)
        stages.append(Stage(tuple(i for i in order if station[i] in some), again or (ranked and served)))
    return tuple(stages)


def _stations(pathway: Pathway) -> list[Station]:
    """Of each step its team, or itself where nobody is waited for."""
    return [i if step.team is None else step.team for i, step in enumerate(pathway.steps)]


def _reached(here: Station, after: Mapping[Station, set[Station]]) -> set[Station]:
    """Every station that somebody may come to after this one."""
    found: set[Station] = set()
    ahead = after[here]
    while ahead:
        found |= ahead
        ahead = {b for a in ahead for b in after[a]} - found
    return found


def walk_through(pathway: Pathway, drawn: Drawn) -> Walk:
    """Walk everybody through, stage after stage."""
    found = nobody_yet(pathway, drawn)
    onward = onward_steps(pathway)
    after = [[j for j, s in enumerate(pathway.steps) if s.name in onward[step.name]] for step in pathway.steps]
    for i in range(len(pathway.steps)):
        found.joined[i] = np.where(drawn.first == i, drawn.came, NEVER)
    teams = {t.name: t for t in pathway.teams}
    for stage in plan(pathway):
        team = pathway.steps[stage.steps[0]].team
        if stage.by_turns:
            _take_turns(pathway, found, drawn, stage.steps)
        elif team is None:
            found.started[stage.steps[0]] = _those_in_line(found, drawn, stage.steps[0])
        else:
            _serve_all(found, drawn, stage.steps, teams[team])
        for i in stage.steps:
            _go_on(found, drawn.visits[i], i, after[i])
    return found


def _take_turns(pathway: Pathway, found: Walk, drawn: Drawn, steps: tuple[int, ...]) -> None:
    """Find when everybody's turn begins at steps whose teams are met again, or call some before others."""
    teams = {t.name: t for t in pathway.teams}
    stations = [_stations(pathway)[i] for i in steps]
    staff = list(dict.fromkeys(stations))
    ranks = sorted({g.priority for g in pathway.groups})
    found.started[list(steps)] = take_turns(
        Part(
            come=[_those_in_line(found, drawn, i) for i in steps],
            visits=[drawn.visits[i] for i in steps],
            then=[_among(drawn, drawn.visits[i].onward, steps) for i in steps],
            teams=[staff.index(here) for here in stations],
            staff=[None if isinstance(here, int) else teams[here] for here in staff],
            rank=np.array([ranks.index(g.priority) for g in pathway.groups])[drawn.group],
            ranks=len(ranks),
        )
    )


def _among(drawn: Drawn, onward: Whole, steps: tuple[int, ...]) -> Whole:
    """The next step by its place among some, NOBODY for others and where people do not come and cost no time."""
    found = np.full(onward.shape, NOBODY)
    for k, i in enumerate(steps):
        visit = drawn.visits[i]
        comes = onward == i
        if visit.absent is not None and not visit.absent_queue:
            comes &= ~visit.absent
        found[comes] = k
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
                start[:] = opening.next(start)
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


def nobody_yet(pathway: Pathway, drawn: Drawn) -> Walk:
    shape = (len(pathway.steps), *drawn.came.shape)
    never, no = np.full(shape, NEVER), np.zeros(shape, bool)
    return Walk(never, never.copy(), np.full(drawn.came.shape, NEVER), no, no.copy())
