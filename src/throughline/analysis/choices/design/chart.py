"""Two pictures of a design: how many people each effect needs, and how evenly each task divides people."""

from __future__ import annotations

from dataclasses import replace

from throughline.analysis import charts
from throughline.analysis.charts import Chart
from throughline.analysis.choices.design.designing import ChoiceDesign


def people(design: ChoiceDesign) -> Chart:
    """People needed to tell each effect from none, the hardest first. Raises ValueError where all priors are 0."""
    needed = sorted(
        ((n.people, n.name) for n in design.audit.needed if n.people is not None), key=lambda pair: (-pair[0], pair[1])
    )
    if not needed:
        raise ValueError("no number of people can be given: all priors are 0")
    most, hardest = needed[0]
    return _plain(
        charts.bars(
            title=f"The hardest effect to find is “{hardest}”: it needs about {most:,} people",
            sentence=(
                f"People needed, over all blocks together, to tell each effect from none with {design.audit.power:.0%} "
                f"power at the {design.audit.level:.0%} level, if people choose as the priors say."
            ),
            rows=[(name, float(count), None, None, f"{count:,}") for count, name in needed],
            unit="people",
            headers=("Effect", "People needed"),
        )
    )


def balance(design: ChoiceDesign) -> Chart:
    """How evenly the alternatives of each task should be chosen, by the priors."""
    shares = [100 * x for x in design.audit.utility_balance]
    lowest = min(range(len(shares)), key=lambda i: shares[i])
    return _plain(
        charts.bars(
            title=f"Task {lowest + 1} divides people least evenly: its balance is {shares[lowest]:.0f}%",
            sentence=(
                "Utility balance of each task: 100% where all alternatives are equally likely to be chosen, near 0% "
                "where almost everybody would choose the same."
            ),
            rows=[(f"Task {i}", share, None, None, f"{share:.0f}%") for i, share in enumerate(shares, start=1)],
            unit="%",
            maximum=100.0,
            headers=("Task", "Utility balance"),
        )
    )


def _plain(chart: Chart) -> Chart:
    """Without the columns of ranges, of which these figures have none."""
    headers, rows = chart.table
    return replace(chart, table=(headers, tuple(row[:2] for row in rows)))
