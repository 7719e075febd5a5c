"""What each run of a simulation gives: one number a run of every measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from throughline.analysis.pathway.draws import Drawn, draw
from throughline.analysis.pathway.loads import open_minutes
from throughline.analysis.pathway.model import DAY, HOUR, Pathway
from throughline.analysis.pathway.walk import Walk, walk_through

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Flags = NDArray[np.bool_]

RUN_DAYS, LEAST = 200, 20  # runs at a time: this many days of them, and no fewer than that
MOST_VISITS = 1_000_000  # of one run: 20 of them take a gigabyte, and two where teams are met again
PEOPLE = ("people", "wait", "typical", "tenth", "over", "gave_up", "absent", "time")


@dataclass(frozen=True, slots=True)
class Runs:
    """One number a run; not a number where nobody was there to measure.

    people: for everybody ("") and each group, the measures of PEOPLE: how many were expected; of those who came, their
    mean wait (also of those who gave up), its median and 90th percentile, and the share who waited over the target; of
    all, the shares who gave up and did not come; and the mean time in the pathway of those who got through. steps: mean
    wait at each step. busy: of each team. inside, rate, stay: mean number of people in the pathway, people a minute,
    and their mean minutes in it.
    """

    people: dict[str, dict[str, Array]]
    steps: dict[str, Array]
    busy: dict[str, Array]
    inside: Array
    rate: Array
    stay: Array


def run(pathway: Pathway, runs: int, seed: int) -> Runs:
    """Simulate `runs` times. Raises ValueError unless there are at least 2 runs and the seed is 0 or more."""
    if runs != int(runs) or runs < 2:
        raise ValueError(f"at least 2 runs are needed to know how far they vary, not {runs!r}")
    if seed < 0:
        raise ValueError(f"the seed must be 0 or more, not {seed!r}")
    people = sum(np.resize(pathway.arrivals, int(pathway.minutes // HOUR)))
    if people * len(pathway.steps) > MOST_VISITS:
        raise ValueError(
            f"{people:,.0f} people through {len(pathway.steps)} steps are more than a run can hold: take fewer days"
        )
    parts = []
    # By the days alone, so that two pathways over the same days draw the same numbers.
    size = max(LEAST, RUN_DAYS // (pathway.warm_up + pathway.days))
    for batch, first in enumerate(range(0, runs, size)):
        drawn = draw(pathway, min(size, runs - first), (seed, batch))
        parts.append(measure(pathway, drawn, walk_through(pathway, drawn)))
    return Runs(
        {who: {k: _joined([p.people[who][k] for p in parts]) for k in PEOPLE} for who in parts[0].people},
        {name: _joined([p.steps[name] for p in parts]) for name in parts[0].steps},
        {name: _joined([p.busy[name] for p in parts]) for name in parts[0].busy},
        *(_joined([getattr(p, name) for p in parts]) for name in ("inside", "rate", "stay")),
    )


def _joined(parts: list[Array]) -> Array:
    return np.concatenate(parts)


def measure(pathway: Pathway, drawn: Drawn, walk: Walk) -> Runs:
    """The measures of people who came after the warm-up."""
    begin = pathway.warm_up * DAY
    counted = np.isfinite(drawn.came) & (drawn.came >= begin)
    waits = np.zeros_like(walk.joined)
    served = np.isfinite(walk.started) & ~walk.absent
    np.subtract(walk.started, walk.joined, out=waits, where=served)
    np.subtract(np.broadcast_to(walk.left, waits.shape), walk.joined, out=waits, where=walk.gave_up)
    seen = served | walk.gave_up
    total = waits.sum(axis=0)
    inside = np.zeros_like(total)
    np.subtract(walk.left, drawn.came, out=inside, where=counted)
    unseen = (np.asarray(walk.gave_up.any(axis=0)), np.asarray(walk.absent.any(axis=0)))
    groups = {"": counted} | {g.name: counted & (drawn.group == k) for k, g in enumerate(pathway.groups)}
    people = {who: _people(pathway, total, inside, unseen, chosen) for who, chosen in groups.items()}
    steps = {s.name: _mean(waits[i], seen[i] & counted) for i, s in enumerate(pathway.steps)}
    busy = {t.name: _busy(pathway, drawn, walk, t.name) for t in pathway.teams}
    window = pathway.days * DAY
    # A place that starts empty is watched until the last person has left, one that is full from end to end of the days.
    end = np.full(len(total), begin + window)
    if not pathway.warm_up:
        end = np.maximum(end, np.where(np.isfinite(walk.left), walk.left, 0.0).max(axis=1))
    present = np.clip(walk.left, begin, end[:, None]) - np.clip(drawn.came, begin, end[:, None])
    number = present.sum(axis=1, where=np.isfinite(drawn.came)) / (end - begin)
    return Runs(people, steps, busy, number, counted.sum(axis=1) / (end - begin), _mean(inside, counted))


def _people(
    pathway: Pathway, total: Array, inside: Array, unseen: tuple[Flags, Flags], chosen: Flags
) -> dict[str, Array]:
    through = chosen & ~unseen[0] & ~unseen[1]
    target = np.inf if pathway.target is None else pathway.target
    present = chosen & ~unseen[1]
    return {
        "people": chosen.sum(axis=1).astype(float),
        "wait": _mean(total, present),
        "typical": _quantile(total, present, 0.5),
        "tenth": _quantile(total, present, 0.9),
        "over": _mean(total > target, present),
        "gave_up": _mean(unseen[0], chosen),
        "absent": _mean(unseen[1], chosen),
        "time": _mean(inside, through),
    }


def _mean(values: Array | Flags, chosen: Flags) -> Array:
    count = chosen.sum(axis=1)
    total = np.where(chosen, values, 0).sum(axis=1).astype(float)
    return np.divide(total, count, out=np.full(len(count), np.nan), where=count > 0)


def _quantile(values: Array, chosen: Flags, q: float) -> Array:
    """A quantile of each run, by straight lines between the ordered values."""
    count = chosen.sum(axis=1)
    ordered = np.sort(np.where(chosen, values, np.inf), axis=1)
    place = q * np.maximum(count - 1, 0)
    low = np.floor(place).astype(int)
    high = np.minimum(low + 1, np.maximum(count - 1, 0))
    rows = np.arange(len(count))
    below = np.where(count > 0, ordered[rows, low], np.nan)
    above = np.where(count > 0, ordered[rows, high], np.nan)
    return np.asarray(below + (place - low) * (above - below))


def _busy(pathway: Pathway, drawn: Drawn, walk: Walk, team: str) -> Array:
    """Minutes of work within the days that are counted, over the minutes of opening. Work that runs on after closing
    counts, so this may pass 1."""
    begin = pathway.warm_up * DAY
    end = begin + pathway.days * DAY
    work = np.zeros(len(drawn.came))
    for i, step in enumerate(pathway.steps):
        if step.team == team:
            starts = np.where(np.isfinite(walk.started[i]), walk.started[i], end)
            ends = starts + drawn.visits[i].minutes
            work += (np.clip(ends, begin, end) - np.clip(starts, begin, end)).sum(axis=1)
    part = next(t for t in pathway.teams if t.name == team)
    return np.asarray(work / (open_minutes(pathway, part) * part.size))
