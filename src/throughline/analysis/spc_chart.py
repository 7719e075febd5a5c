"""The picture of a control chart: values, mean and limits, each kind of point with a shape of its own as well
as a colour.

Colours follow NHS England, Making Data Count (blue for better, orange for worse, never red and green).
"""

from __future__ import annotations

from collections.abc import Sequence

from throughline.analysis._canvas import CHARACTERS, GREY, INK, WIDTH, Canvas, place, wrapped
from throughline.analysis.charts import Chart
from throughline.analysis.spc import ControlChart, Kind, Point
from throughline.analysis.spc_icons import ASSURANCE, SIZE, VARIATION, assurance_icon, variation_icon

HEIGHT = 190
MEANING: dict[Kind, str] = {
    "common_cause": "usual ups and downs",
    "improvement": "better than usual",
    "concern": "worse than usual",
    "neutral": "unlike usual",
    "left_out": "left out, for a known reason",
}
TARGET = "#b3202a"


def draw(
    chart: ControlChart,
    *,
    title: str,
    labels: Sequence[str],
    sentence: str | None = None,
    unit: str = "",
    decimals: int = 1,
    percent: bool = False,
) -> Chart:
    """Draw a control chart.

    title: the finding. labels: one a point, e.g. months. sentence: what is shown, by default `chart.shown`.
    unit: put after numbers, e.g. "%". percent: values are shares, to be printed as percentages. Limits break where they
    were rebased. Raises ValueError unless there is one label a point.
    """
    if len(labels) != len(chart.points):
        raise ValueError(f"{len(chart.points)} labels are needed, one a point, not {len(labels)}")

    def printed(value: float) -> str:
        return f"{100 * value:,.{decimals}f}%" if percent else f"{value:,.{decimals}f}{unit}"

    canvas = Canvas(title, sentence or chart.shown)
    plot = _Plot(canvas, chart)
    plot.limits()
    plot.values()
    last = chart.points[-1]
    canvas.y = plot.foot + 4
    canvas.ends(labels[0], labels[-1])
    named = [("Mean", last.mean), ("lower limit", last.lower), ("upper limit", last.upper)]
    named += [("target", chart.target)] if chart.target is not None else []
    canvas.label(", ".join(f"{name} {printed(value)}" for name, value in named))
    _explain(canvas, chart)
    rows = [
        (label, printed(p.value), MEANING[p.kind], "" if p.label == "common" else p.label)
        for label, p in zip(labels, chart.points, strict=True)
    ]
    return Chart(canvas.svg(), title, canvas.sentence, (("When", "Value", "What it is", "Rule"), tuple(rows)))


def _explain(canvas: Canvas, chart: ControlChart) -> None:
    """What each kind of mark means, for those that are there."""
    _icon(canvas, variation_icon(chart.variation), f"Latest: {VARIATION[chart.variation][-1]}")
    if chart.assurance is not None:
        _icon(canvas, assurance_icon(chart.assurance), ASSURANCE[chart.assurance][-1].capitalize())
    for kind in dict.fromkeys(p.kind for p in chart.points):
        canvas.y += 16
        canvas.parts.append(_mark(kind, 8, canvas.y - 5))
        canvas.y -= 15
        canvas.text(20, MEANING[kind])


class _Plot:
    """Places values on the canvas: the whole range of values, limits and target fits the height."""

    def __init__(self, canvas: Canvas, chart: ControlChart) -> None:
        self.canvas, self.chart = canvas, chart
        shown = [x for p in chart.points for x in (p.value, p.lower, p.upper)]
        shown += [] if chart.target is None else [chart.target]
        self.least, self.most = min(shown), max(shown)
        self.top = canvas.y + 8
        self.foot = self.top + HEIGHT
        self.step = (WIDTH - 16) / max(1, len(chart.points) - 1)

    def x(self, index: float) -> float:
        return 8 + index * self.step

    def y(self, value: float) -> float:
        spread = (self.most - self.least) or 1.0
        return self.foot - (value - self.least) / spread * HEIGHT

    def limits(self) -> None:
        for segment in self.chart.segments:
            points = self.chart.points[segment.start : segment.stop]
            self._steps(segment.start, [p.mean for p in points], f'stroke="{INK}"')
            for bound in ([p.lower for p in points], [p.upper for p in points]):
                self._steps(segment.start, bound, f'stroke="{GREY}" stroke-dasharray="5 3"')
        if self.chart.target is not None:
            self._steps(0, [self.chart.target] * len(self.chart.points), f'stroke="{TARGET}" stroke-dasharray="1 3"')

    def _steps(self, start: int, values: Sequence[float], pen: str) -> None:
        """A level line half a step wide on either side of each point, joined where the level changes."""
        path, level = f"M{place(self.x(start - 0.5))} {place(self.y(values[0]))}", values[0]
        for i, value in enumerate(values):
            if value != level:
                path += f"H{place(self.x(start + i - 0.5))}V{place(self.y(value))}"
                level = value
        path += f"H{place(self.x(start + len(values) - 0.5))}"
        self.canvas.parts.append(f'<path d="{path}" fill="none" {pen}/>')

    def values(self) -> None:
        places = [f"{place(self.x(i))} {place(self.y(p.value))}" for i, p in enumerate(self.chart.points)]
        self.canvas.parts.append(f'<path d="M{"L".join(places)}" fill="none" stroke="{GREY}"/>')
        for i, point in enumerate(self.chart.points):
            self.canvas.parts.append(self._point(i, point))

    def _point(self, index: int, point: Point) -> str:
        return _mark(point.kind, self.x(index), self.y(point.value))


def _icon(canvas: Canvas, icon: str, words: str) -> None:
    """An icon with its words beside it."""
    top = canvas.y + 4
    canvas.parts.append(f'<g transform="translate(0 {place(top)})">{icon}</g>')
    lines = wrapped(words, CHARACTERS - 8)
    canvas.y = top + (SIZE - 20 * len(lines)) / 2
    for line in lines:
        canvas.text(SIZE + 8, line)
    canvas.y = top + SIZE


def _mark(kind: Kind, x: float, y: float) -> str:
    """A circle, an upward and a downward triangle, a square, and a hollow circle: told apart without colour."""
    at = f"{place(x)} {place(y)}"
    if kind == "common_cause":
        return f'<circle cx="{place(x)}" cy="{place(y)}" r="3" fill="#7b7d7d"/>'
    if kind == "left_out":
        return f'<circle cx="{place(x)}" cy="{place(y)}" r="3.5" fill="#fff" stroke="#7b7d7d"/>'
    shape, fill = {
        "improvement": ("m0-6l6 10h-12z", "#289de0"),
        "concern": ("m0 6l6-10h-12z", "#fab428"),
        "neutral": ("m-4-4h8v8h-8z", "#361475"),
    }[kind]
    return f'<path d="M{at}{shape}" fill="{fill}" stroke="{INK}"/>'
