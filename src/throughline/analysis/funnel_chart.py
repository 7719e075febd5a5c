"""The picture of a funnel plot: each place by its size, between the limits for places of that size. Places outside have
a shape and a name; nobody is ranked, so the table is in the order of names."""

from __future__ import annotations

from html import escape

from throughline.analysis._canvas import COLOURS, GREY, INK, WIDTH, Canvas, place
from throughline.analysis._frame import Frame, spread
from throughline.analysis.charts import Chart
from throughline.analysis.funnel import Funnel, Place

HEADERS = ("Place", "Size", "Value", "Lowest usual", "Highest usual", "Where it lies")
MOST_NAMED = 6


def draw(
    funnel: Funnel, *, title: str, size_name: str, value_name: str, sentence: str | None = None, percent: bool = False
) -> Chart:
    """Draw a funnel plot.

    title: the finding. size_name, value_name: what the scales are of. percent: whether values are shares, to be printed
    as percentages. The table has the 99.8% limits, widened for over-dispersion, that decide.
    """
    scale = 100 if percent else 1
    canvas = Canvas(title, sentence or funnel.shown)
    canvas.note(f"{value_name}{' (%)' if percent else ''}")
    places = sorted(funnel.places, key=lambda one: one.size)
    sizes = [one.size for one in places]
    heights = [scale * x for one in places for x in (one.value, one.low998, one.high998)]
    frame = Frame(canvas, spread(sizes), spread(heights, room=0.03), height=230)
    for limit, pen in (
        ("low998", f'stroke="{INK}"'),
        ("high998", f'stroke="{INK}"'),
        ("low95", f'stroke="{GREY}" stroke-dasharray="5 3"'),
        ("high95", f'stroke="{GREY}" stroke-dasharray="5 3"'),
    ):
        frame.path(sizes, [scale * getattr(one, limit) for one in places], pen)
    frame.across(scale * funnel.target, f'stroke="{COLOURS[0]}" stroke-width="2"')
    for one in places:
        canvas.parts.append(_mark(one, frame.x(one.size), frame.y(scale * one.value)))
    _names(frame, [one for one in places if one.standing != "as expected"], scale)
    canvas.note(size_name)
    _explain(canvas, funnel)
    return Chart(canvas.svg(), title, canvas.sentence, (HEADERS, tuple(_rows(funnel, percent=percent))))


def _mark(one: Place, x: float, y: float) -> str:
    """A circle within the limits, a triangle that points the way beyond them."""
    if one.standing == "as expected":
        return f'<circle cx="{place(x)}" cy="{place(y)}" r="3" fill="#fff" stroke="{COLOURS[0]}"/>'
    shape = "m0-7l6 11h-12z" if one.standing == "higher" else "m0 7l6-11h-12z"
    return f'<path d="M{place(x)} {place(y)}{shape}" fill="{COLOURS[2]}" stroke="{INK}"/>'


def _names(frame: Frame, outside: list[Place], scale: float) -> None:
    """Names beside the places outside; where they are many, the table has them."""
    for one in outside if len(outside) <= MOST_NAMED else ():
        x, y = frame.x(one.size), frame.y(scale * one.value)
        side = ("end", -9) if x > WIDTH / 2 else ("start", 9)
        frame.canvas.parts.append(
            f'<text x="{place(x + side[1])}" y="{place(y + 5)}" font-size="13" text-anchor="{side[0]}" stroke="#fff" '
            f'stroke-width="3" paint-order="stroke">{escape(one.name)}</text>'
        )


def _explain(canvas: Canvas, funnel: Funnel) -> None:
    y = canvas.y + 11
    canvas.parts.append(f'<path d="M0 {place(y)}h24" stroke="{INK}"/>')
    canvas.text(32, "99.8% of places of a size lie between")
    canvas.parts.append(f'<path d="M0 {place(canvas.y + 11)}h24" stroke="{GREY}" stroke-dasharray="5 3"/>')
    canvas.text(32, "95% of places of a size lie between")
    canvas.parts.append(f'<path d="M0 {place(canvas.y + 11)}h24" stroke="{COLOURS[0]}" stroke-width="2"/>')
    canvas.text(32, "all places together")
    for standing in ("higher", "lower"):
        found = next((one for one in funnel.outside if one.standing == standing), None)
        if found:
            canvas.parts.append(_mark(found, 12, canvas.y + 12))
            canvas.text(32, f"{standing} than is usual for its size")


def _rows(funnel: Funnel, *, percent: bool) -> list[tuple[str, ...]]:
    def printed(x: float) -> str:
        return f"{100 * x:.1f}%" if percent else f"{x:.2f}"

    return [
        (one.name, f"{one.size:,.10g}", printed(one.value), printed(one.low998), printed(one.high998), one.standing)
        for one in sorted(funnel.places, key=lambda one: one.name)
    ]
