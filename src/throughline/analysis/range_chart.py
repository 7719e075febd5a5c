"""Values with their ranges beside a line they are compared with: ratios beside 1, differences beside 0.

A filled mark is a value whose range leaves the line out, a hollow one may lie on it; so nobody has to judge by eye, or
by colour. Numbers may be negative, unlike those of `charts.bars`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Literal

from throughline.analysis._canvas import CHARACTERS, COLOURS, GREY, INK, NOT_SHOWN, WIDTH, Canvas, Row, place, wrapped
from throughline.analysis._frame import below, spread, ticks
from throughline.analysis.charts import DEFAULT_HEADERS, AnyRow, Chart

STEP = 26
Meaning = Literal["apart", "beside", "unknown"]


def ranges(
    *,
    title: str,
    sentence: str,
    rows: Iterable[AnyRow],
    line: float | None = None,
    line_name: str = "",
    unit: str = "",
    headers: Sequence[str] = DEFAULT_HEADERS,
    decimals: int = 2,
) -> Chart:
    """One mark a row with its range, and the line that values are compared with.

    title: the finding. rows: (label, value, low, high, shown); value None draws a gap; low and high None draw the mark
    alone. line: such as 1 for ratios, 0 for differences; line_name: what it means, "same as the population". unit: of
    the scale. decimals: of the ranges in the table. Raises ValueError for no rows, numbers that are not finite, or a
    range that does not hold its value.
    """
    figures = [_checked(row) for row in rows]
    numbers = [x for row in figures for x in (row.value, row.low, row.high) if x is not None]
    if not figures:
        raise ValueError("a chart needs at least one row")
    low, high = spread([*numbers, *([] if line is None else [line])] or [0.0])
    canvas = Canvas(title, sentence)

    def at(number: float) -> float:
        return 8 + (number - low) / (high - low) * (WIDTH - 16)

    for row in figures:
        canvas.label(f"{row.label}: {row.shown}" if row.value is not None else row.label)
        _draw(canvas, row, line, at)
    _scale(canvas, low, high, at, unit)
    if line is not None:
        _explain(canvas, figures, line, line_name)
    table = [
        (row.label, row.shown if row.value is not None else f"{row.shown} ({NOT_SHOWN})", *_printed(row, decimals))
        for row in figures
    ]
    return Chart(canvas.svg(), title, sentence, (tuple(headers), tuple(table)))


def _checked(row: AnyRow) -> Row:
    row = Row(*row)
    if row.value is None:
        return row._replace(low=None, high=None, shown=row.shown or "*")
    given = [x for x in (row.value, row.low, row.high) if x is not None]
    if not all(map(math.isfinite, given)):
        raise ValueError(f"“{row.label}” cannot be drawn: its numbers must be finite")
    if (row.low is None) != (row.high is None):
        raise ValueError(f"“{row.label}” has half a range: give both low and high, or neither")
    if row.low is not None and row.high is not None and not row.low <= row.value <= row.high:
        raise ValueError(f"“{row.label}” has a range that does not hold its value")
    return row


def _meaning(row: Row, line: float | None) -> Meaning:
    if line is None:
        return "apart"
    if row.low is None or row.high is None:
        return "unknown"
    return "beside" if row.low <= line <= row.high else "apart"


def _draw(canvas: Canvas, row: Row, line: float | None, at: Callable[[float], float]) -> None:
    middle = canvas.y + STEP / 2 - 4
    if line is not None:
        canvas.parts.append(
            f'<path d="M{place(at(line))} {place(middle - 11)}v22" stroke="{GREY}" stroke-dasharray="3 2"/>'
        )
    if row.value is None:
        canvas.parts.append(
            f'<text x="8" y="{place(middle + 5)}" fill="{GREY}" font-size="13">{escape(row.shown)} {NOT_SHOWN}</text>'
        )
    else:
        if row.low is not None and row.high is not None:
            left, right = place(at(row.low)), place(at(row.high))
            path = f"M{left} {place(middle)}H{right}M{left} {place(middle - 5)}v10M{right} {place(middle - 5)}v10"
            canvas.parts.append(f'<path d="{path}" stroke="{INK}" stroke-width="2"/>')
        canvas.parts.append(_mark(at(row.value), middle, _meaning(row, line)))
    canvas.y += STEP


def _mark(x: float, y: float, meaning: Meaning) -> str:
    fill, edge = {"apart": (COLOURS[0], COLOURS[0]), "beside": ("#fff", COLOURS[0]), "unknown": (GREY, GREY)}[meaning]
    return f'<circle cx="{place(x)}" cy="{place(y)}" r="5" fill="{fill}" stroke="{edge}" stroke-width="2"/>'


def _scale(canvas: Canvas, low: float, high: float, at: Callable[[float], float], unit: str) -> None:
    """The numbers beneath, and what they are of."""
    top = canvas.y
    canvas.parts.append(f'<path d="M0 {place(top)}H{WIDTH}" stroke="{GREY}"/>')
    for number, text in ticks(low, high):
        canvas.y = top + 4
        below(canvas, at(number), text)
    if unit:
        canvas.note(unit)


def _explain(canvas: Canvas, rows: Sequence[Row], line: float, name: str) -> None:
    """What the line is, and what each kind of mark says; only for the marks that are there."""
    named = f"{line:g} ({name})" if name else f"{line:g}"
    words: dict[Meaning, str] = {
        "apart": f"clearly different from {named}",
        "beside": f"may be {named}",
        "unknown": f"how close to {named} is not known",
    }
    there = {_meaning(row, line) for row in rows if row.value is not None}
    for meaning in (one for one in words if one in there):
        canvas.parts.append(_mark(8, canvas.y + 12, meaning))
        for part in wrapped(words[meaning], CHARACTERS - 3):
            canvas.text(20, part)


def _printed(row: Row, decimals: int) -> list[str]:
    return ["" if x is None else f"{x:,.{decimals}f}" for x in (row.low, row.high)]
