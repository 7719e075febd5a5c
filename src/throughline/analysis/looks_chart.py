"""The picture of planned looks: how far out a result must lie at each, beside what has been seen so far."""

from __future__ import annotations

from collections.abc import Sequence

from throughline.analysis.charts import Chart
from throughline.analysis.curve_chart import Curve, Style, curves
from throughline.analysis.looks import Looks

MOST_NAMED = 10
HEADERS = ("Look", "Stop beyond z of", "Usual limit", "Seen", "What it says")


def draw(found: Looks, *, seen: Sequence[float] = (), title: str | None = None) -> Chart:
    """The limits look by look, the usual limit of a single look, and the z of the looks that were had.

    seen: z of the first looks, in order. title: the finding, by default said from the limits or from what was seen.
    Raises ValueError for more looks than were planned, or a z that is no number.
    """
    crossed = [found.crossed(z, look) for look, z in enumerate(seen, start=1)]
    count = len(found.bounds)
    times, step = range(1, count + 1), -(-count // MOST_NAMED)
    style: Style = "line" if count > 1 else "points"
    drawn = [Curve("limit: beyond it, stop", times, found.bounds, style=style)]
    if not found.harm:
        drawn.append(Curve("limit the other way", times, [-z for z in found.bounds], style=style))
    if count > 1:
        drawn.append(Curve("usual limit, for one look only", times, [found.usual] * count))
    if seen:
        drawn.append(Curve("seen", times[: len(seen)], seen, style="points"))
    finding = _told(crossed, count) if seen else _planned(found)
    return curves(
        title=title or finding,
        sentence=f"{finding}. {found.shown}",
        curves=drawn,
        table=(HEADERS, [_row(found, look, seen, crossed) for look in times]),
        y_name="z, towards harm" if found.harm else "z",
        x_name="Look",
        x_ticks=[(look, str(look)) for look in times if look % step == 0 or look == 1],
        from_zero=True,
    )


def _planned(found: Looks) -> str:
    first, last = found.bounds[0], found.bounds[-1]
    what = "harm" if found.harm else "benefit"
    if len(found.bounds) == 1:
        return f"To stop for {what}, z must pass {last:.2f} at the one look"
    if first == last:
        return f"To stop for {what}, z must pass {last:.2f} at each of {len(found.bounds)} looks"
    return f"To stop for {what}, z must pass {first:.2f} at the first look and {last:.2f} at the last"


def _told(crossed: Sequence[bool], count: int) -> str:
    if any(crossed):
        return f"Look {crossed.index(True) + 1} of {count} passes its limit: enough to stop"
    onward = f": go on to look {len(crossed) + 1} of {count}" if len(crossed) < count else ""
    had = "The first look does not pass" if len(crossed) == 1 else f"None of {len(crossed)} looks passes"
    return f"{had} its limit{onward}"


def _row(found: Looks, look: int, seen: Sequence[float], crossed: Sequence[bool]) -> tuple[str, ...]:
    limits = (str(look), f"{found.bounds[look - 1]:.2f}", f"{found.usual:.2f}")
    if look > len(seen):
        return (*limits, "", "")
    return (*limits, f"{seen[look - 1]:.2f}", "stop" if crossed[look - 1] else "go on")
