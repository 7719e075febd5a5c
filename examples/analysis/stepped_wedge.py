"""How would we know that a new way of working helps? A stepped wedge: places start one group after the other, by lot.

    python examples/analysis/stepped_wedge.py [file.csv]

The file has a row for each A&E department (org_code, type), month (period), with attendances and breaches of four
hours. Nothing was rolled out in it: the roll-out here is pretended, so that we know what must be found.
"""

# %% The data: 24 large departments, seven months, the share of people seen within four hours.
import sys
from pathlib import Path

import numpy as np
import polars as pl

from throughline.analysis.pilots import wedge_chart
from throughline.analysis.pilots.wedge import rollout, stepped_wedge
from throughline.analysis.pilots.wedge_plan import Spread, power, wedge

FILE = Path(__file__).parents[3] / "shared/data/evaluation/spc/ae_attendances.csv"
rows = pl.read_csv(sys.argv[1] if len(sys.argv) > 1 else FILE)
months = sorted(rows["period"].unique())[-7:]
seen = rows.filter(pl.col("type") == "1", pl.col("period").is_in(months)).sort("org_code", "period")
whole = seen.group_by("org_code").agg(pl.len(), pl.sum("attendances")).filter(pl.col("len") == len(months))
places = whole.sort("attendances", descending=True)["org_code"].to_list()[:24]
seen = seen.filter(pl.col("org_code").is_in(places)).with_columns(share=1 - pl.col("breaches") / pl.col("attendances"))
print(f"{len(places)} departments, {len(months)} months, {seen['attendances'].sum():,} people.")
print(f"Seen within four hours: {100 * (1 - seen['breaches'].sum() / seen['attendances'].sum()):.0f}%.\n")

# %% Lots decide who starts when: four departments more each month. A lot has a seed, so that it can be checked.
order = np.random.default_rng(7).permutation(24)
step = {places[place]: 1 + turn // 4 for turn, place in enumerate(order)}


def changed(table: pl.DataFrame) -> list[float]:
    """1 from the month on in which a department starts."""
    return [float(months.index(when) >= step[who]) for who, when in table.select("org_code", "period").iter_rows()]


# %% Nothing was rolled out, so nothing should be found. The winter is in every department's figures; the model takes
# it out by comparing with departments that have not started yet.
nothing = stepped_wedge(
    rollout(
        seen["org_code"].to_list(),
        seen["period"].to_list(),
        seen["share"].to_list(),
        changed(seen),
        people=seen["attendances"].to_list(),
        shares=True,
    )
)
print(f"A roll-out that never was: {nothing.shown}")
print(f"Dealing out the starts again gives p = {nothing.p_permutation:.2f}.\n")

# %% What makes figures differ. Departments differ a lot, and each has good and bad months of its own: with thousands of
# people in each, chance among people hardly matters. That is why more people would not help, but more places would.
print(f"Between departments {nothing.places_sd:.3f}, between months of one {nothing.cells_sd:.3f}.")
print(f"Of the likeness within a department and month, {100 * nothing.cac:.0f}% is left from month to month.\n")

# %% Plan before starting: how often would a gain of 3 points be found?
spread = Spread(nothing.within, places=nothing.places_sd, cells=nothing.cells_sd)
for size in (2, 4, 8):
    planned = power(wedge([size] * 6, 8_000), 0.03, spread)
    print(f"{planned.shown} The least that 8 of 10 would find: {100 * planned.detectable:.1f} points.")

# %% With a month to settle in, in which nothing is measured, less is found.
settling = power(wedge([4] * 6, 8_000, transition=1), 0.03, spread)
print(f"With a month to settle in: {100 * settling.power_t:.0f} of 100.\n")

# %% Now plant a gain of 5 points from each start on, and look for it.
planted = [share + 0.05 * x for share, x in zip(seen["share"], changed(seen), strict=True)]
found = stepped_wedge(
    rollout(
        seen["org_code"].to_list(),
        seen["period"].to_list(),
        [min(1.0, share) for share in planted],
        changed(seen),
        people=seen["attendances"].to_list(),
        shares=True,
    )
)
print(f"With 5 points planted: {found.shown}")
print(f"p = {found.p:.4f} by Student's t, {found.p_permutation:.4f} by dealing out the starts again.\n")

# %% How far to trust it.
for warning in found.warnings:
    print(f"- {warning}")

# %% The chart: a row a department, dark from where it started.
drawn = wedge_chart.draw(found, title="More people were seen in time where it started", decimals=2)
print(f"\n{' | '.join(drawn.table[0])}\n{' | '.join(drawn.table[1][0])}")
