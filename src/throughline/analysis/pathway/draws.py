"""Chance, drawn once for “now” and “changed” alike: common random numbers.

Each purpose (arrivals, how long step X takes, …) has a stream of its own, named by the seed and the step. The number
of the tenth person at a step is therefore the same whatever else was changed, so that the two pathways are walked by
the same people on the same days, and their difference shows the change and little else.

Sources: Law A. M. (2015), Simulation Modeling and Analysis, 11.2 (common random numbers); Çinlar E. (1975),
Introduction to Stochastic Processes, 4.7 (arrivals at an uneven rate by inverting the mean number that have come).
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.pathway.model import HOUR, LEAVE, Pathway, Step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Whole = NDArray[np.intp]
    Flags = NDArray[np.bool_]

NEVER = np.inf
GONE = -1


@dataclass(frozen=True, slots=True)
class Visit:
    """What happens to each person at one step if they get there. All runs × people. minutes: of the team (the lost
    minutes for those who do not come). onward: index of the next step, GONE for none. patience, absent: None where
    the step has none. absent_queue: whether those who do not come are called in their turn and cost time."""

    minutes: Array
    onward: Whole
    patience: Array | None
    absent: Flags | None
    absent_queue: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """came: minute of arrival, runs × people, in order, NEVER beyond the last. group: index of each person's group.
    first: index of the first step of each. visits: one a step."""

    came: Array
    group: Whole
    first: Whole
    visits: tuple[Visit, ...]


def draw(pathway: Pathway, runs: int, seed: tuple[int, ...], *, came: Array | None = None) -> Drawn:
    """Draw everybody who comes in `runs` runs. seed: numbers of 0 or more. came: arrivals (runs × people, ascending,
    NEVER for none) that are given, e.g. as they were observed, instead of drawn."""
    if came is None:
        came = _arrivals(pathway, runs, seed)
    shape = came.shape
    index = {step.name: i for i, step in enumerate(pathway.steps)} | {LEAVE: GONE}
    edges = np.cumsum([g.share for g in pathway.groups])[:-1]
    one_group = len(pathway.groups) == 1
    group = np.zeros(shape, np.intp) if one_group else np.searchsorted(edges, _uniform(seed, "group", "", shape))
    first = np.array([index[pathway.first_of(g)] for g in pathway.groups])[group]
    visits = tuple(_visit(pathway, step, group, index, seed) for step in pathway.steps)
    return Drawn(came, group, first, visits)


def _arrivals(pathway: Pathway, runs: int, seed: tuple[int, ...]) -> Array:
    hours = int(pathway.minutes // HOUR)
    rates = np.resize(np.asarray(pathway.arrivals, dtype=float), hours)
    expected = np.concatenate([[0.0], np.cumsum(rates)])
    rng = _stream(seed, "arrivals", "")
    block = int(expected[-1] + 6 * np.sqrt(expected[-1]) + 20)
    reached = np.zeros((0, runs))
    # People × runs, so that the first people are the same however many are drawn.
    while not len(reached) or reached[-1].min() < expected[-1]:
        before = reached[-1] if len(reached) else 0.0
        more = np.cumsum(rng.standard_exponential((block, runs)), axis=0) + before
        reached = np.concatenate([reached, more])
    most = max(1, int((reached < expected[-1]).any(axis=1).sum()))
    reached = np.ascontiguousarray(reached[:most].T)
    times = np.interp(reached, expected, HOUR * np.arange(hours + 1))
    return np.where(reached < expected[-1], times, NEVER)


def _visit(pathway: Pathway, step: Step, group: Whole, index: dict[str, int], seed: tuple[int, ...]) -> Visit:
    shape = group.shape
    minutes = step.duration.minutes(_uniform(seed, "minutes", step.name, shape))
    slower = np.array([g.slower.get(step.name, 1.0) for g in pathway.groups])
    if (slower != 1).any():
        minutes = minutes * slower[group]
    absent: Flags | None = None
    chance = np.array([pathway.no_show_of(step, g) for g in pathway.groups])
    if chance.any():
        absent = _uniform(seed, "no_show", step.name, shape) < chance[group]
        minutes = np.where(absent, step.lost_minutes, minutes)
    patience: Array | None = None
    if step.patience is not None:
        patience = step.patience.minutes(_uniform(seed, "patience", step.name, shape))
        if absent is not None:
            patience = np.where(absent, NEVER, patience)
    onward = _onward(pathway, step, group, index, seed)
    if absent is not None:
        onward = np.where(absent, GONE, onward)
    return Visit(minutes, onward, patience, absent, step.lost_minutes > 0)


def _onward(pathway: Pathway, step: Step, group: Whole, index: dict[str, int], seed: tuple[int, ...]) -> Whole:
    """Steps are tried in the order of the pathway, so that a change of shares moves as few people as it must."""
    order = [*(s.name for s in pathway.steps), LEAVE]
    shares = np.array([[pathway.next_of(step, g).get(name, 0.0) for name in order] for g in pathway.groups])
    used = [i for i in range(len(order)) if shares[:, i].any()]
    places = np.array([index[order[i]] for i in used])
    if len(used) == 1:
        return np.full(group.shape, places[0])
    u = _uniform(seed, "next", step.name, group.shape)
    bounds = np.cumsum(shares[:, used[:-1]], axis=1)
    chosen = np.zeros(group.shape, np.intp)
    for k in range(len(used) - 1):
        chosen += u >= bounds[:, k][group]
    return np.asarray(places[chosen])


def _stream(seed: tuple[int, ...], purpose: str, name: str) -> np.random.Generator:
    return np.random.default_rng([*seed, zlib.crc32(f"{purpose}:{name}".encode())])


def _uniform(seed: tuple[int, ...], purpose: str, name: str, shape: tuple[Any, ...]) -> Array:
    runs, people = shape
    return np.ascontiguousarray(_stream(seed, purpose, name).random((people, runs)).T)
