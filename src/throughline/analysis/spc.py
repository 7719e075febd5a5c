"""Control charts: is this more than the ups and downs of every month? XmR by the NHS rules, and the p-chart.

Rules: NHS England, Making Data Count, as the R package NHSRplotthedots 0.2 applies them. Wheeler D. J.
(1993), Understanding Variation, for XmR (2.66 and 3.267 are 3/d2 and D4 for ranges of two).

* point: beyond a limit. * trend: 7 points that each rise (or each fall). * two of three: at least two of
three points in the outer third, all three on one side of the mean. * shift: 7 points on one side of the mean.

Tools differ, so the preset is part of the result. A flag is a reason to ask why, never proof: see
`false_alarms`. On a series that was already rising or falling, control charts alone can say the opposite of
what a change did: fit an interrupted time series beside.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence, Set
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import pairwise
from statistics import fmean, median
from typing import Any, Literal

from throughline.analysis import _spc_given as given
from throughline.analysis import _spc_rules as rule
from throughline.analysis._spc_given import LeftOut, Rebase
from throughline.analysis._spc_rules import PRESETS as PRESETS
from throughline.analysis._spc_rules import Preset, false_alarms, preset_named

LIMIT, SCREEN = 2.66, 3.267
SHORT = 13
SUSTAINED = 8
CORRELATED = 0.25

Better = Literal["increase", "decrease", "neutral"]
Label = Literal["common", "point", "trend", "two of three", "shift", "left out"]
Kind = Literal["common_cause", "improvement", "concern", "neutral", "left_out"]
UNFLAGGED = ("common", "left out")


@dataclass(frozen=True, slots=True)
class Segment:
    """Points start to stop (not included) with one mean and limits; reason: why they were rebased, "" for the
    first; decided: when that was decided, where it is known."""

    start: int
    stop: int
    mean: float
    lower: float
    upper: float
    reason: str = ""
    decided: date | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One value with the limits that hold for it, its flag ("common" for none), and whether that is good."""

    value: float
    mean: float
    lower: float
    upper: float
    label: Label
    up: bool
    kind: Kind


@dataclass(frozen=True, slots=True)
class ControlChart:
    """A control chart. variation: "common_cause", or improvement, concern or neutral with _high or _low, of
    the last point.

    assurance: "pass", "fail" or "inconsistent" against the target, None without one. autocorrelation: of
        neighbouring points. left_out: points that limits and rules do not count, and why. moving: "rising" or "falling"
        where the points that set fixed limits had a trend, so that the chart alone cannot judge what came after.
    """

    points: tuple[Point, ...]
    segments: tuple[Segment, ...]
    preset: str
    better: Better
    target: float | None
    variation: str
    assurance: str | None
    autocorrelation: float | None
    left_out: tuple[LeftOut, ...]
    moving: str | None
    warnings: tuple[str, ...]

    @property
    def flagged(self) -> int:
        return sum(p.label not in UNFLAGGED for p in self.points)

    @property
    def shown(self) -> str:
        last = {
            "common_cause": "The latest value is within the usual ups and downs",
            "improvement": "The latest value is part of an improvement",
            "concern": "The latest value is part of a change for the worse",
            "neutral": "The latest value is part of a change",
        }[self.variation if self.variation == "common_cause" else self.variation.split("_")[0]]
        goal = {
            None: "",
            "pass": "; the target will be met month after month unless something changes",
            "fail": "; the target will be missed month after month unless something changes",
            "inconsistent": "; the target will be met or missed by chance",
        }[self.assurance]
        if self.moving:
            last = f"The values were {self.moving} already while the limits were set, so this chart alone cannot judge"
        return f"{last} ({self.flagged} of {len(self.points)} points are flagged){goal}."

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "flagged": self.flagged, "warnings": list(self.warnings), "shown": self.shown}


def xmr(
    values: Sequence[float],
    *,
    better: Better = "neutral",
    when: Sequence[date] | None = None,
    target: float | None = None,
    rebase: Sequence[Rebase] = (),
    baseline: int | None = None,
    leave_out: Sequence[LeftOut] = (),
    preset: str = "nhsr",
) -> ControlChart:
    """XmR chart of a series in order of time.

    values: at least 2 a segment, finite. better: which way is good. when: dates, one a value, rising. rebase:
    where new limits start, each with a reason. baseline: fix the first segment's limits after this many
    points. leave_out: points that are shown but not counted, each with a reason; the points beside one are taken for
    neighbours. preset: one of `PRESETS`. Raises ValueError for values that are missing, dates out of order, a
    rebase or a point left out without a reason, or segments that are too short.
    """
    rules = preset_named(preset)
    given.choices(better, target)
    y = given.checked(values, when)
    if baseline is not None and baseline < 2:
        raise ValueError(f"a baseline needs at least 2 points, not {baseline}")
    starts = given.starts(y, rebase)
    without = given.left_out(y, leave_out)
    skipped = {one.index for one in without}
    segments, points = [], []
    for change, stop in zip(starts, [c.start for c in starts[1:]] + [len(y)], strict=True):
        used = range(change.start, min(stop, baseline) if change.start == 0 and baseline else stop)
        segment = _limits(change, stop, [y[i] for i in used if i not in skipped], rules)
        segments.append(segment)
        points += _segment_points(y, segment, skipped, rules, better)
    chart = _chart(points, segments, rules, better, target, baseline, when)
    kept = [v for i, v in enumerate(y[: baseline or segments[0].stop]) if i not in skipped]
    moving = given.moving(kept) if baseline or rebase else None
    told = [*chart.warnings, *_told(chart, moving, len(without), rules)]
    return replace(chart, left_out=tuple(without), moving=moving, warnings=tuple(told))


def p_chart(
    numerators: Sequence[float],
    denominators: Sequence[float],
    *,
    better: Better = "neutral",
    when: Sequence[date] | None = None,
    target: float | None = None,
    preset: str = "nhsr",
) -> ControlChart:
    """p-chart of shares, each with limits by its own size (3 binomial standard deviations, cut to 0 and 1).

    Raises ValueError unless each denominator is more than 0 and each numerator lies between 0 and its
    denominator. With large
    denominators these limits are too narrow: warned from 10,000 a point (use an XmR chart of the shares).
    """
    rules = preset_named(preset)
    given.choices(better, target)
    num, den = given.checked(numerators, when), given.checked(denominators, when)
    if not num:
        raise ValueError("there is no point to draw: a p-chart needs at least one share")
    if len(num) != len(den) or any(not 0 <= a <= n or n <= 0 for a, n in zip(num, den, strict=False)):
        raise ValueError("each share needs a denominator above 0 and a numerator between 0 and it")
    p = sum(num) / sum(den)
    half = [3 * math.sqrt(p * (1 - p) / n) for n in den]
    lower, upper = [max(0.0, p - h) for h in half], [min(1.0, p + h) for h in half]
    shares = [a / n for a, n in zip(num, den, strict=True)]
    points = _points(shares, lower, upper, p, rules, better, [h * 2 / 3 for h in half])
    segment = Segment(0, len(shares), p, lower[-1], upper[-1])
    chart = _chart(points, [segment], rules, better, target, None, when)
    if median(den) < 10_000:
        return chart
    note = "With so many people a point these limits are too narrow: use an XmR chart of the shares."
    return replace(chart, warnings=(note, *chart.warnings))


def _range(y: Sequence[float], rules: Preset) -> float:
    """The mean moving range, its outliers screened once where the preset says so."""
    ranges = [abs(b - a) for a, b in pairwise(y)]
    mean = fmean(ranges)
    kept = [r for r in ranges if r < SCREEN * mean] if rules.screen else ranges
    return fmean(kept) if kept else mean


def _limits(change: Rebase, stop: int, used: Sequence[float], rules: Preset) -> Segment:
    if len(used) < 2:
        raise ValueError(
            f"limits need at least 2 points; the part that starts at point {change.start + 1} has {len(used)}"
        )
    mean, half = fmean(used), LIMIT * _range(used, rules)
    return Segment(change.start, stop, mean, mean - half, mean + half, change.reason, change.decided)


def _segment_points(
    y: Sequence[float], segment: Segment, skipped: Set[int], rules: Preset, better: Better
) -> list[Point]:
    """The points of a segment; those left out stand among them without taking part in any rule."""
    mean, lower, upper = segment.mean, segment.lower, segment.upper
    inside = range(segment.start, segment.stop)
    kept = [y[i] for i in inside if i not in skipped]
    flagged = iter(_points(kept, [lower] * len(kept), [upper] * len(kept), mean, rules, better))
    return [
        Point(y[i], mean, lower, upper, "left out", y[i] > mean, "left_out") if i in skipped else next(flagged)
        for i in inside
    ]


def _told(chart: ControlChart, moving: str | None, without: int, rules: Preset) -> Iterator[str]:
    """What new limits, points left out and a trend before fixed limits ask to be said."""
    for before, segment in pairwise(chart.segments):
        size = segment.stop - segment.start
        first = [p.value for p in chart.points[segment.start : segment.stop] if p.label != "left out"][:SUSTAINED]
        if size < SUSTAINED:
            yield f"The change at point {segment.start + 1} has lasted {size} points: 8 are needed to call it lasting."
        old = _points(first, [before.lower] * len(first), [before.upper] * len(first), before.mean, rules, chart.better)
        if all(p.label == "common" for p in old):
            yield (
                f"By the limits before it, nothing had changed at point {segment.start + 1}: new limits there may hide "
                "what is only chance."
            )
    if without:
        yield f"Points left out of limits and rules: {without}. Each has its reason."
    if moving:
        yield (
            f"The values were {moving} already while the limits were set. A control chart then can say the opposite of "
            "what a change did: fit an interrupted time series beside it."
        )


def _points(
    y: Sequence[float],
    lower: Sequence[float],
    upper: Sequence[float],
    mean: float,
    rules: Preset,
    better: Better,
    outer: Sequence[float] | None = None,
) -> list[Point]:
    """Flag the points of one segment. outer: how far from the mean the outer third starts, by default two
    thirds to the limit."""
    side = [(v > mean) - (v < mean) for v in y]
    outside = [v < a or v > b for v, a, b in zip(y, lower, upper, strict=True)]
    third = outer or [(b - mean) * 2 / 3 for b in upper]
    close = [abs(v - mean) > t and not o for v, t, o in zip(y, third, outside, strict=True)]
    trend = rule.trend(y, rules.trend)
    two = rule.two_of_three(side, [c or (o and rules.outside_counts) for c, o in zip(close, outside, strict=True)])
    shift = rule.shift(side, rules.shift)
    points = []
    for i, v in enumerate(y):
        label: Label = (
            "point"
            if outside[i]
            else "trend"
            if trend[i]
            else "two of three"
            if two[i]
            else "shift"
            if shift[i]
            else "common"
        )
        up = (trend[i] if label == "trend" else side[i]) > 0
        points.append(Point(v, mean, lower[i], upper[i], label, up, _kind(label, up, better)))
    return points


def _kind(label: Label, up: bool, better: Better) -> Kind:
    if label == "common":
        return "common_cause"
    if better == "neutral":
        return "neutral"
    return "improvement" if up == (better == "increase") else "concern"


def _chart(
    points: Sequence[Point],
    segments: Sequence[Segment],
    rules: Preset,
    better: Better,
    target: float | None,
    baseline: int | None,
    when: Sequence[date] | None,
) -> ControlChart:
    last = [p for p in points if p.label != "left out"][-1]
    variation = last.kind if last.kind == "common_cause" else f"{last.kind}_{'high' if last.up else 'low'}"
    related = _autocorrelation(points)
    warnings = [false_alarms(len(points), rules.name) + " A flag is a reason to ask why, not proof."]
    for s in segments:
        size = min(s.stop - s.start, baseline or len(points)) if s.start == 0 else s.stop - s.start
        if size < SHORT:
            warnings.append(
                f"Limits from point {s.start + 1} rest on {size} points: with fewer than 13 they are only a trial."
            )
    if related is not None and related > CORRELATED:
        warnings.append(
            "Neighbouring values resemble each other, so flags come up by chance two or three times as often."
        )
    if when is not None and (gap := given.gap(when)):
        warnings.append(gap)
    return ControlChart(
        points=tuple(points),
        segments=tuple(segments),
        preset=rules.name,
        better=better,
        target=target,
        variation=variation,
        assurance=_assurance(last, better, target),
        autocorrelation=related,
        left_out=(),
        moving=None,
        warnings=tuple(warnings),
    )


def _assurance(last: Point, better: Better, target: float | None) -> str | None:
    if target is None or better == "neutral":
        return None
    if last.lower <= target <= last.upper:
        return "inconsistent"
    return "fail" if (target > last.upper) == (better == "increase") else "pass"


def _autocorrelation(points: Sequence[Point]) -> float | None:
    """Lag-1 autocorrelation of what is left when each segment's mean is taken off; None for fewer than 8
    points or no variation."""
    left = [p.value - p.mean for p in points if p.label != "left out"]
    total = sum(x * x for x in left)
    if len(left) < 8 or total == 0:
        return None
    return sum(a * b for a, b in pairwise(left)) / total
