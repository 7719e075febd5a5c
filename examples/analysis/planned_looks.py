"""May we look at a pilot while it runs? Yes, at planned looks; and harm has a rule of its own.

    python examples/analysis/planned_looks.py [pilot.csv]

The file has a row for each month: t (the month), y (the measure, lower is better), p (1 once the pilot runs). By
default a made-up pilot of 12 months before and 12 after.
"""

# %% The pilot. Its result will be looked at after 3, 6, 9 and 12 months: four planned looks.
import csv
import math
import statistics
import sys
from pathlib import Path

from throughline.analysis import looks_chart, planning_chart
from throughline.analysis.looks import harm_looks, looks
from throughline.analysis.pilots.before_after import series
from throughline.analysis.planning import clustered, two_means

FILE = Path(__file__).parents[3] / "shared/data/evaluation/its/pilot24.csv"
with (Path(sys.argv[1]) if len(sys.argv) > 1 else FILE).open(newline="") as file:
    rows = list(csv.DictReader(file))
before = [float(row["y"]) for row in rows if row["p"] == "0"]
after = [float(row["y"]) for row in rows if row["p"] == "1"]
print(f"{len(before)} months before, {len(after)} after.\n")

# %% Two published rules for claims of benefit. One is hard to pass early; the other is the same at every look.
benefit = looks(4)
print(benefit.shown)
print(looks(4, rule="pocock").shown)

# %% Harm is not held to the standard of a claim of benefit: one-sided, for a measure that was named beforehand.
harm = harm_looks(4)
print(f"{harm.shown}\n")

# %% What each look would have said. Month by month differences only: for the final word use an interrupted time series,
# which allows for trend and for months that resemble their neighbours.
towards_harm = []
for look, months in enumerate((3, 6, 9, 12), start=1):
    seen = after[:months]
    error = math.sqrt(statistics.variance(before) / len(before) + statistics.variance(seen) / len(seen))
    z = (statistics.mean(seen) - statistics.mean(before)) / error
    towards_harm.append(z)
    claim = "benefit may be claimed" if z < 0 and benefit.crossed(z, look) else "go on"
    worse = "stop: harm" if harm.crossed(z, look) else "no sign of harm"
    print(f"after {months:2} months: z = {z:6.2f}, limit ±{benefit.bounds[look - 1]:.2f}: {claim}; {worse}")
print(f"The chart says: {looks_chart.draw(benefit, seen=towards_harm).title}.")

# %% A difference of means knows nothing of a trend. So before and after are never told alone where a series exists.
whole = series([*before, *after], len(before))
print(f"\n{whole.shown}")
for warning in whole.warnings:
    print(f"- {warning}")

# %% And had people been followed instead of months? To find a difference of half a standard deviation; and in wards of
# 20, where people of one ward resemble each other a little (1 part in 20).
people = two_means(0.5)
in_wards = clustered(people, 20, 0.05)
print(f"\n{people.shown} In wards of 20: {in_wards.shown}")
sizes = {"half a standard deviation": people, "half of one in wards of 20": in_wards}
print(f"The chart says: {planning_chart.draw(sizes).title}.")
