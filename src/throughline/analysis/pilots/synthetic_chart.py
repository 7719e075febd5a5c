"""The pictures of a synthetic control: the place beside its mixture, and what the mixture is made of."""

from __future__ import annotations

from throughline.analysis.charts import Chart, bars
from throughline.analysis.pilots.course_chart import course
from throughline.analysis.pilots.synthetic import Synthetic

SHOWN = 10


def draw(found: Synthetic, *, title: str, value_name: str = "value", decimals: int = 1) -> Chart:
    """The changed place beside the mixture of places that went the same way before.

    title: the finding. value_name: what was measured, with its unit.
    """
    return course(
        found,
        title=title,
        expected_name="The mixture of other places",
        value_name=value_name,
        decimals=decimals,
    )


def draw_weights(found: Synthetic, *, title: str) -> Chart:
    """The places the mixture is made of, the ten that weigh most by name."""
    most, rest = found.weights[:SHOWN], found.weights[SHOWN:]
    rows = [(name, 100 * weight, None, None, f"{100 * weight:.0f}%") for name, weight in most]
    if rest:
        share = 100 * sum(weight for _, weight in rest)
        rows.append((f"{len(rest)} other places", share, None, None, f"{share:.0f}%"))
    heaviest = ", ".join(f"{name} ({100 * weight:.0f}%)" for name, weight in most[:3])
    sentence = f"The mixture is made of {len(found.weights)} places of {found.others}, most of all {heaviest}."
    return bars(
        title=title, sentence=sentence, rows=rows, unit="share of the mixture, %", headers=("Place", "Share", "", "")
    )
