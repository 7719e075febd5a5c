"""Pictures of a panel: how each constituency rated the items, and how medians moved between rounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from throughline.analysis._canvas import COLOURS, GREY, INK, WIDTH, Canvas, place
from throughline.analysis.charts import Chart

if TYPE_CHECKING:
    from throughline.analysis.panels.delphi import Delphi, RoundResult
    from throughline.analysis.panels.rounds import Scale
    from throughline.analysis.panels.statistics import ItemStatistics

MOST = 20
BANDS = ("favour", "between", "against")
NAMES = {"favour": "in favour", "between": "between", "against": "against"}


def ratings(result: RoundResult, *, title: str, items: Sequence[str] | None = None) -> Chart:
    """Stacked bars: of each item, the share of each cell in favour, between and against.

    title: the finding. items: which, in this order; by default the first 20. Raises ValueError for an item that the
    round does not have.
    """
    chosen = _chosen(items, [v.item for v in result.verdicts])
    by_item = {item: [s for s in result.statistics if s.item == item and s.n] for item in chosen}
    verdict = {v.item: v.verdict for v in result.verdicts}
    settled = sum(verdict[item] == "in" for item in chosen)
    sentence = (
        f"How {len(chosen)} items were rated in round {result.number}; {settled} of them are in by the rule. "
        "Each bar is everybody who rated the item in that group."
    )
    canvas = Canvas(title, sentence, patterns=len(BANDS))
    _legend(canvas)
    rows = []
    for item in chosen:
        canvas.label(f"{item}: {verdict[item]}", bold=True)
        for s in by_item[item]:
            canvas.text(0, f"{s.cell} ({s.n:,}): {_percent(s, 'favour')} in favour", size=13)
            _stack(canvas, s)
            rows.append((item, s.cell, f"{s.n:,}", *(_percent(s, band) for band in BANDS), f"{s.median:g}"))
        canvas.y += 6
    headers = ("Item", "Group", "Ratings", *(NAMES[band].capitalize() for band in BANDS), "Median")
    return Chart(canvas.svg(), title, sentence, (headers, tuple(rows)))


def _chosen(items: Sequence[str] | None, known: Sequence[str]) -> list[str]:
    if items is None:
        return list(known[:MOST])
    if unknown := [item for item in items if item not in known]:
        raise ValueError(f"the round has no item “{unknown[0]}”")
    if not items:
        raise ValueError("a chart needs at least one item")
    return list(items)


def _percent(s: ItemStatistics, band: str) -> str:
    return f"{100 * getattr(s, band) / s.n:.0f}%"


def _fill(canvas: Canvas, index: int) -> str:
    return COLOURS[0] if index == 0 else f"url(#{canvas.name}{index})"


def _legend(canvas: Canvas) -> None:
    for index, band in enumerate(BANDS):
        canvas.y += 16
        canvas.parts.append(
            f'<rect x="0" y="{place(canvas.y - 11)}" width="14" height="12" fill="{_fill(canvas, index)}" '
            f'stroke="{COLOURS[index]}"/>'
        )
        canvas.y -= 15
        canvas.text(20, NAMES[band])
    canvas.y += 4


def _stack(canvas: Canvas, s: ItemStatistics) -> None:
    left, top = 0.0, canvas.y
    for index, band in enumerate(BANDS):
        width = getattr(s, band) / s.n * WIDTH
        if width:
            canvas.parts.append(
                f'<rect x="{place(left)}" y="{place(top)}" width="{place(width)}" height="14" '
                f'fill="{_fill(canvas, index)}" stroke="{COLOURS[index]}"/>'
            )
        left += width
    canvas.y = top + 22


def medians(result: Delphi, *, title: str, items: Sequence[str] | None = None) -> Chart:
    """One line of the scale an item: its median in each round, with the middle half of the ratings of the last.

    title: the finding. items: which, in this order; by default the first 20 of the last round. Raises ValueError for an
    item that no round has.
    """
    everybody = [{s.item: s for s in r.statistics if s.cell == "everybody" and s.n} for r in result.rounds]
    known = list(dict.fromkeys(item for found in reversed(everybody) for item in found))
    chosen = _chosen(items, known)
    moved = sum(len({found[item].median for found in everybody if item in found}) > 1 for item in chosen)
    sentence = (
        f"Medians of {len(chosen)} items over {len(everybody)} rounds; {moved} of them moved. "
        "The bar is the middle half of the ratings in the latest round, the filled mark its median, hollow marks are "
        "earlier rounds."
    )
    canvas = Canvas(title, sentence)
    rows = []
    for item in chosen:
        shown = [(r.number, found[item]) for r, found in zip(result.rounds, everybody, strict=True) if item in found]
        canvas.label(f"{item}: {' → '.join(f'{s.median:g}' for _, s in shown)}")
        _track(canvas, [s for _, s in shown], result.definition.scale)
        rows += [(item, f"Round {n}", f"{s.median:g}", f"{s.q1:g} to {s.q3:g}", f"{s.n:,}") for n, s in shown]
    low, high = result.definition.scale.low, result.definition.scale.high
    canvas.ends(f"{low}: lowest rating", f"{high}: highest rating")
    return Chart(canvas.svg(), title, sentence, (("Item", "Round", "Median", "Middle half", "Ratings"), tuple(rows)))


def _track(canvas: Canvas, shown: Sequence[ItemStatistics], scale: Scale) -> None:
    middle = canvas.y + 9

    def x(rating: float | None) -> str:
        return place(8 + ((rating or 0) - scale.low) / (scale.points - 1) * (WIDTH - 16))

    last = shown[-1]
    canvas.parts.append(f'<path d="M8 {place(middle)}H{WIDTH - 8}" stroke="{GREY}"/>')
    canvas.parts.append(
        f'<path d="M{x(last.q1)} {place(middle)}H{x(last.q3)}" stroke="{COLOURS[0]}" stroke-width="7"/>'
    )
    for s in shown:
        fill = INK if s is last else "#fff"
        canvas.parts.append(
            f'<circle cx="{x(s.median)}" cy="{place(middle)}" r="5" fill="{fill}" stroke="{INK}" stroke-width="2"/>'
        )
    canvas.y = middle + 14
