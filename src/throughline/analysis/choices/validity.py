"""Can these answers be trusted? Dominated choices, straight-lining, speed, repeated tasks, and tasks held out.

Signs only: a person may have a reason for any of them. Nobody is left out here; show results with and without
the people who were flagged (Lancsar & Louviere 2006, Health Economics 15; Johnson, Yang & Reed 2019, Value in
Health 22).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.choices.data import ChoiceData
from throughline.analysis.choices.meaning import Preferences
from throughline.analysis.intervals import Interval, wilson

if TYPE_CHECKING:
    from throughline.analysis.choices._arrays import Array, Mask

RARE = 0.01  # chance of a straight line below which it is flagged
FAST = 1 / 3  # of the median time
MISSED = 0.2  # of tasks held out


@dataclass(frozen=True, slots=True)
class Flags:
    """People for whom a sign was found. share: of those it could be found for (`asked`), with its range; None
    when it could be found for nobody. people: who."""

    sign: str
    asked: int
    share: Interval | None
    people: tuple[Any, ...]
    warnings: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        if self.share is None:
            return f"{self.sign}: nothing to judge it by."
        return f"{self.sign}: {len(self.people):,} of {self.asked:,} people."

    def to_dict(self) -> dict[str, Any]:
        return {
            "sign": self.sign,
            "asked": self.asked,
            "share": None if self.share is None else self.share.to_dict(),
            "people": [str(p) for p in self.people],
            "warnings": list(self.warnings),
            "shown": self.shown,
        }


def dominated(data: ChoiceData, better: Mapping[str, int], *, apart: Collection[Any] = ()) -> Flags:
    """People who chose an alternative although another was at least as good in everything and better in
    something.

    better: for every column, 1 when more is better for anybody, -1 when less is; for an attribute of levels its own
    name, 1 when levels listed later are better. apart: alternatives that are not compared with others, such as choosing
    none. Raises ValueError for a column without a direction: without it nothing is dominated for sure.
    """
    X = _merits(data, better)
    X[np.isin(data.alternative, [i for i, a in enumerate(data.alternatives) if a in apart])] = np.nan
    task = data.task_of_row
    ahead = X - X[data.chosen][task]
    beats = (ahead >= 0).all(axis=1) & (ahead > 0).any(axis=1)
    failed = np.bincount(task, beats) > 0
    # A task can be failed only where some alternative is dominated.
    possible = np.zeros(len(data.chosen), bool)
    for t, (start, stop) in enumerate(zip(data.starts[:-1], data.starts[1:], strict=True)):
        gap = X[start:stop, None] - X[None, start:stop]
        possible[t] = ((gap >= 0).all(axis=2) & (gap > 0).any(axis=2)).any()
    return _flags("Chose an option that another beat in everything", data, possible, failed)


def _merits(data: ChoiceData, better: Mapping[str, int]) -> Array:
    """(rows, attributes): the higher the better. The levels of an attribute count by their place."""
    unknown = [n for n in better if not any(name == n or name.startswith(f"{n}: ") for name in data.names)]
    if unknown:
        raise ValueError(f"there is no column “{unknown[0]}”; there are: {', '.join(data.names)}")
    missing = [n for n in data.names if better.get(n, better.get(n.partition(": ")[0])) not in (1, -1)]
    if missing:
        raise ValueError(f"say for every column whether more is better (1) or less (-1); {missing[0]} has neither")
    merits = []
    for name, way in better.items():
        levels = [n for n in data.names if n.startswith(f"{name}: ")]
        places = np.arange(1, len(levels) + 1)
        merits.append(way * (data.only(levels).X @ places if levels else data.column(name)))
    return np.column_stack(merits)


def straight_lines(data: ChoiceData) -> Flags:
    """People who always chose the same alternative, where that is unlikely (below 1 in 100) by how often all
    people choose it. For unlabelled alternatives (left, right) it means that the place was chosen."""
    alternative = data.alternative[data.chosen]
    usual = np.bincount(alternative, minlength=len(data.alternatives)) / len(alternative)
    tasks = np.bincount(data.person)
    first = alternative[np.searchsorted(data.person, np.arange(len(data.people)))]
    same = np.bincount(data.person, alternative == first[data.person]) == tasks
    unlikely = usual[first] ** tasks < RARE
    asked = usual.max() ** tasks < RARE
    people = tuple(p for p, flagged in zip(data.people, same & unlikely & asked, strict=True) if flagged)
    return _share("Always chose the same alternative", int(asked.sum()), people)


def too_fast(seconds: Mapping[Any, float]) -> Flags:
    """People who took less than a third of the median time. seconds: person → time for all tasks."""
    times = np.array(list(seconds.values()), float)
    if not len(times) or not np.isfinite(times).all() or (times < 0).any():
        raise ValueError("times must be numbers of 0 or more, one for each person")
    limit = FAST * float(np.median(times))
    return _share(
        "Took less than a third of the usual time", len(times), tuple(p for p, s in seconds.items() if s < limit)
    )


@dataclass(frozen=True, slots=True)
class Stability:
    """Of tasks asked twice, how many were answered the same. by_chance: how many would be, were the second
    answer drawn from all people's choices."""

    same: Interval
    by_chance: float

    @property
    def shown(self) -> str:
        return f"Asked again, people chose the same: {self.same.shown}; by chance {self.by_chance:.0%}."

    def to_dict(self) -> dict[str, Any]:
        return {"same": self.same.to_dict(), "by_chance": self.by_chance, "shown": self.shown}


def stability(data: ChoiceData, repeats: Mapping[Any, Any]) -> Stability:
    """Compare tasks that were asked twice. repeats: the label of the second asking → that of the first. Raises
    ValueError when nobody answered both."""
    places = {(int(p), t): i for i, (p, t) in enumerate(zip(data.person, data.tasks, strict=True))}
    chosen = data.alternative[data.chosen]
    pairs = [
        (places[p, first], i)
        for (p, again), i in places.items()
        if (first := repeats.get(again)) is not None and (p, first) in places
    ]
    if not pairs:
        raise ValueError("nobody answered both a task and its repeat: check the labels of the tasks")
    before, after = (chosen[list(side)] for side in zip(*pairs, strict=True))
    count = len(data.alternatives)
    shares = [np.bincount(x, minlength=count) / len(pairs) for x in (before, after)]
    return Stability(wilson(int((before == after).sum()), len(pairs)), float(shares[0] @ shares[1]))


@dataclass(frozen=True, slots=True)
class HeldOut:
    """How a model foretells choices it was not shown. hit_rate: the likeliest alternative was chosen.
    by_chance: the hit rate of guessing blindly. mean_probability: geometric, of what was chosen."""

    hit_rate: Interval
    by_chance: float
    mean_probability: float
    seed: int
    warnings: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        return f"It foretells {self.hit_rate.shown.replace('people', 'choices')}; blind guesses {self.by_chance:.0%}."

    def to_dict(self) -> dict[str, Any]:
        return {
            "hit_rate": self.hit_rate.to_dict(),
            "by_chance": self.by_chance,
            "mean_probability": self.mean_probability,
            "seed": self.seed,
            "warnings": list(self.warnings),
            "shown": self.shown,
        }


def held_out(
    data: ChoiceData, estimate: Callable[[ChoiceData], Preferences], *, share: float = MISSED, seed: int = 0
) -> HeldOut:
    """Estimate on some tasks and foretell the others, chosen by chance.

    estimate: such as `conditional_logit`. share: of all tasks, held out. Raises ValueError for a share outside
    0 to 1 or with nothing held out.
    """
    if not 0 < share < 1:
        raise ValueError(f"the share held out must lie between 0 and 1, not {share!r}")
    n = len(data.chosen)
    hidden = np.zeros(n, bool)
    hidden[np.random.default_rng(seed).permutation(n)[: round(share * n)]] = True
    if not hidden.any():
        raise ValueError(f"{n} choices are too few to hold {share:.0%} out")
    result = estimate(data.keep(~hidden))
    test = data.keep(hidden)
    p = result.probabilities(result.estimates, test.only(result.columns).X, test.starts)
    best = np.maximum.reduceat(p, test.starts[:-1])
    chosen = p[test.chosen]
    hits = int((chosen >= best * (1 - 1e-12)).sum())
    log_mean = float(np.log(np.maximum(chosen, 1e-300)).mean())
    return HeldOut(wilson(hits, len(chosen)), float((1 / np.diff(test.starts)).mean()), math.exp(log_mean), seed)


def _flags(sign: str, data: ChoiceData, possible: Mask, failed: Mask) -> Flags:
    """By person: who could show the sign in some task, and who did."""
    could = np.bincount(data.person, possible) > 0
    did = np.bincount(data.person, failed) > 0
    return _share(sign, int(could.sum()), tuple(p for p, flagged in zip(data.people, did, strict=True) if flagged))


def _share(sign: str, asked: int, people: tuple[Any, ...]) -> Flags:
    if asked == 0:
        return Flags(sign, 0, None, people, ("No task could show this sign: add one that can.",))
    return Flags(sign, asked, wilson(len(people), asked), people)
