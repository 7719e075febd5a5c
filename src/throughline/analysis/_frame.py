"""Two axes on a canvas: numbers to places, with ticks that people read easily. What is drawn in them is told by the
chart modules."""

from __future__ import annotations

import math
from collections.abc import Sequence

from throughline.analysis._canvas import GREY, WIDTH, Canvas, place

HEIGHT = 200
LETTER = 7.2  # how wide a figure of 13 units is, about
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
Ticks = Sequence[tuple[float, str]]


def ticks(low: float, high: float, *, about: int = 4) -> list[tuple[float, str]]:
    """Round numbers from `low` to `high`, about so many, with how they are printed."""
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(s * power for s in STEPS if s * power >= rough * (1 - 1e-9))
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    if round(step, decimals) != step:
        decimals += 1
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [(i * step, f"{i * step + 0.0:,.{decimals}f}") for i in range(first, last + 1)]


def spread(values: Sequence[float], *, room: float = 0.04) -> tuple[float, float]:
    """The least and the most of `values`, with a little room; never of no width."""
    low, high = min(values), max(values)
    extra = (high - low) * room or abs(high) * room or 1.0
    return low - extra, high + extra


def below(canvas: Canvas, x: float, text: str) -> None:
    """A number of a level scale, in the middle below its place, as far as the edges allow."""
    half = LETTER * len(text) / 2
    anchor = "end" if x + half > WIDTH else "start" if x - half < 0 else "middle"
    canvas.text(x, text, colour=GREY, size=13, extra=f' text-anchor="{anchor}"')


class Frame:
    """Axes drawn on a canvas from where it stands. x, y: numbers to places on it. Ticks are (number, how printed)."""

    def __init__(
        self,
        canvas: Canvas,
        x: tuple[float, float],
        y: tuple[float, float],
        *,
        x_ticks: Ticks | None = None,
        height: float = HEIGHT,
    ) -> None:
        self.canvas, self.x_range, self.y_range = canvas, x, y
        self.y_ticks = ticks(*y)
        self.x_ticks = ticks(*x) if x_ticks is None else x_ticks
        self.left = 8 + LETTER * max(len(text) for _, text in self.y_ticks)
        self.top, self.height = canvas.y + 10, height
        self.foot = self.top + height
        self._axes()

    def x(self, number: float) -> float:
        low, high = self.x_range
        return self.left + (number - low) / (high - low) * (WIDTH - self.left)

    def y(self, number: float) -> float:
        low, high = self.y_range
        return self.foot - (number - low) / (high - low) * self.height

    def path(self, xs: Sequence[float], ys: Sequence[float], pen: str) -> None:
        """A line through points; pen: its attributes."""
        places = "L".join(f"{place(self.x(a))} {place(self.y(b))}" for a, b in zip(xs, ys, strict=True))
        self.canvas.parts.append(f'<path d="M{places}" fill="none" {pen}/>')

    def band(self, xs: Sequence[float], lows: Sequence[float], highs: Sequence[float], fill: str) -> None:
        """The area between two lines."""
        there = [f"{place(self.x(a))} {place(self.y(b))}" for a, b in zip(xs, highs, strict=True)]
        back = [f"{place(self.x(a))} {place(self.y(b))}" for a, b in zip(xs, lows, strict=True)]
        self.canvas.parts.append(f'<path d="M{"L".join(there + back[::-1])}Z" {fill}/>')

    def across(self, number: float, pen: str) -> None:
        """A level line over the whole width."""
        at = place(self.y(number))
        self.canvas.parts.append(f'<path d="M{place(self.left)} {at}H{WIDTH}" {pen}/>')

    def upright(self, number: float, pen: str) -> None:
        """An upright line over the whole height."""
        at = place(self.x(number))
        self.canvas.parts.append(f'<path d="M{at} {place(self.top)}V{place(self.foot)}" {pen}/>')

    def _axes(self) -> None:
        for number, text in self.y_ticks:
            self.across(number, 'stroke="#d8dde0"')
            at = f'x="{place(self.left - 6)}" y="{place(self.y(number) + 4)}"'
            self.canvas.parts.append(f'<text {at} fill="{GREY}" font-size="13" text-anchor="end">{text}</text>')
        self.canvas.parts.append(f'<path d="M{place(self.left)} {place(self.foot)}H{WIDTH}" stroke="{GREY}"/>')
        self.canvas.y = self.foot + 4
        for number, text in self.x_ticks:
            self.canvas.y = self.foot + 4
            below(self.canvas, self.x(number), text)
