"""What a reader can work out about one figure of a one- or two-way table, exactly.

A table with its totals is a circulation: each figure is an edge, each "these add up to that" is a node, and
what is shown about a figure is the least and the most that its edge may carry. How far one figure can move,
everything shown staying true, is a maximum-flow question (Ford & Fulkerson 1956), and its answer is a whole
number: unlike linear programming it needs no solver and leaves no fractions. For tables of more than two ways
the sums are not a network: use `audit`.

References: Gusfield D. (1988), A graph theoretic approach to statistical data security, SIAM J. Comput.
17(3).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

UNBOUNDED = 10**12


@dataclass(slots=True)
class Edge:
    """One figure of a table: it flows from node `tail` to node `head`, and is known to lie in [low, high]."""

    tail: int
    head: int
    value: int
    low: int
    high: int


class Network:
    """The figures of a table as edges; every node's inflow equals its outflow at the true values."""

    def __init__(self, edges: list[Edge]) -> None:
        self.edges = edges
        self._touching: dict[int, list[int]] = {}
        for index, edge in enumerate(edges):
            self._touching.setdefault(edge.tail, []).append(index)
            if edge.head != edge.tail:
                self._touching.setdefault(edge.head, []).append(index)

    def span(self, target: int) -> tuple[int, int]:
        """The least and the most that edge `target` can carry while everything shown stays true."""
        edge = self.edges[target]
        more = self._push(edge.head, edge.tail, skip=target, wanted=edge.high - edge.value)
        less = self._push(edge.tail, edge.head, skip=target, wanted=edge.value - edge.low)
        return edge.value - less, edge.value + more

    def neighbours(self, target: int) -> set[int]:
        """Edges that meet `target` at either end."""
        edge = self.edges[target]
        return {*self._touching[edge.tail], *self._touching[edge.head]} - {target}

    def _push(self, source: int, sink: int, *, skip: int, wanted: int) -> int:
        """Send up to `wanted` units from source to sink through what the other edges can still give."""
        flow = [edge.value for edge in self.edges]
        sent = 0
        while sent < wanted:
            path = self._path(source, sink, flow, skip)
            if path is None:
                break
            room = min(self._room(index, forward, flow) for index, forward in path)
            step = min(room, wanted - sent)
            for index, forward in path:
                flow[index] += step if forward else -step
            sent += step
        return sent

    def _room(self, index: int, forward: bool, flow: list[int]) -> int:
        edge = self.edges[index]
        return edge.high - flow[index] if forward else flow[index] - edge.low

    def _path(self, source: int, sink: int, flow: list[int], skip: int) -> list[tuple[int, bool]] | None:
        came: dict[int, tuple[int, int, bool]] = {source: (source, -1, True)}
        queue = deque([source])
        while queue and sink not in came:
            node = queue.popleft()
            for index in self._touching[node]:
                edge = self.edges[index]
                forward = edge.tail == node
                other = edge.head if forward else edge.tail
                if index != skip and other not in came and self._room(index, forward, flow) > 0:
                    came[other] = (node, index, forward)
                    queue.append(other)
        if sink not in came:
            return None
        path, node = [], sink
        while node != source:
            node, index, forward = came[node]
            path.append((index, forward))
        return path
