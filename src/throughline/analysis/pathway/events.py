"""Walking a pathway by the clock: a heap of what happens next.

Everything that happens at one moment is taken in before anybody's turn begins, so that the order of those who wait
depends on when they came and not on how the heap breaks ties. People who give up leave the queue when their turn would
have come; until then they hold nobody up.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush

import numpy as np

from throughline.analysis.pathway.draws import GONE, Drawn
from throughline.analysis.pathway.model import Pathway
from throughline.analysis.pathway.walk import Opening, Walk, empty

WAKE = -1  # in place of a person: a team opens


def by_events(pathway: Pathway, drawn: Drawn) -> Walk:
    """Walk everybody through, all teams at once. The same numbers as `walk.by_stations` where both can be used."""
    found = empty(pathway, drawn)
    priority = np.array([g.priority for g in pathway.groups])[drawn.group]
    for run in range(drawn.came.shape[0]):
        _Clock(pathway, drawn, run, priority[run].tolist(), found).go()
    return found


class _Clock:
    """One run."""

    def __init__(self, pathway: Pathway, drawn: Drawn, run: int, priority: list[int], found: Walk) -> None:
        self.found, self.run, self.priority = found, run, priority
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
        came, first = drawn.came[run], drawn.first[run].tolist()
        # What happens next: (when, person, step, whether their turn there has just ended).
        self.heap = [(t, p, first[p], False) for p, t in enumerate(came[np.isfinite(came)].tolist())]
        heapify(self.heap)

    def go(self) -> None:
        heap = self.heap
        while heap:
            now = heap[0][0]
            touched = set()
            while heap and heap[0][0] == now:
                _, person, step, ended = heappop(heap)
                team = step if person == WAKE else self.team_of[step]
                if person != WAKE:
                    if ended:
                        if team != GONE:
                            self.idle[team] += 1
                            touched.add(team)
                        step = self.onward[step][person]
                    team = self._join(person, step, now)
                if team != GONE:
                    touched.add(team)
            for team in touched:
                self._call(team, now)

    def _join(self, person: int, step: int, now: float) -> int:
        """Let a person come to a step, or leave. Returns the team whose queue has grown, GONE for none."""
        found, run = self.found, self.run
        if step == GONE:
            found.left[run, person] = now
            return GONE
        found.joined[step, run, person] = now
        absent = self.absent[step]
        if absent is not None and absent[person]:
            found.absent[step, run, person] = True
            if not self.absent_queue[step]:
                found.left[run, person] = now
                return GONE
        team = self.team_of[step]
        if team == GONE:
            self._start(person, step, now)
        else:
            heappush(self.queues[team], (self.priority[person], now, person, step))
        return team

    def _start(self, person: int, step: int, now: float) -> None:
        self.found.started[step, self.run, person] = now
        heappush(self.heap, (now + self.minutes[step][person], person, step, True))

    def _call(self, team: int, now: float) -> None:
        """Begin as many turns as there are free hands, in order."""
        queue = self.queues[team]
        if queue and self.idle[team] and (later := self.openings[team].next(now)) > now:
            heappush(self.heap, (later, WAKE, team, False))
            return
        while queue and self.idle[team]:
            _, joined, person, step = heappop(queue)
            patience = self.patience[step]
            if patience is not None and now - joined > patience[person]:
                self.found.gave_up[step, self.run, person] = True
                self.found.left[self.run, person] = joined + patience[person]
                continue
            self.idle[team] -= 1
            self._start(person, step, now)
