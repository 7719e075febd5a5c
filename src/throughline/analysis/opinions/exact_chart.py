"""Pictures of groups: where people stand on the map, and how far each group agrees with a statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis._canvas import COLOURS, GREY, WIDTH, Canvas, place
from throughline.analysis._frame import Frame
from throughline.analysis.charts import Chart, bars, grouped
from throughline.analysis.intervals import wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Ints = NDArray[np.intp]

NAMES = "ABCDE"
# A fifth group is told by its mark and its letter; the fifth colour is as dark as the others.
INKS = (*COLOURS, "#8a4d00")
CELL = 4.4  # units between the middles of marks
TALLEST, SHORTEST = 420, 150
TAIL = 0.5  # per cent of people at either end who may lie off the scale


@dataclass(frozen=True, slots=True)
class Layer:
    """The marks of one group: places on the canvas, and how large each is."""

    x: Array
    y: Array
    size: Array


def draw_map(
    positions: Array, group: Ints, *, title: str, sentence: str, across: str = "", called: str = "Group"
) -> Chart:
    """People on the map, each group with a mark of its own; one mark stands for all neighbours, and is larger where
    they are many.

    positions: n × 2. group: of each person, from 0, or -1. across: what the axes are, said beneath. called: what a
    group is called; "Part" where groups are not clear. Raises ValueError for more than five groups, nobody, or places
    that are not finite.
    """
    if not len(positions) or not np.isfinite(positions).all():
        raise ValueError("a map needs at least one person, and places that are finite numbers")
    if group.max() >= len(NAMES):
        raise ValueError(f"at most {len(NAMES)} groups can be told apart on a map")
    canvas = Canvas(title, sentence)
    frame, inside = _frame(canvas, positions)
    present = np.unique(group[group >= 0]).tolist()
    layers = _layers(frame, positions[inside], group[inside])
    for number in (-1, *present):
        if number in layers:
            canvas.parts.append(_marks(layers[number], number))
    for number in present:
        middle = positions[group == number].mean(0)
        canvas.parts.append(
            f'<text x="{place(frame.x(middle[0]))}" y="{place(frame.y(middle[1]) + 7)}" text-anchor="middle" '
            f'font-weight="bold" font-size="20" stroke="#fff" stroke-width="4" paint-order="stroke">'
            f"{NAMES[number]}</text>"
        )
    if across:
        canvas.note(across)
    rows = _key(canvas, positions, group, present, called)
    if outside := len(positions) - int(inside.sum()):
        canvas.note(f"{outside:,} people far from all others are not drawn")
    return Chart(canvas.svg(), title, sentence, ((called, "People", "Middle, across", "Middle, upwards"), tuple(rows)))


def _frame(canvas: Canvas, positions: Array) -> tuple[Frame, NDArray[np.bool_]]:
    """Axes of one scale, so that distances mean the same in every direction, and who lies within them."""
    low, high = np.percentile(positions, [TAIL, 100 - TAIL], axis=0)
    room = np.maximum(0.06 * (high - low), 1e-3)
    low, high = low - room, high + room
    wide = high - low
    height = float(np.clip(WIDTH * wide[1] / wide[0], SHORTEST, TALLEST))
    short = np.maximum(np.array([WIDTH / height * wide[1], height / WIDTH * wide[0]]) - wide, 0) / 2
    low, high = low - short, high + short
    frame = Frame(canvas, (low[0], high[0]), (low[1], high[1]), height=height)
    return frame, ((positions >= low) & (positions <= high)).all(1)


def _layers(frame: Frame, positions: Array, group: Ints) -> dict[int, Layer]:
    """Neighbours drawn together to one mark, of the group that most of them belong to."""
    x = np.array([frame.x(0.0), frame.x(1.0) - frame.x(0.0)])
    y = np.array([frame.y(0.0), frame.y(1.0) - frame.y(0.0)])
    columns = np.rint((x[0] + x[1] * positions[:, 0]) / CELL).astype(np.int64)
    lines = np.rint((y[0] + y[1] * positions[:, 1]) / CELL).astype(np.int64)
    span = int(lines.max(initial=0)) + 1
    cells, which = np.unique(columns * span + lines, return_inverse=True)
    kinds = int(group.max(initial=-1)) + 2
    counts = np.bincount(which * kinds + group + 1, minlength=len(cells) * kinds).reshape(-1, kinds)
    winner, people = counts.argmax(1), counts.sum(1)
    size = 1.2 + 1.5 * np.sqrt(people / people.max()) if len(people) else people
    found = {}
    for kind in np.unique(winner).tolist():
        mine = np.flatnonzero(winner == kind)
        found[kind - 1] = Layer(cells[mine] // span * CELL, cells[mine] % span * CELL, size[mine])
    return found


def _marks(layer: Layer, number: int) -> str:
    shapes = "".join(_shape(number, *each) for each in zip(layer.x, layer.y, layer.size, strict=True))
    if number < 0:
        return f'<path d="{shapes}" fill="{GREY}" fill-opacity="0.45"/>'
    hollow = number in (1, 3)
    pen = f'fill="#fff" stroke="{INKS[number]}"' if hollow else f'fill="{INKS[number]}"'
    return f'<path d="{shapes}" {pen}/>'


def _shape(number: int, x: float, y: float, r: float) -> str:
    """A disc, a hollow square, a triangle, a hollow diamond, a cross; a dot for people in no group."""
    at = place
    if number in (-1, 0):
        r = r if number == 0 else 0.7 * r
        return f"M{at(x - r)} {at(y)}a{at(r)} {at(r)} 0 1 0 {at(2 * r)} 0a{at(r)} {at(r)} 0 1 0 {at(-2 * r)} 0"
    if number == 1:
        return f"M{at(x - r)} {at(y - r)}h{at(2 * r)}v{at(2 * r)}h{at(-2 * r)}z"
    if number == 2:
        return f"M{at(x)} {at(y - 1.3 * r)}l{at(1.3 * r)} {at(2.2 * r)}h{at(-2.6 * r)}z"
    if number == 3:
        w = at(1.4 * r)
        return f"M{at(x)} {at(y - 1.4 * r)}l{w} {w}l-{w} {w}l-{w} -{w}z"
    arm = 0.5 * r
    return (
        f"M{at(x - arm)} {at(y - 1.4 * r)}h{at(2 * arm)}v{at(2.8 * r)}h{at(-2 * arm)}z"
        f"M{at(x - 1.4 * r)} {at(y - arm)}h{at(2.8 * r)}v{at(2 * arm)}h{at(-2.8 * r)}z"
    )


def _key(canvas: Canvas, positions: Array, group: Ints, present: list[int], called: str) -> list[tuple[str, ...]]:
    """What each mark means, with its people; and the same as rows."""
    rows: list[tuple[str, ...]] = []
    for number in (*present, -1):
        members = positions[group == number]
        if not len(members):
            continue
        share = 100 * len(members) / len(positions)
        name = f"{called} {NAMES[number]}" if number >= 0 else f"Not in a {called.lower()}"
        layer = Layer(np.array([8.0]), np.array([canvas.y + 11]), np.array([4.0]))
        canvas.parts.append(_marks(layer, number))
        canvas.text(20, f"{name}: {len(members):,} people ({share:.0f}%)")
        rows.append((name, f"{len(members):,}", *_middle(members)))
    return rows


def _middle(members: Array) -> tuple[str, str]:
    x, y = members.mean(0)
    return f"{x:.2f}", f"{y:.2f}"


def draw_agreement(
    agreeing: Array,
    cast: Array,
    statements: Sequence[tuple[int, str]],
    *,
    title: str,
    sentence: str,
    called: str = "Group",
) -> Chart:
    """How many of each group agree with statements, of those who voted, each with its 95 % interval (Wilson).

    agreeing, cast: statements × groups, numbers of votes, weighted ones allowed. statements: (number, words), in the
    order to be drawn. Raises ValueError for no statement.
    """
    groups = range(agreeing.shape[1])
    sets: list[tuple[str, list[Any]]] = [
        (words, [(f"{called} {NAMES[g]}", *_share(agreeing[number, g], cast[number, g])) for g in groups])
        for number, words in statements
    ]
    headers = ("Statement", called, "Agree", "Lowest likely", "Highest likely")
    if len(groups) <= len(COLOURS):
        return grouped(title=title, sentence=sentence, groups=sets, unit="% agree", maximum=100, headers=headers)
    flat = [(f"{words} – {label}", *rest) for words, rows in sets for label, *rest in rows]
    return bars(title=title, sentence=sentence, rows=flat, unit="% agree", maximum=100, headers=headers[1:])


def _share(agree: float, cast: float) -> tuple[float | None, float | None, float | None, str]:
    if not cast:
        return None, None, None, "no votes"
    found = wilson(min(float(agree), float(cast)), float(cast))
    return 100 * found.estimate, 100 * found.low, 100 * found.high, f"{100 * found.estimate:.0f}% of {cast:,.0f}"
