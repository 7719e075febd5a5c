"""Pictures of choices: part-worths, importance, uptake, trade-offs, how people differ, classes, best and worst."""

from __future__ import annotations

import math
from collections.abc import Sequence

from throughline.analysis.charts import Chart, bars, grouped
from throughline.analysis.choices.bayes import Posterior
from throughline.analysis.choices.bestworst import Count
from throughline.analysis.choices.heterogeneity import Spread
from throughline.analysis.choices.latent import LatentClasses
from throughline.analysis.choices.meaning import Importances, TradeOff
from throughline.analysis.choices.results import Coefficient
from throughline.analysis.choices.uptake import Uptake
from throughline.analysis.curve_chart import Curve, Mark, curves
from throughline.analysis.range_chart import ranges

POINTS = 61
WIDE = 3.5  # standard deviations of a density that are drawn


def weights_chart(found: Sequence[Coefficient | Posterior], *, title: str, sentence: str) -> Chart:
    """Each coefficient with its range, beside 0: no influence."""
    return ranges(
        title=title,
        sentence=sentence,
        rows=[(c.name, c.estimate, c.low, c.high, f"{c.estimate:+.3g}") for c in found],
        line=0,
        line_name="no influence",
        unit="weight in utility",
        headers=("What", "Weight", "Lowest likely", "Highest likely"),
        decimals=3,
    )


def part_worths_chart(found: Importances, *, title: str) -> Chart:
    """The worth of every level against the first of its attribute, which is left out."""
    first: dict[str, str] = {}
    for w in found.part_worths:
        first.setdefault(w.attribute, w.level)
    rows = [
        (f"{w.attribute}: {w.level} (against {first[w.attribute]})", w.estimate, w.low, w.high, f"{w.estimate:+.2f}")
        for w in found.part_worths
        if w.level != first[w.attribute]
    ]
    return ranges(
        title=title,
        sentence="What each level is worth to people, against the first level of the same attribute.",
        rows=rows,
        line=0,
        line_name="as good as the first level",
        unit="worth in utility",
        headers=("Level", "Worth", "Lowest likely", "Highest likely"),
    )


def importance_chart(found: Importances, *, title: str) -> Chart:
    """Bars: the share of each attribute in what decides between options."""
    shares = [(a.attribute, a.share, a.low, a.high) for a in found.attributes]
    return _shares(shares, title, found.shown, "% of importance", ("Attribute", "Importance"))


def uptake_chart(found: Uptake, *, title: str) -> Chart:
    """Bars: the predicted share of each option."""
    shares = [(s.option, s.share, s.low, s.high) for s in found.shares]
    return _shares(shares, title, found.shown, "% of people", ("Option", "Would choose it"), maximum=100)


def trade_offs_chart(found: Sequence[TradeOff], *, title: str) -> Chart:
    """What one unit of each thing is worth, all in the same unit, beside 0. Raises ValueError for mixed units."""
    if len({t.against for t in found}) != 1:
        raise ValueError("a chart of trade-offs needs one unit: measure all against the same column")
    unit = found[0].against
    return ranges(
        title=title,
        sentence=" ".join(f"{t.shown}." for t in found),
        rows=[(t.of, t.estimate, t.low, t.high, f"{t.estimate:+.3g}") for t in found],
        line=0,
        line_name="worth nothing",
        unit=f"units of {unit}",
        headers=("What", "Worth", "Lowest likely", "Highest likely"),
    )


def spread_chart(found: Spread, *, title: str, sentence: str) -> Chart:
    """The density of one coefficient among people, and where it is 0."""
    xs = _grid(found)
    ys = [_density(found, x) for x in xs]
    rows = [
        ("Mean", f"{found.mean:.3g}", f"{found.mean_error:.2g}"),
        ("Standard deviation among people", f"{found.sd:.3g}", f"{found.sd_error:.2g}"),
        ("Share of people above 0", f"{found.above_zero:.0%}", f"{found.above_low:.0%} to {found.above_high:.0%}"),
    ]
    return curves(
        title=title,
        sentence=sentence,
        curves=[Curve(f"how many people weigh “{found.name}” so", xs, ys)],
        table=(("What", "Value", "Standard error, or likely range"), rows),
        y_name="density of people",
        x_name=f"weight of {found.name}",
        marks=[Mark(0.0, "0: no influence")] if xs[0] <= 0 <= xs[-1] else [],
        from_zero=True,
    )


def classes_chart(found: LatentClasses, *, title: str) -> Chart:
    """The weights of each class side by side, beside 0; one row a class and column."""
    rows = [
        (
            f"{one.name.partition(': ')[2]} (class {q}, {share:.0%})",
            one.estimate,
            one.low,
            one.high,
            f"{one.estimate:+.3g}",
        )
        for column in zip(*found.classes, strict=True)
        for q, (one, share) in enumerate(zip(column, found.shares, strict=True), 1)
    ]
    return ranges(
        title=title,
        sentence=found.shown,
        rows=rows,
        line=0,
        line_name="no influence",
        unit="weight in utility",
        headers=("Weight", "Value", "Lowest likely", "Highest likely"),
    )


def best_worst_chart(found: Sequence[Count], *, title: str, sentence: str) -> Chart:
    """How often each item was best and how often worst, of all times it was shown, from the best score down: an
    item high in both divides people."""
    order = sorted(found, key=lambda c: (-c.score, c.item))
    return grouped(
        title=title,
        sentence=sentence,
        groups=[
            (
                c.item,
                [
                    ("best", 100 * c.best / c.shown, None, None, f"{c.best} of {c.shown}"),
                    ("worst", 100 * c.worst / c.shown, None, None, f"{c.worst} of {c.shown}"),
                ],
            )
            for c in order
        ],
        unit="% of the times it was shown",
        headers=("Item", "Chosen as", "How often", "Lowest likely", "Highest likely"),
    )


def _shares(
    found: Sequence[tuple[str, float, float, float]],
    title: str,
    sentence: str,
    unit: str,
    headers: tuple[str, str],
    maximum: float | None = None,
) -> Chart:
    """Bars in percent of shares (name, share, low, high), the range widened to hold its value, as a range by
    simulation may miss it by a hair."""
    return bars(
        title=title,
        sentence=sentence,
        rows=[
            (name, 100 * share, 100 * min(low, share), 100 * max(high, share), f"{share:.0%}")
            for name, share, low, high in found
        ],
        unit=unit,
        maximum=maximum,
        headers=(*headers, "Lowest likely, %", "Highest likely, %"),
    )


def _grid(found: Spread) -> list[float]:
    """Places at which the density is drawn; a lognormal begins or ends at 0."""
    if found.kind == "normal":
        first, last = found.mean - WIDE * found.sd, found.mean + WIDE * found.sd
    else:
        first, last = sorted((found.mean * 1e-3, found.mean + math.copysign(WIDE * found.sd, found.mean)))
    return [first + (last - first) * i / (POINTS - 1) for i in range(POINTS)]


def _density(found: Spread, x: float) -> float:
    """Of the normal or lognormal with the mean and standard deviation of `found`."""
    if found.kind == "normal":
        return math.exp(-(((x - found.mean) / found.sd) ** 2) / 2) / (found.sd * math.sqrt(2 * math.pi))
    variance = math.log1p((found.sd / found.mean) ** 2)
    centre = math.log(abs(found.mean)) - variance / 2
    z = (math.log(abs(x)) - centre) / math.sqrt(variance)
    return math.exp(-(z**2) / 2) / (abs(x) * math.sqrt(2 * math.pi * variance))
