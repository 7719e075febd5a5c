"""What if the pathway were changed? Simulated side by side, for the same people on the same days.

Each figure is the mean over runs with its range (Student t over runs); a difference is the mean of the differences
run by run, which common random numbers make far more certain than two separate simulations. Ranges speak of chance in
the simulation only, not of whether the model is right: every assumption has its source in `Pathway.to_dict()`.

Sources: Law A. M. (2015), Simulation Modeling and Analysis, 9 to 11; Little J. D. C. (1961), Operations Research 9;
Monks T. and others (2019), Journal of Simulation 13 (STRESS: what to report).
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis import intervals
from throughline.analysis.intervals import Interval
from throughline.analysis.pathway import words
from throughline.analysis.pathway.erlang import Queue
from throughline.analysis.pathway.loads import Load, by_formula, loads
from throughline.analysis.pathway.measures import PEOPLE, Runs, run
from throughline.analysis.pathway.model import Pathway

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

UNITS = {"people": "people a run", "over": "share of people", "gave_up": "share of people", "absent": "share of people"}


@dataclass(frozen=True, slots=True)
class Experience:
    """What people go through; minutes of waiting over all steps unless said otherwise.

    people: who came, a run. wait: mean. typical: median. tenth: one in ten waits longer. over: share who wait over the
    target, None without one. gave_up, absent: shares who left unseen or did not come. time: mean minutes in the
    pathway of those who got through, None where hardly anybody does. Each is a mean over runs with its range.
    """

    name: str
    people: Interval
    wait: Interval
    typical: Interval
    tenth: Interval
    over: Interval | None
    gave_up: Interval
    absent: Interval
    time: Interval | None

    def to_dict(self) -> dict[str, Any]:
        return {"name": self.name} | {k: v.to_dict() for k in PEOPLE if (v := getattr(self, k)) is not None}


@dataclass(frozen=True, slots=True)
class Little:
    """Little's law: people in the pathway = people coming a minute × minutes they stay. gap: how far the two sides
    differ, as a share; the law holds for a pathway in balance."""

    inside: float
    coming_times_stay: float
    gap: float


@dataclass(frozen=True, slots=True)
class Simulated:
    """One pathway. everybody, groups: experiences. steps: mean wait by step. busy: share of opening time that each team
    works. loads: what is asked of each team, worked out without simulating. formulae: the mean wait of the steps where
    theory gives it exactly. record: every assumption with its source, seed and runs."""

    name: str
    everybody: Experience
    groups: tuple[Experience, ...]
    steps: tuple[tuple[str, Interval], ...]
    busy: tuple[tuple[str, Interval], ...]
    loads: tuple[Load, ...]
    formulae: tuple[tuple[str, Queue], ...]
    little: Little
    record: dict[str, Any]
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        return words.simulated(self)

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "shown": self.shown,
            "everybody": self.everybody.to_dict(),
            "groups": [g.to_dict() for g in self.groups],
            "steps": {name: wait.to_dict() for name, wait in self.steps},
            "busy": {name: share.to_dict() for name, share in self.busy},
            "loads": [load.to_dict() for load in self.loads],
            "formulae": {name: found.to_dict() for name, found in self.formulae},
            "little": asdict(self.little),
            "record": self.record,
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True, slots=True)
class Compared:
    """Two pathways walked by the same people. differences: changed less now, of everybody. by_group: of each group
    that both have. unpaired: half the range of the difference in mean wait if each had been simulated by itself."""

    now: Simulated
    changed: Simulated
    differences: Experience
    by_group: tuple[Experience, ...]
    unpaired: float
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        return words.compared(self)

    def to_dict(self) -> dict[str, Any]:
        return {
            "shown": self.shown,
            "now": self.now.to_dict(),
            "changed": self.changed.to_dict(),
            "differences": self.differences.to_dict(),
            "by_group": [g.to_dict() for g in self.by_group],
            "unpaired_half_width": self.unpaired,
            "warnings": list(self.warnings),
        }


def simulate(pathway: Pathway, *, runs: int = 200, seed: int = 0, level: float = 0.95) -> Simulated:
    """Simulate a pathway `runs` times. Raises ValueError for fewer than 2 runs, or a group too small to be met in two
    of them."""
    return _simulated(pathway, run(pathway, runs, seed), runs, seed, level)


def compare(now: Pathway, changed: Pathway, *, runs: int = 200, seed: int = 0, level: float = 0.95) -> Compared:
    """Simulate a pathway as it is and as it might be, with common random numbers. Raises ValueError as `simulate`, and
    where the two count different days or targets."""
    if (now.days, now.warm_up, now.target) != (changed.days, changed.warm_up, changed.target):
        raise ValueError("now and changed must have the same days, warm-up and target to be compared")
    one, two = run(now, runs, seed), run(changed, runs, seed)
    both = {who for who in one.people if who in two.people}
    differing = {who: {k: two.people[who][k] - one.people[who][k] for k in PEOPLE} for who in one.people if who in both}
    found = _simulated(now, one, runs, seed, level), _simulated(changed, two, runs, seed, level)
    differences = [
        _experience(who or "everybody", x, now.target, level, difference=True) for who, x in differing.items()
    ]
    apart = [x.everybody.wait for x in found]
    return Compared(
        *found,
        differences[0],
        tuple(differences[1:]) if len(differences) > 2 else (),
        math.hypot(*((x.high - x.low) / 2 for x in apart)),
        words.warnings_of_change(differences, found),
    )


def _simulated(pathway: Pathway, runs: Runs, count: int, seed: int, level: float) -> Simulated:
    experiences = [_experience(who or "everybody", runs.people[who], pathway.target, level) for who in runs.people]
    asked = loads(pathway)
    inside, expected = float(runs.inside.mean()), float(np.mean(runs.rate * np.nan_to_num(runs.stay)))
    little = Little(inside, expected, abs(inside - expected) / expected)
    steps = [(name, _figure(x, "minutes", level)) for name, x in runs.steps.items()]
    busy = [(name, _figure(x, "share of time", level)) for name, x in runs.busy.items()]
    return Simulated(
        pathway.name,
        experiences[0],
        tuple(experiences[1:]) if len(pathway.groups) > 1 else (),
        tuple((name, wait) for name, wait in steps if wait is not None),
        tuple((name, share) for name, share in busy if share is not None),
        asked,
        by_formula(pathway),
        little,
        pathway.to_dict() | {"runs": count, "seed": seed, "random_numbers": "numpy PCG64, one stream a purpose"},
        words.warnings_of(asked, little, [name for name, wait in steps if wait is None], count),
    )


def _experience(
    name: str, measured: dict[str, Array], target: float | None, level: float, *, difference: bool = False
) -> Experience:
    found = {k: _figure(x, UNITS.get(k, "minutes"), level, difference=difference) for k, x in measured.items()}
    if target is None:
        found["over"] = None
    if any(found[k] is None for k in PEOPLE if k not in ("over", "time")):
        raise ValueError(f"too few people come to measure anything in group “{name}”: take more days or more runs")
    return Experience(name, **found)  # type: ignore[arg-type]


def _figure(values: Array, unit: str, level: float, *, difference: bool = False) -> Interval | None:
    """The mean over the runs that had somebody to measure, with its range; None where fewer than 2 had."""
    known = values[np.isfinite(values)]
    if len(known) < 2:
        return None
    found = intervals.mean(known.tolist(), level=level)
    low = found.low if difference else max(0.0, found.low)
    return replace(found, low=low, unit=unit, warnings=())
