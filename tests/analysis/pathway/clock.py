"""Walking a pathway by the clock, one event after the other from a heap: slow, plain, and what `walk` is compared with.

Everything that happens at one moment is taken in before anybody's turn begins, so that the order of those who wait
depends on when they came and not on how the heap breaks ties. People who give up leave the queue when their turn would
have come; until then they hold nobody up.
"""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np

from throughline.analysis.pathway.draws import GONE, NEVER, Drawn
from throughline.analysis.pathway.model import Pathway
from throughline.analysis.pathway.opening import Opening
from throughline.analysis.pathway.walk import Walk, nobody_yet

WAKE = -1  # in place of a person: a team opens


def by_events(pathway: Pathway, drawn: Drawn) -> Walk:
    """Walk everybody through, all teams at once."""
    found = nobody_yet(pathway, drawn)
    priority = np.array([g.priority for g in pathway.groups])[drawn.group]
    for run in range(drawn.came.shape[0]):
        clock = _Clock(pathway, drawn, run, priority[run].tolist())
        clock.go()
        found.joined[:, run], found.started[:, run], found.left[run] = clock.joined, clock.started, clock.left
        found.gave_up[:, run], found.absent[:, run] = clock.gave_up, clock.stayed_away
    return found


class _Clock:
    """One run."""

    def __init__(self, pathway: Pathway, drawn: Drawn, run: int, priority: list[int]) -> None:
        self.priority = priority
        # Lists while the clock runs: to set a cell of an array takes three times as long.
        people = len(priority)
        self.joined, self.started = ([[NEVER] * people for _ in pathway.steps] for _ in range(2))
        self.gave_up, self.stayed_away = ([[False] * people for _ in pathway.steps] for _ in range(2))
        self.left = [NEVER] * people
        names = {t.name: i for i, t in enumerate(pathway.teams)}
        self.team_of = [GONE if s.team is None else names[s.team] for s in pathway.steps]
        self.idle = [t.size for t in pathway.teams]
        self.openings = [Opening(t) for t in pathway.teams]
        self.queues: list[list[tuple[int, float, int, int]]] = [[] for _ in pathway.teams]
        visits = drawn.visits
        self.minutes = [v.minutes[run].tolist() for v in visits]
        self.onward = [v.onward[run].tolist() for v in visits]
        self.patience = [None if v.patience is None else v.patience[run].tolist() for v in visits]
        self.absent = [None if v.absent is None else v.absent[run].tolist() for v in visits]
        self.absent_queue = [v.absent_queue for v in visits]
        came = drawn.came[run]
        self.first = drawn.first[run].tolist()
        # The last arrival first, so that the next is at the end.
        self.arriving = [(t, p) for p, t in enumerate(came[np.isfinite(came)].tolist())][::-1]
        # What happens next: (when, person, step at which their turn ends), or (when, WAKE, team).
        self.heap: list[tuple[float, int, int]] = []

    def go(self) -> None:
        while self.heap or self.arriving:
            ends = self.heap[0][0] if self.heap else NEVER
            now = min(ends, self.arriving[-1][0]) if self.arriving else ends
            for team in self._take_in(now):
                self._call(team, now)

    def _take_in(self, now: float) -> set[int]:
        """Take in all that happens at this moment. Returns the teams that may call somebody."""
        touched: set[int] = set()
        while self.heap and self.heap[0][0] == now:
            _, person, step = heappop(self.heap)
            if person == WAKE:
                touched.add(step)
                continue
            team = self.team_of[step]
            if team != GONE:
                self.idle[team] += 1
                touched.add(team)
            touched.add(self._join(person, self.onward[step][person], now))
        while self.arriving and self.arriving[-1][0] == now:
            _, person = self.arriving.pop()
            touched.add(self._join(person, self.first[person], now))
        touched.discard(GONE)
        return touched

    def _join(self, person: int, step: int, now: float) -> int:
        """Let a person come to a step, or leave. Returns the team whose queue has grown, GONE for none."""
        if step == GONE:
            self.left[person] = now
            return GONE
        self.joined[step][person] = now
        absent = self.absent[step]
        if absent is not None and absent[person]:
            self.stayed_away[step][person] = True
            if not self.absent_queue[step]:
                self.left[person] = now
                return GONE
        team = self.team_of[step]
        if team == GONE:
            self._start(person, step, now)
        else:
            heappush(self.queues[team], (self.priority[person], now, person, step))
        return team

    def _start(self, person: int, step: int, now: float) -> None:
        self.started[step][person] = now
        heappush(self.heap, (now + self.minutes[step][person], person, step))

    def _opens(self, team: int, now: float) -> float:
        opening = self.openings[team]
        return now if opening.always else float(opening.next(np.array([now]))[0])

    def _call(self, team: int, now: float) -> None:
        """Begin as many turns as there are free hands, in order."""
        queue = self.queues[team]
        if queue and self.idle[team] and (later := self._opens(team, now)) > now:
            heappush(self.heap, (later, WAKE, team))
            return
        while queue and self.idle[team]:
            _, joined, person, step = heappop(queue)
            patience = self.patience[step]
            if patience is not None and now - joined > patience[person]:
                self.gave_up[step][person] = True
                self.left[person] = joined + patience[person]
                continue
            self.idle[team] -= 1
            self._start(person, step, now)
