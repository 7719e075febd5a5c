"""Several lines over one scale, such as what happened beside what was expected; each with a stroke of its own as well
as a colour, points and bands where wanted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from throughline.analysis._canvas import CHARACTERS, COLOURS, GREY, Canvas, place, wrapped
from throughline.analysis._frame import Frame, Ticks, spread
from throughline.analysis.charts import Chart

DASHES = ("", "7 4", "2 3", "9 3 2 3")
MANY = 60
DOTTED = f'stroke="{GREY}" stroke-width="2" stroke-dasharray="2 2"'
Style = Literal["line", "points"]


@dataclass(frozen=True, slots=True)
class Curve:
    """One line. x, y: its points, in order of x. low, high: a band around it. style: a line, or points without one."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float] | None = None
    high: Sequence[float] | None = None
    style: Style = "line"


@dataclass(frozen=True, slots=True)
class Mark:
    """An upright line where something happened, such as the start of a pilot."""

    x: float
    name: str


def curves(
    *,
    title: str,
    sentence: str,
    curves: Sequence[Curve],
    table: tuple[Sequence[str], Sequence[Sequence[str]]],
    y_name: str,
    x_name: str = "",
    x_ticks: Ticks | None = None,
    marks: Sequence[Mark] = (),
    from_zero: bool = False,
) -> Chart:
    """Draw up to four curves.

    title: the finding. table: (headers, rows) that say the same in figures. y_name, x_name: what the scales are of,
    with the unit. x_ticks: (number, how printed), by default round numbers. from_zero: whether the upright scale begins
    at 0. Raises ValueError for no curve or more than four, points without a partner or numbers that are not finite.
    """
    for one in curves:
        _check(one)
    if not 1 <= len(curves) <= len(DASHES):
        raise ValueError(f"between 1 and {len(DASHES)} curves can be told apart, not {len(curves)}")
    canvas = Canvas(title, sentence)
    canvas.note(y_name)
    frame = Frame(canvas, _width(curves, marks), _height(curves, from_zero=from_zero), x_ticks=x_ticks)
    for mark in marks:
        frame.upright(mark.x, DOTTED)
    for i, one in enumerate(curves):
        _draw(frame, one, i)
    if x_name:
        canvas.note(x_name)
    for mark in marks:
        _key(canvas, f'<path d="M12 {place(canvas.y + 2)}v16" {DOTTED}/>', mark.name)
    for i, one in enumerate(curves):
        _key(canvas, _sample(one, i, canvas.y + 11), one.name)
    headers, rows = table
    return Chart(canvas.svg(), title, sentence, (tuple(headers), tuple(tuple(row) for row in rows)))


def _check(curve: Curve) -> None:
    sizes = {len(part) for part in (curve.x, curve.y, curve.low, curve.high) if part is not None}
    if len(sizes) != 1 or sizes == {0} or (curve.low is None) != (curve.high is None):
        raise ValueError(f"“{curve.name}” needs one y for each x, and both ends of its band or neither")
    if not all(math.isfinite(v) for part in (curve.x, curve.y, curve.low, curve.high) for v in part or ()):
        raise ValueError(f"“{curve.name}” cannot be drawn: its numbers must be finite")


def _width(curves: Sequence[Curve], marks: Sequence[Mark]) -> tuple[float, float]:
    xs = [x for one in curves for x in one.x] + [mark.x for mark in marks]
    return (min(xs), max(xs)) if len(set(xs)) > 1 else spread(xs)


def _height(curves: Sequence[Curve], *, from_zero: bool) -> tuple[float, float]:
    ys = [y for one in curves for part in (one.y, one.low, one.high) for y in part or ()]
    low, high = spread([*ys, 0.0] if from_zero else ys)
    return (0.0, high) if from_zero and min(ys) >= 0 else (low, high)


def _draw(frame: Frame, curve: Curve, index: int) -> None:
    if curve.low is not None and curve.high is not None:
        frame.band(curve.x, curve.low, curve.high, f'fill="{COLOURS[index]}" fill-opacity="0.15"')
    if curve.style == "line":
        frame.path(curve.x, curve.y, _pen(index))
        return
    radius = 3 if len(curve.x) <= MANY else 1.8
    for x, y in zip(curve.x, curve.y, strict=True):
        frame.canvas.parts.append(_dot(frame.x(x), frame.y(y), index, radius))


def _pen(index: int) -> str:
    dash = f' stroke-dasharray="{DASHES[index]}"' if DASHES[index] else ""
    return f'stroke="{COLOURS[index]}" stroke-width="2"{dash}'


def _dot(x: float, y: float, index: int, radius: float = 3) -> str:
    return f'<circle cx="{place(x)}" cy="{place(y)}" r="{radius}" fill="#fff" stroke="{COLOURS[index]}"/>'


def _sample(curve: Curve, index: int, y: float) -> str:
    if curve.style == "points":
        return _dot(12, y, index)
    return f'<path d="M0 {place(y)}h26" fill="none" {_pen(index)}/>'


def _key(canvas: Canvas, sample: str, name: str) -> None:
    canvas.parts.append(sample)
    for part in wrapped(name, CHARACTERS - 4):
        canvas.text(32, part)
