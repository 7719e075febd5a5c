"""Consensus only where every group agrees: a majority must not drown a minority.

A point is "consensus" when in every group of at least 30 people the lower end of the range of agreement
reaches one half; otherwise it is "divided", and the group that agrees least is named. Groups that are too
small to count are named too: their view is to be asked for in words. Group-aware consensus: Small and others
(2021), Polis: Scaling deliberation by mapping high dimensional opinion spaces, Recerca 26(2): the product
over groups of (agree + 1) / (n + 2).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from throughline.analysis.disclosure.counts import as_count
from throughline.analysis.intervals import Interval, wilson

ENOUGH = 30
HALF = 0.5
Verdict = Literal["consensus", "divided", "too few to say"]


@dataclass(frozen=True, slots=True)
class Consensus:
    """Whether groups agree. pooled: all people together, for the record only. groups: each one's share that
    agrees, with its range.

    least: the group that agrees least, by the lower end of its range; least_low: that end. group_aware: the
        product over groups.
    too_small: groups of fewer than 30 people, which the verdict leaves out.
    """

    verdict: Verdict
    pooled: Interval
    groups: dict[str, Interval]
    least: str | None
    least_low: float | None
    group_aware: float
    too_small: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        if self.least is None:
            return f"Too few people to say whether groups agree: no group has {ENOUGH} people."
        group = self.groups[self.least]
        if self.verdict == "consensus":
            return f"Every group agrees. {self.least} agrees least: {group.shown}."
        return f"Groups are divided. {self.least} agrees least: {group.shown}."

    def to_dict(self) -> dict[str, Any]:
        return {
            "verdict": self.verdict,
            "pooled": self.pooled.to_dict(),
            "groups": {name: interval.to_dict() for name, interval in self.groups.items()},
            "least": self.least,
            "least_low": self.least_low,
            "group_aware": self.group_aware,
            "too_small": list(self.too_small),
            "warnings": list(self.warnings),
            "shown": self.shown,
        }


def consensus(votes: Mapping[str, tuple[int, int]], *, level: float = 0.95) -> Consensus:
    """Judge one statement.

    votes: group -> (people who agree, people who voted on it). Groups in which nobody voted are too small
    too. Returns a Consensus. Raises ValueError when nobody voted or more agree than voted.
    """
    counts = {g: (as_count(a, f"agreeing in {g}"), as_count(n, f"voting in {g}")) for g, (a, n) in votes.items()}
    agree, everyone = (sum(c[i] for c in counts.values()) for i in (0, 1))
    if everyone == 0:
        raise ValueError("nobody has voted yet, so there is nothing to judge")
    groups = {g: wilson(a, n, level=level) for g, (a, n) in counts.items() if n}
    large = {g: interval for g, interval in groups.items() if interval.n >= ENOUGH}
    too_small = tuple(g for g in counts if g not in large)
    least = min(large, key=lambda g: large[g].low, default=None)
    low = large[least].low if least is not None else None
    verdict: Verdict = "too few to say" if low is None else "consensus" if low >= HALF else "divided"
    return Consensus(
        verdict,
        wilson(agree, everyone, level=level),
        groups,
        least,
        low,
        math.prod((a + 1) / (n + 2) for a, n in counts.values() if n),
        too_small,
        _warnings(too_small, len(large), verdict),
    )


def _warnings(too_small: tuple[str, ...], large: int, verdict: Verdict) -> tuple[str, ...]:
    warnings = []
    if too_small:
        warnings.append(f"Too few people to count, so ask them in words: {', '.join(too_small)}.")
    if verdict == "consensus" and large == 1:
        warnings.append("Only one group is large enough, so this is the agreement of one group.")
    return tuple(warnings)
