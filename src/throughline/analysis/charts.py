"""Charts as SVG, drawn here: no script, no style, one meaning in three forms (picture, sentence, table).

A chart is named by its finding. Its text is text; what colour says, a pattern and a label say too; a figure
that is hidden because few people gave it is drawn as a labelled gap, never as nothing. Labels stand above
their bars, so that a chart fits a screen of 320 px. Only presentation attributes are used, so the strictest
content security policy lets it through. Every text is escaped.

Drawn 360 units wide and as wide as what holds it; 480 px is a good most for its container.

Sources: W3C, WAI-ARIA Graphics; Understanding SC 1.4.1 and 1.4.11; Cleveland & McGill (1984), JASA 79
(lengths from a common zero).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from throughline.analysis._canvas import COLOURS, GREY, NOT_SHOWN, Canvas, Row

DEFAULT_HEADERS = ("Group", "Value", "Lowest likely", "Highest likely")


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart. table: (headers, rows), all text, which says the same as the picture."""

    svg: str
    title: str
    sentence: str
    table: tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]

    def to_dict(self) -> dict[str, Any]:
        headers, rows = self.table
        return {
            "title": self.title,
            "sentence": self.sentence,
            "svg": self.svg,
            "table": {"headers": list(headers), "rows": [list(row) for row in rows]},
        }


AnyRow = Row | tuple[str, float | None, float | None, float | None, str]


def bars(
    *,
    title: str,
    sentence: str,
    rows: Iterable[AnyRow],
    unit: str = "",
    maximum: float | None = None,
    headers: Sequence[str] = DEFAULT_HEADERS,
) -> Chart:
    """One bar a row, from zero, with its range as a whisker.

    title: the finding. sentence: what the chart shows, in words. rows: (label, value, low, high, shown);
    value None draws a gap. unit: printed at the end of the scale. maximum: of the scale; by default the
    largest number. Raises ValueError for no rows, negative or non-finite values, or a range that does not
    hold its value.
    """
    figures = [_checked(row) for row in rows]
    scale = _scale(figures, maximum)
    canvas = Canvas(title, sentence)
    for row in figures:
        canvas.label(row.label)
        canvas.bar(row, scale, 0)
    canvas.axis(scale, unit)
    return _chart(canvas, headers, [_cells(row) for row in figures])


def grouped(
    *,
    title: str,
    sentence: str,
    groups: Iterable[tuple[str, Iterable[AnyRow]]],
    unit: str = "",
    maximum: float | None = None,
    headers: Sequence[str] = ("", *DEFAULT_HEADERS),
) -> Chart:
    """Bars side by side under one heading each, e.g. a theme as patients, staff and policymakers see it.

    groups: (heading, rows); the rows of every group stand for the same things in the same order, each with
    its own pattern and name. At most four rows a group. Otherwise as `bars`.
    """
    drawn = [(heading, [_checked(row) for row in rows]) for heading, rows in groups]
    figures = [row for _, rows in drawn for row in rows]
    if any(len(rows) > len(COLOURS) for _, rows in drawn):
        raise ValueError(f"at most {len(COLOURS)} bars can be told apart in a group")
    scale = _scale(figures, maximum)
    canvas = Canvas(title, sentence, patterns=max((len(rows) for _, rows in drawn), default=0))
    for heading, rows in drawn:
        canvas.label(heading, bold=True)
        for index, row in enumerate(rows):
            canvas.bar(row, scale, index, named=True)
        canvas.y += 8
    canvas.axis(scale, unit)
    return _chart(canvas, headers, [(heading, *_cells(row)) for heading, rows in drawn for row in rows])


def line(
    *,
    title: str,
    sentence: str,
    rows: Iterable[AnyRow],
    unit: str = "",
    maximum: float | None = None,
    headers: Sequence[str] = ("When", *DEFAULT_HEADERS[1:]),
) -> Chart:
    """A value over time, from zero, each point with its range; a hidden point breaks the line and is marked
    `*`.

    rows: in order of time, evenly spaced, as in `bars`. The first, last, highest and lowest points carry
        their numbers.
    """
    figures = [_checked(row) for row in rows]
    scale = _scale(figures, maximum)
    canvas = Canvas(title, sentence)
    canvas.text(0, f"{_number(scale)}{unit}", colour=GREY, size=13)
    canvas.curve(figures, scale)
    return _chart(canvas, headers, [_cells(row) for row in figures])


def _chart(canvas: Canvas, headers: Sequence[str], rows: Iterable[tuple[str, ...]]) -> Chart:
    return Chart(canvas.svg(), canvas.title, canvas.sentence, (tuple(headers), tuple(rows)))


def _checked(row: AnyRow) -> Row:
    row = Row(*row)
    numbers = [x for x in (row.value, row.low, row.high) if x is not None]
    if any(not math.isfinite(x) or x < 0 for x in numbers):
        raise ValueError(f"“{row.label}” cannot be drawn: its numbers must be finite and 0 or more")
    if row.value is None:
        return row._replace(low=None, high=None, shown=row.shown or "*")
    if (row.low is None) != (row.high is None):
        raise ValueError(f"“{row.label}” has half a range: give both low and high, or neither")
    if row.low is not None and row.high is not None and not row.low <= row.value <= row.high:
        raise ValueError(f"“{row.label}” has a range that does not hold its value")
    return row


def _scale(rows: Sequence[Row], maximum: float | None) -> float:
    if not rows:
        raise ValueError("a chart needs at least one row")
    largest = max((x for row in rows for x in (row.value, row.high) if x is not None), default=0.0)
    if maximum is None:
        return _round_up(largest)
    if not math.isfinite(maximum) or maximum <= 0 or maximum < largest:
        raise ValueError(f"the scale must reach the largest number, {largest:g}")
    return maximum


def _round_up(x: float) -> float:
    """The next of 1, 2, 2.5, 5 times a power of ten: a scale that ends in a number people read easily."""
    if x <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(x))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= x * (1 - 1e-12))


def _cells(row: Row) -> tuple[str, ...]:
    shown = f"{row.shown} ({NOT_SHOWN})" if row.value is None else row.shown
    return (row.label, shown, _number(row.low), _number(row.high))


def _number(x: float | None) -> str:
    return "" if x is None else f"{x:,.10g}" if x == round(x) else f"{x:,.3g}"
