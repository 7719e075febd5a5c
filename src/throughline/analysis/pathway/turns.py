"""Walking the part of a pathway where one team cannot be worked out after the other: people meet a team again, or some
are called before others.

In every run the turn that begins soonest is given, one turn of every run at a time. Whoever could come to a queue
before it begins has been seen: people join a queue only when their last turn ends, and no turn that is still to be
given begins sooner. So the minutes are those of a clock that follows each event (tests compare the two).

Of every queue the time of the first in line is kept. People stand in it in blocks, with the least time of each block,
so that whoever is next is found among two small rows instead of among everybody.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from throughline.analysis.pathway.draws import NEVER, Visit
from throughline.analysis.pathway.opening import Opening

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from throughline.analysis.pathway.model import Team

    Array = NDArray[np.float64]
    Whole = NDArray[np.intp]
    Flags = NDArray[np.bool_]

NOBODY = -1  # in place of the next step: out of this part


@dataclass(frozen=True, slots=True)
class Part:
    """Steps that are walked together. Runs × people for each step.

    come: when people join it from outside this part. visits: as drawn. then: where of these steps they go next, by its
    place among them, NOBODY for none. teams: of each step, by place in `staff`. staff: None for a step where nobody is
    waited for. rank: runs × people, who is called first, 0 before 1; ranks: how many there are.
    """

    come: Sequence[Array]
    visits: Sequence[Visit]
    then: Sequence[Whole]
    teams: Sequence[int]
    staff: Sequence[Team | None]
    rank: Whole
    ranks: int


def take_turns(part: Part) -> Array:
    """When the turn of each person begins, steps × runs × people; NEVER for those who do not come so far."""
    shape = (len(part.come), *part.rank.shape)
    line = _Growing(part) if any((step != NOBODY).any() for step in part.then) else _Settled(part)
    hands = _Hands(part.staff, len(part.rank))
    minutes = np.stack([v.minutes for v in part.visits]).ravel()
    bear = _patience(part)
    started = np.full(math.prod(shape), NEVER)
    while (given := hands.soonest(line.first)) is not None:
        run, team, at = given
        queue = line.called(run, team, at)
        visit = line.visit[line.head[queue]]
        ended, served = at + minutes[visit], None
        if bear is not None:
            served = at - line.first_of[queue] <= bear[visit]
            at, ended = np.where(served, at, NEVER), np.where(served, ended, hands.free[team * shape[1] + run])
        started[visit] = at
        hands.busy_until(run, team, ended)
        line.leave(queue)
        line.go_on(visit, ended, served)
    return started.reshape(shape)


def _patience(part: Part) -> Array | None:
    if all(v.patience is None for v in part.visits):
        return None
    never = np.full(part.rank.shape, NEVER)
    return np.stack([never if v.patience is None else v.patience for v in part.visits]).ravel()


class _Hands:
    """When the members of each team are next free."""

    def __init__(self, staff: Sequence[Team | None], runs: int) -> None:
        sizes = [1 if team is None else team.size for team in staff]
        self.most = max(sizes)
        each = np.full((len(staff), runs, self.most), NEVER)
        for k, size in enumerate(sizes):
            each[k, :, :size] = 0.0
        self.each = each.ravel()  # by team, run and member
        self.member = np.arange(0, len(self.each), self.most)  # the one who is free first, by team and run
        self.free = np.zeros(len(staff) * runs)
        self.runs = np.arange(runs)
        self.hours = [(k, Opening(t)) for k, t in enumerate(staff) if t is not None and not t.always_open]
        self.endless = np.array([t is None for t in staff])
        self.some_endless = bool(self.endless.any())

    def soonest(self, first: Array) -> tuple[Whole, Whole, Array] | None:
        """The turn that begins soonest in each run where there is one: the run, the team, the time. first: when the
        first in line came, teams × runs."""
        soon = np.maximum(self.free.reshape(first.shape), first)
        for k, opening in self.hours:
            waiting = np.flatnonzero(soon[k] < NEVER)
            soon[k, waiting] = opening.next(soon[k, waiting])
        team, at = np.zeros(len(self.runs), np.intp), soon[0]
        for k in range(1, len(soon)):  # quicker than argmin while teams are few
            team[soon[k] < at] = k
            at = np.minimum(at, soon[k])
        if at.max() < NEVER:
            return self.runs, team, at
        run = np.flatnonzero(at < NEVER)
        return (run, team[run], at[run]) if len(run) else None

    def busy_until(self, run: Whole, team: Whole, ended: Array) -> None:
        """The member who was free first is busy; where nobody is waited for, nobody is."""
        if self.some_endless:
            ended = np.where(self.endless[team], 0.0, ended)
        place = team * len(self.runs) + run
        if self.most > 1:
            self.each[self.member[place]] = ended
            rows = self.each.reshape(-1, self.most).take(place, axis=0)
            member = place * self.most + rows.argmin(axis=1)
            self.member[place] = member
            ended = self.each[member]
        self.free[place] = ended


class _Line:
    """Who waits for whom since when. A queue is of one team, rank and run, in this order. A visit is of one step, run
    and person. head: the place of the first in each queue; first_of: since when they wait; visit: of those at a place.

    Small rows are searched by `argmin`, and everything else is looked up by one flat index: for so few numbers at a
    time, both are several times as quick as what reads better.
    """

    first_of: Array
    head: Whole
    visit: Whole

    def __init__(self, part: Part) -> None:
        self.runs, self.people = part.rank.shape
        self.ranks, self.teams = part.ranks, len(part.staff)

    @property
    def first(self) -> Array:
        """When the first in line came, teams × runs."""
        queues = self.teams * self.ranks * self.runs
        of_queues = self.first_of[:queues].reshape(self.teams, self.ranks, self.runs)
        return of_queues[:, 0] if self.ranks == 1 else np.minimum.reduce(of_queues, axis=1)

    def called(self, run: Whole, team: Whole, at: Array) -> Whole:
        """The queue whose turn it is at a moment: the first rank of which anybody has come."""
        queue = team * (self.ranks * self.runs) + run
        for _ in range(self.ranks - 1):
            queue = np.where(self.first_of[queue] > at, queue + self.runs, queue)
        return queue


class _Settled(_Line):
    """Queues of one team that nobody comes back to: each is in order from the start."""

    def __init__(self, part: Part) -> None:
        super().__init__(part)
        come = np.stack(part.come)
        step = come.argmin(axis=0)
        since = come.min(axis=0)
        order = since.argsort(axis=1, kind="stable")[:, : int((since < NEVER).sum(axis=1).max())]
        run = np.arange(self.runs)[:, None]
        person = run * self.people + order
        rank = part.rank.ravel()[person]
        ahead = np.zeros(order.shape, np.intp)
        for k in range(self.ranks):
            ahead = np.where(rank == k, (rank == k).cumsum(axis=1) - 1, ahead)
        width = order.shape[1] + 1  # nobody is the last of each
        place = (rank * self.runs + run) * width + ahead
        self.since = np.full(self.ranks * self.runs * width, NEVER)
        self.visit = np.zeros(len(self.since), np.intp)
        self.since[place] = since.ravel()[person]
        self.visit[place] = step.ravel()[person] * since.size + person
        self.head = np.arange(self.ranks * self.runs) * width
        self.first_of = self.since[self.head]

    def leave(self, queue: Whole) -> None:
        """Take the first out of a queue."""
        head = self.head[queue] + 1
        self.head[queue] = head
        self.first_of[queue] = self.since[head]

    def go_on(self, visit: Whole, since: Array, served: Flags | None) -> None:
        """Nobody comes back."""


class _Growing(_Line):
    """Queues that people come back to. Each has a place for everybody, in blocks, so that the first in line is found
    among two small rows; one more queue at the end is for all who go."""

    def __init__(self, part: Part) -> None:
        super().__init__(part)
        self.size = math.isqrt(self.people - 1) + 1  # of a block
        self.blocks = -(-self.people // self.size)  # of a queue
        self.width = self.blocks * self.size
        one = np.arange(self.runs * self.people).reshape(self.runs, self.people)
        row = np.arange(self.runs)[:, None] * self.width + np.arange(self.people)
        queue = np.array(part.teams)[:, None, None] * self.ranks + part.rank
        place = queue * (self.runs * self.width) + row
        self.place = np.append(place, self.teams * self.ranks * self.runs * self.width)  # of NOBODY
        self.then = np.stack([np.where(k == NOBODY, NOBODY, k * one.size + one) for k in part.then]).ravel()
        come = np.stack(part.come).ravel()
        coming = np.flatnonzero(come < NEVER)
        self.since = np.full(self.place[-1] + self.width, NEVER)
        self.since[self.place[coming]] = come[coming]
        self.visit = np.zeros(len(self.since), np.intp)
        self.visit[self.place[coming]] = coming
        # Who is first in each block and in each queue, and since when.
        blocks, queues = (np.arange(len(self.since) // size) for size in (self.size, self.width))
        self.chief = blocks * self.size + self.since.reshape(-1, self.size).argmin(axis=1)
        self.least = self.since[self.chief]
        self.head = self.chief[queues * self.blocks + self.least.reshape(-1, self.blocks).argmin(axis=1)]
        self.first_of = self.since[self.head]

    def leave(self, queue: Whole) -> None:
        """Take the first out of a queue, and find who is next in it."""
        head = self.head[queue]
        self.since[head] = NEVER
        block = head // self.size
        rows = self.since.reshape(-1, self.size).take(block, axis=0)
        chief = block * self.size + rows.argmin(axis=1)
        self.chief[block] = chief
        self.least[block] = self.since[chief]
        ahead = self.least.reshape(-1, self.blocks).take(queue, axis=0)
        head = self.chief[queue * self.blocks + ahead.argmin(axis=1)]
        self.head[queue] = head
        self.first_of[queue] = self.since[head]

    def go_on(self, visit: Whole, since: Array, served: Flags | None) -> None:
        """Let people who were served wait for their next visit."""
        onward = self.then[visit]
        if served is not None:
            onward = np.where(served, onward, NOBODY)
        place = self.place[onward]
        self.visit[place] = onward
        self.since[place] = since
        for chief, least, size in ((self.chief, self.least, self.size), (self.head, self.first_of, self.width)):
            row = place // size
            before, then = chief[row], least[row]
            sooner = (since < then) | ((since == then) & (place < before))
            np.copyto(before, place, where=sooner)
            chief[row] = before
            least[row] = np.minimum(since, then)
