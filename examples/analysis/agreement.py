"""Do raters agree beyond chance? Three raters, twenty people.

    python examples/analysis/agreement.py [ratings.csv]

The file has a row for each person who was rated and a column for each rater. By default the anxiety ratings, 1 to 6, of
the R package irr.
"""

# %% The data.
import sys
from pathlib import Path

import polars as pl

from throughline.analysis import agreement_chart
from throughline.analysis.agreement import by_code, cohen, icc, kendall, krippendorff, light

FILE = Path(__file__).parents[3] / "shared/data/choices/irr__anxiety.csv"
ratings = pl.read_csv(sys.argv[1] if len(sys.argv) > 1 else FILE)
raters = [ratings[name].to_list() for name in ratings.columns]
print(f"{len(raters)} raters, {ratings.height} people.\n")

# %% The plain share of equal ratings flatters: with six ratings some are equal by chance. Alpha takes chance off.
names = krippendorff(raters)
print(f"Equal ratings: {names.observed:.0%}. Beyond chance: {names.shown}")

# %% A 3 and a 4 are nearer than a 1 and a 6. On an ordered scale near misses count in part.
ordered = krippendorff(raters, scale="ordinal")
print(ordered.shown)
for warning in ordered.warnings:
    print(f"- {warning}")

# %% Two at a time, with weights: which pair sees things alike?
print()
for i in range(len(raters)):
    for j in range(i):
        pair = cohen(raters[j], raters[i], weights="quadratic")
        print(f"{ratings.columns[j]} and {ratings.columns[i]}: {pair.shown}")

# %% The mean of all pairs, the order they put people in, and how far one rater may stand in for another.
print(light(raters).shown)
print(kendall(ratings.to_numpy()).shown)
print(icc(ratings.to_numpy()).shown)

# %% Which ratings need a clearer definition? Each of them against all others.
each = by_code(raters)
least = min(each, key=lambda code: each[code].coefficient)
print(f"\nLeast agreement is on the rating {least}.")

# %% The chart: coefficients with their ranges, beside what chance alone would give.
both = {"all": names, **{f"rating {code}": one for code, one in each.items()}}
drawn = agreement_chart.draw(both, title="Raters hardly agree", sentence=names.shown)
for row in drawn.table[1]:
    print(" | ".join(row))
