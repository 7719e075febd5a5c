"""The drawing of a chart: bars, gaps, whiskers, curves and patterns, downwards from the top. What is drawn is
told in `charts`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

WIDTH = 360
EDGE = 4  # room for what lies at the ends of the scale
CHARACTERS = 44  # that fit the width at 15 units
INK = "#212b32"
GREY = "#4c6272"
# Each at least 4.5:1 on white and told apart by lightness; a pattern goes with each.
COLOURS = ("#005eb8", "#007f3b", "#7c2855", "#425563")
NOT_SHOWN = "not shown, too few people"


class Row(NamedTuple):
    """One figure: what it is of, its value (None when hidden), its range if known, and how it is printed."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    shown: str


def place(x: float) -> str:
    """A coordinate, short: a tenth of a unit is finer than any eye."""
    return f"{x:.1f}".removesuffix(".0")


def wrapped(text: str, characters: int = CHARACTERS) -> list[str]:
    """Lines of at most so many characters, broken at spaces where there are any."""
    lines: list[str] = []
    for word in text.split():
        while len(word) > characters:
            lines.append(word[:characters])
            word = word[characters:]
        if lines and len(lines[-1]) + 1 + len(word) <= characters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


class Canvas:
    """Draws downwards; `y` is where the next thing goes."""

    def __init__(self, title: str, sentence: str, *, patterns: int = 1) -> None:
        self.title, self.sentence = title, sentence
        self.y = 4.0
        self.parts: list[str] = []
        self.patterns = patterns

    def text(self, x: float, words: str, *, colour: str = INK, size: int = 15, extra: str = "") -> None:
        self.y += size
        fill = "" if colour == INK else f' fill="{colour}"'
        small = "" if size == 15 else f' font-size="{size}"'
        self.parts.append(f'<text x="{place(x)}" y="{place(self.y)}"{fill}{small}{extra}>{escape(words)}</text>')
        self.y += 5

    def label(self, words: str, *, bold: bool = False) -> None:
        for part in wrapped(words):
            self.text(0, part, extra=' font-weight="bold"' if bold else "")

    def note(self, words: str) -> None:
        """Small print across the whole width, in as many lines as it needs."""
        for part in wrapped(words, CHARACTERS + 8):
            self.text(0, part, colour=GREY, size=13)

    def bar(self, row: Row, scale: float, index: int, *, named: bool = False) -> None:
        """A bar with its number after it; when `named`, its name stands above it."""
        if named:
            self.label(f"{row.label}: {row.shown}")
        after = "" if named else row.shown
        top, height = self.y, 12 if named else 18
        room = WIDTH - 2 * EDGE - (0 if named else 62)
        if row.value is None:
            self._gap(top, height, after or row.shown)
        else:
            length = row.value / scale * room
            self.parts.append(
                f'<rect x="0" y="{place(top)}" width="{place(max(length, 1))}" height="{height}" '
                f'fill="{self._fill(index)}" stroke="{COLOURS[index]}"/>'
            )
            self._whisker(row, scale, room, top + height / 2)
            end = max(row.value, row.high or 0) / scale * room
            if after:
                self.parts.append(f'<text x="{place(end + 8)}" y="{place(top + 14)}">{escape(after)}</text>')
        self.y = top + height + 8

    def _gap(self, top: float, height: float, shown: str) -> None:
        self.parts.append(
            f'<rect x="1" y="{place(top)}" width="14" height="{height}" fill="none" stroke="{GREY}" '
            f'stroke-dasharray="3 2"/><text x="22" y="{place(top + height - 2)}" fill="{GREY}" font-size="13">'
            f"{escape(shown)} {NOT_SHOWN}</text>"
        )

    def _whisker(self, row: Row, scale: float, room: float, middle: float) -> None:
        if row.low is None or row.high is None:
            return
        left, right = place(row.low / scale * room), place(row.high / scale * room)
        y, up, down = place(middle), place(middle - 4), place(middle + 4)
        path = f"M{left} {y}H{right}M{left} {up}V{down}M{right} {up}V{down}"
        # White beneath the ink: a whisker is seen on its bar and beside it.
        self.parts.append(f'<path d="{path}" stroke="#fff" stroke-width="4"/><path d="{path}" stroke="{INK}"/>')

    def axis(self, scale: float, unit: str) -> None:
        """The foot: that bars start at nothing, and what the unit is."""
        if unit:
            self.note(f"Bars start at 0. Unit: {unit}")

    def curve(self, rows: Sequence[Row], scale: float) -> None:
        top, height = self.y + 4, 150
        left, room = 10, WIDTH - 20
        step = room / max(1, len(rows) - 1)
        foot = top + height
        self.parts.append(f'<path d="M0 {place(foot)}H{WIDTH}M0 {place(top)}H{WIDTH}" stroke="{GREY}"/>')
        path, pen_up = "", True
        for i, row in enumerate(rows):
            x = left + i * step
            if row.value is None:
                self.parts.append(
                    f'<text x="{place(x)}" y="{place(foot - 4)}" text-anchor="middle">{escape(row.shown)}</text>'
                )
                pen_up = True
                continue
            y = foot - row.value / scale * height
            path += f"{'M' if pen_up else 'L'}{place(x)} {place(y)}"
            pen_up = False
            if row.low is not None and row.high is not None:
                low, high = foot - row.low / scale * height, foot - row.high / scale * height
                self.parts.append(
                    f'<path d="M{place(x)} {place(low)}V{place(high)}" stroke="{GREY}" stroke-width="2"/>'
                )
            self.parts.append(f'<circle cx="{place(x)}" cy="{place(y)}" r="3.5" fill="{COLOURS[0]}"/>')
        self.parts.append(f'<path d="{path}" fill="none" stroke="{COLOURS[0]}" stroke-width="2"/>')
        self._numbers(rows, scale, left, step, foot, height)
        self.y = foot + 4
        self.ends(rows[0].label, rows[-1].label)
        hidden = next((row for row in rows if row.value is None), None)
        if hidden:
            self.text(0, f"{hidden.shown} {NOT_SHOWN}", colour=GREY, size=13)

    def _numbers(self, rows: Sequence[Row], scale: float, left: float, step: float, foot: float, height: float) -> None:
        """Print the numbers that tell the story: the ends, the highest and the lowest."""
        seen = [(row.value, i) for i, row in enumerate(rows) if row.value is not None]
        if not seen:
            return
        for i in {seen[0][1], seen[-1][1], min(seen)[1], max(seen)[1]}:
            value = rows[i].value or 0.0
            x = left + i * step
            anchor = "start" if x < 60 else "end" if x > WIDTH - 60 else "middle"
            y = foot - value / scale * height
            y = y - 8 if y - 8 > foot - height + 12 else y + 20
            self.parts.append(
                f'<text x="{place(x)}" y="{place(y)}" text-anchor="{anchor}" stroke="#fff" stroke-width="3" '
                f'paint-order="stroke">{escape(rows[i].shown)}</text>'
            )

    def ends(self, first: str, last: str) -> None:
        """The first and the last label of a time axis, below it."""
        before = self.y
        self.text(0, first, colour=GREY, size=13)
        if last != first:
            self.y = before
            self.text(WIDTH, last, colour=GREY, size=13, extra=' text-anchor="end"')

    def _fill(self, index: int) -> str:
        return COLOURS[0] if index == 0 else f"url(#{self.name}{index})"

    @property
    def name(self) -> str:
        """Names inside the drawing are of its own, so that several stand on one page; the same chart, the
        same name."""
        digest = hashlib.sha256(f"{self.title}\n{self.sentence}".encode()).hexdigest()
        return f"c{digest[:10]}"

    def svg(self) -> str:
        name, height = self.name, place(self.y + 4)
        patterns = "".join(_pattern(f"{name}{i}", i) for i in range(1, self.patterns))
        defs = f"<defs>{patterns}</defs>" if patterns else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="-{EDGE} 0 {WIDTH + 2 * EDGE} {height}" '
            f'width="100%" role="img" aria-labelledby="{name}t {name}d" fill="{INK}" font-size="15" '
            f'font-family="Arial, sans-serif"><title id="{name}t">{escape(self.title)}</title>'
            f'<desc id="{name}d">{escape(self.sentence)}</desc>{defs}{"".join(self.parts)}</svg>'
        )


def _pattern(name: str, index: int) -> str:
    """Stripes, dots, or a grid, in the colour of its place."""
    colour = COLOURS[index]
    inside = (
        f'<path d="M0 6L6 0M-1 1L1 -1M5 7L7 5" stroke="{colour}" stroke-width="2"/>',
        f'<circle cx="3" cy="3" r="1.8" fill="{colour}"/>',
        f'<path d="M0 3H6M3 0V6" stroke="{colour}"/>',
    )[index - 1]
    return (
        f'<pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="#fff"/>{inside}</pattern>'
    )
