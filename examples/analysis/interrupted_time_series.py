"""Did the law change anything? An interrupted time series: what happened beside what would have gone on.

    python examples/analysis/interrupted_time_series.py [file.csv]

The file has a row for each month with S.drivers, car drivers killed or seriously injured in Great Britain; seat belts
became law in February 1983, in row 171 of the file.
"""

# %% The data, and the date of the change. It is known beforehand; looking for it in the data would be cheating.
import sys
from pathlib import Path
from statistics import fmean

import polars as pl

from throughline.analysis import its, its_chart, its_plan, spc

FILE = Path(__file__).parents[3] / "shared/data/evaluation/its/uk_seatbelts.csv"
months = pl.read_csv(sys.argv[1] if len(sys.argv) > 1 else FILE)
drivers = months["S.drivers"].to_list()
labels = [f"{month}/{year}" for year, month in months.select("year", "month").iter_rows()]
start = labels.index("2/1983")
print(f"{start} months before the law, {len(drivers) - start} after it.\n")

# %% Before and after, as it is often told. It forgets the trend and the seasons.
before, after = fmean(drivers[:start]), fmean(drivers[start:])
print(f"Before {before:,.0f} a month, after {after:,.0f}: {100 * (after / before - 1):+.0f}%. Do not use this number.")

# %% The model: a trend, the seasons of the year as two pairs of waves, and a step at the change.
found = its.counts(drivers, start, season=12, harmonics=2)
print(found.shown)
print(f"Counts vary {found.dispersion:.0f} times as much as chance alone; the range allows for it.\n")

# %% How far to trust it.
for warning in found.warnings:
    print(f"- {warning}")

# %% Would it find a step where there was none? The months before the law, as if it had come earlier.
for pretended in its_plan.placebos(drivers, start, kind="counts"):
    found_it = "a change is seen" if pretended.clear else "no clear change"
    print(f"As if the law had come in {labels[pretended.start]}: ratio {pretended.result.ratio[0]:.2f}, {found_it}.")

# %% And how many months would the next pilot need? This is to be asked before it begins.
print(its_plan.power(24, 12, 1.5, correlation=0.2, series=100).shown)

# %% Beside it, a control chart with limits from before the law. It knows no trend and no season, so one bad December
# looks like a change for the worse. It is a tool to watch with, not one to judge by.
chart = spc.xmr(drivers, better="decrease", baseline=start)
print(f"\nControl chart: {chart.shown}")

# %% With too few months nothing is said at all.
try:
    its.counts(drivers[start - 5 : start + 5], 5, season=None)
except ValueError as refused:
    print(f"Refused: {refused}")

# %% The chart: what happened, the model, and what would have gone on.
drawn = its_chart.draw(
    found,
    title="Fewer drivers were hurt",
    labels=labels,
    value_name="Drivers killed or hurt",
    change_name="seat belt law",
)
print(f"\n{' | '.join(drawn.table[0])}\n{' | '.join(drawn.table[1][start])}")
