"""The picture of a stepped wedge: a row a place, a tile a period, dark from where the place has the change."""

from __future__ import annotations

from collections.abc import Sequence

from throughline.analysis._canvas import CHARACTERS, COLOURS, GREY, WIDTH, Canvas, place, wrapped
from throughline.analysis.charts import Chart
from throughline.analysis.pilots.wedge import WedgeEffect
from throughline.analysis.pilots.wedge_plan import Wedge

GAP, ROW, LETTERS, NARROWEST = 3, 22, 7.5, 26
Tile = tuple[float | None, str]  # share of the change (None for not measured), what is printed on it


def draw(found: WedgeEffect, *, title: str, decimals: int = 1) -> Chart:
    """Each place's mean in each period. title: the finding."""
    tiles: dict[str, list[Tile]] = {name: [] for name in found.places}
    for where, _, mean, _, change in found.rows:
        tiles[where].append((change, "" if mean is None else f"{mean:,.{decimals}f}"))
    table = [
        (where, when, "not measured" if mean is None else f"{mean:,.{decimals}f}", f"{people:,.0f}", _words(change))
        for where, when, mean, people, change in found.rows
    ]
    headers = ("Place", "When", "Mean", "Measurements", "With the change")
    return _grid(title, found.shown, found.places, found.periods, list(tiles.values()), (headers, table))


def draw_plan(planned: Wedge, *, title: str, sentence: str) -> Chart:
    """A design before it starts, and how many people are measured in each place and period."""
    places = [f"Place {i}" for i in range(1, len(planned.change) + 1)]
    periods = [str(t) for t in range(1, len(planned.change[0]) + 1)]
    tiles: list[list[Tile]] = []
    table = []
    for where, changes, people in zip(places, planned.change, planned.people, strict=True):
        tiles.append([(x, "" if x is None else f"{n:,.0f}") for x, n in zip(changes, people, strict=True)])
        for when, change, n in zip(periods, changes, people, strict=True):
            table.append((where, when, "0" if change is None else f"{n:,.0f}", _words(change)))
    return _grid(title, sentence, places, periods, tiles, (("Place", "Period", "People", "With the change"), table))


def _words(change: float | None) -> str:
    if change is None:
        return "not measured"
    return {0.0: "no", 1.0: "yes"}.get(change, f"{100 * change:.0f}% of its effect")


def _grid(
    title: str,
    sentence: str,
    places: Sequence[str],
    periods: Sequence[str],
    tiles: Sequence[Sequence[Tile]],
    table: tuple[Sequence[str], Sequence[Sequence[str]]],
) -> Chart:
    canvas = Canvas(title, sentence)
    width = WIDTH / len(periods)
    for name, row in zip(places, tiles, strict=True):
        canvas.label(name)
        for t, (change, text) in enumerate(row):
            fits = width - GAP >= max(NARROWEST, LETTERS * len(text))
            canvas.parts.append(_tile(t * width, canvas.y, width - GAP, change, text if fits else ""))
        canvas.y += ROW + 6
    canvas.ends(periods[0], periods[-1])
    for change, words in ((0.0, "without the change"), (1.0, "with the change"), (None, "not measured")):
        if any((x == change) if change != 1.0 else bool(x) for row in tiles for x, _ in row):
            canvas.parts.append(_tile(0, canvas.y + 2, NARROWEST, change, ""))
            for part in wrapped(words, CHARACTERS - 5):
                canvas.text(NARROWEST + 8, part)
            canvas.y += 6
    headers, rows = table
    return Chart(canvas.svg(), title, sentence, (tuple(headers), tuple(tuple(row) for row in rows)))


def _tile(x: float, y: float, width: float, change: float | None, text: str) -> str:
    """Hollow without the change, filled with it, half filled in transition, dashed where nothing is measured."""
    box = f'x="{place(x)}" y="{place(y)}" width="{place(width)}" height="{ROW}"'
    if change is None:
        return f'<rect {box} fill="none" stroke="{GREY}" stroke-dasharray="3 3"/>'
    filled = f'x="{place(x)}" y="{place(y)}" width="{place(width * change)}" height="{ROW}"'
    drawn = f'<rect {box} fill="#fff" stroke="{COLOURS[0]}"/>'
    drawn += f'<rect {filled} fill="{COLOURS[0]}"/>' if change else ""
    if not text or 0 < change < 1:
        return drawn
    colour = ' fill="#fff"' if change else ""
    middle = f'x="{place(x + width / 2)}" y="{place(y + 16)}"'
    return f'{drawn}<text {middle} font-size="13" text-anchor="middle"{colour}>{text}</text>'
