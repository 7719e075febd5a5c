"""The acceptability curve with every threshold that somebody uses, the cost-effectiveness plane, who gains, and what
staff time is saved."""

from __future__ import annotations

from dataclasses import replace

from throughline.analysis.charts import Chart, bars
from throughline.analysis.curve_chart import DASHES, Curve, Mark, curves
from throughline.analysis.range_chart import ranges
from throughline.analysis.value.consequences import Spread
from throughline.analysis.value.staff_time import SAID, StaffTime, by_kind
from throughline.analysis.value.worth import QUADRANTS, Appraisal, Line, money

MOST = len(DASHES) - 1  # beside the frontier
FRONTIER = "best on average (frontier)"


def acceptability(found: Appraisal) -> Chart:
    """How often each option is best, by what a unit of effect may cost; circles mark the one that is best on average.
    Beyond three options, those best most often at any threshold are drawn; the table has all."""
    curve = found.curve
    peak = [max(row[k] for row in curve.chances) for k in range(len(curve.options))]
    drawn = sorted(sorted(range(len(peak)), key=lambda k: -peak[k])[:MOST])
    shares = [Curve(curve.options[k], curve.thresholds, [100 * row[k] for row in curve.chances]) for k in drawn]
    marked = range(0, len(curve.thresholds), 5)
    frontier = [curve.thresholds[i] for i in marked], [100 * curve.frontier[i] for i in marked]
    at = [i for i, t in enumerate(curve.thresholds) if t in {line.threshold.value for line in found.lines}]
    rows = [
        [money(curve.thresholds[i]), *(f"{100 * p:.0f}%" for p in curve.chances[i]), curve.options[curve.best[i]]]
        for i in at
    ]
    best = dict.fromkeys(line.best for line in found.lines)
    title = (
        f"“{next(iter(best))}” is best on average at every threshold in use"
        if len(best) == 1
        else "Which option is best depends on the threshold"
    )
    return curves(
        title=title,
        sentence=f"Best on average, and in how many of 100 draws best: {'; '.join(map(_best, found.lines))}.",
        curves=[*shares, Curve(FRONTIER, *frontier, style="points")],
        table=(["Threshold", *(f"{name} is best" for name in curve.options), "Best on average"], rows),
        x_name=f"£ that one more {found.unit} may cost",
        y_name="Of 100 draws, best in",
        x_ticks=[(t, f"{t / 1000:g}k") for t in _apart([line.threshold.value for line in found.lines])],
        marks=[
            Mark(line.threshold.value, f"{money(line.threshold.value)}: {line.threshold.name}") for line in found.lines
        ],
        from_zero=True,
    )


def plane(found: Appraisal, option: str | None = None) -> Chart:
    """Draws of more effect against more cost of one option against the first, with the thresholds as lines: what lies
    below a line is worth that price. option: by default the one that is best at most thresholds. Raises ValueError for
    one that is not there."""
    bests = [line.best for line in found.lines if line.best != found.options[0]]
    chosen = option or max(found.options[1:], key=bests.count)
    against = next((a for a in found.against if a.option == chosen), None)
    if against is None:
        raise ValueError(f"there is no option “{chosen}” to draw against “{found.options[0]}”")
    points = [(e, c) for name, e, c in found.sample if name == chosen]
    effects, costs = [e for e, _ in points], [c for _, c in points]
    ends = found.lines[0].threshold.value, found.lines[-1].threshold.value
    prices = [
        Curve(f"{money(price)} for one {found.unit}", x, [price * e for e in x])
        for price in ends
        if (x := _reach([0.0, *effects], [0.0, *costs], price))
    ]
    q = dict(zip(QUADRANTS, against.quadrants, strict=True))
    more = round(100 * sum(share for name, share in q.items() if name.startswith("more effect")))
    less = round(100 * sum(share for name, share in q.items() if name.endswith("less cost")))
    rows = [[name, f"{100 * share:.0f}%"] for name, share in q.items()]
    first = found.options[0]
    return curves(
        title=f"“{chosen}” gives more in {more} of 100 draws and costs less in {less}",
        sentence=(
            f"“{chosen}” against “{first}”: each dot is a draw ({len(points)} of them); "
            "those below a line are worth its price."
        ),
        curves=[Curve("a draw", effects, costs, style="points"), *prices],
        table=((f"“{chosen}” against “{first}”", "Share of draws"), rows),
        x_name=f"More {found.unit}s than with “{first}”",
        y_name=f"More cost than with “{first}”, £",
    )


def gains(found: Spread) -> Chart:
    """What a person of each group gains, with its range beside no gain, in the order given."""
    groups = found.groups
    losing = [g.name for g in groups if g.gain.high < 0]
    most, least = (f(groups, key=lambda g: g.gain.estimate) for f in (max, min))
    title = f"A person of “{most.name}” gains most, one of “{least.name}” least"
    if losing:
        title = f"“{losing[0]}” is likely to lose"
    drawn = ranges(
        title=title,
        sentence=" ".join([found.shown, *found.warnings]),
        rows=[(g.name, g.gain.estimate, g.gain.low, g.gain.high, f"{g.gain.estimate:+.3g}") for g in groups],
        line=0.0,
        line_name="no gain",
        unit=groups[0].gain.unit,
    )
    headers = ("Group", "Gain a person", "Lowest likely", "Highest likely", "Of people", "Of the gain")
    rows = [
        (
            g.name,
            *(f"{x:+.3g}" for x in (g.gain.estimate, g.gain.low, g.gain.high)),
            *(_percent(x) for x in (g.share_of_people, g.share_of_gain)),
        )
        for g in groups
    ]
    return replace(drawn, table=(headers, tuple(rows)))


def time_saved(found: StaffTime) -> Chart:
    """Hours a year of each kind, which are never one bar."""
    kinds = by_kind(found.items)
    back = kinds["cash"]["realised"]
    drawn = bars(
        title=f"{money(back)} a year leaves the budget" if back else "No budget falls by the staff time that is saved",
        sentence=found.shown,
        rows=[(f"{k}: {SAID[k]}", x["hours"], None, None, f"{x['hours']:,.0f}") for k, x in kinds.items()],
        unit="hours a year",
    )
    headers = ("Kind", "Hours a year", "Full-time posts", "Can be used, £")
    rows = [(k, *(f"{x['hours']:,.0f}", f"{x['posts']:.1f}", f"{x['realised']:,.0f}")) for k, x in kinds.items()]
    return replace(drawn, table=(headers, tuple(rows)))


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f}%"


def _best(line: Line) -> str:
    return f"at {money(line.threshold.value)} “{line.best}”, {round(100 * line.chance.value)}"


def _reach(effects: list[float], costs: list[float], price: float) -> list[float]:
    """From where to where a price can be drawn without leaving the picture."""
    if price == 0:
        return [min(effects), max(effects)]
    low, high = max(min(effects), min(costs) / price), min(max(effects), max(costs) / price)
    return [low, high] if low < high else []


def _apart(values: list[float]) -> list[float]:
    """Those that can be printed beside each other."""
    kept = values[-1:]
    for value in reversed(values[:-1]):
        if kept[0] - value > values[-1] / 10:
            kept.insert(0, value)
    return kept
