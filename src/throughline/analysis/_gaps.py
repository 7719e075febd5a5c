"""Gaps in a series of times, found once for every method that treats neighbours as neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

USUAL = 1.6  # times the usual step: more than the difference between months, less than a month left out


def first_gap(when: Sequence[Any]) -> tuple[Any, Any] | None:
    """The first two neighbours further apart than is usual in `when`, numbers or dates in rising order; None for
    none, and for times that have no distance (text)."""
    if not all(isinstance(t, (int, float, date)) for t in when):
        return None
    steps = [_distance(a, b) for a, b in pairwise(when)]
    usual = median(steps) if steps else 0.0
    return next((pair for pair, step in zip(pairwise(when), steps, strict=True) if step > USUAL * usual), None)


def gap_in_words(when: Sequence[Any], what: str) -> str | None:
    """What to say of the first gap, None where there is none. what: "points", "periods"."""
    gap = first_gap(when)
    if gap is None:
        return None
    return f"There seems to be a gap between {gap[0]} and {gap[1]}; the {what} are treated as neighbours."


def _distance(a: Any, b: Any) -> float:
    step = b - a
    return float(step.total_seconds()) if isinstance(a, date) else float(step)
