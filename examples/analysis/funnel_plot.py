"""Which hospitals differ by more than their size explains? A funnel plot, and never a league table.

    python examples/analysis/funnel_plot.py [file.csv]

The file has a row for each organisation, month and type of department: period, org_code, type, attendances, breaches.
By default that of the NHS in England; the last month of it is looked at.
"""

# %% The data: large (type 1) departments in one month. How many people waited more than four hours?
import sys
from pathlib import Path

import polars as pl

from throughline.analysis import funnel, funnel_chart

FILE = Path(__file__).parents[3] / "shared/data/evaluation/spc/ae_attendances.csv"
rows = pl.read_csv(sys.argv[1] if len(sys.argv) > 1 else FILE, schema_overrides={"type": pl.String})
month = rows.filter((pl.col("type") == "1") & (pl.col("period") == rows["period"].max()) & (pl.col("attendances") > 0))
names, waited, people = (month[name].to_list() for name in ("org_code", "breaches", "attendances"))
print(
    f"{month['period'][0]}: {len(names)} departments, {sum(people):,} people, {sum(waited) / sum(people):.0%} waited.\n"
)

# %% Compared with limits for chance alone, nearly everybody looks extraordinary. That says the limits are wrong.
found = funnel.shares(names, waited, people)
print(f"Limits for chance alone: {found.unadjusted} of {len(names)} departments lie outside.")
print(f"Departments differ {found.phi:.0f} times as much as chance would make them (dispersion).")

# %% So limits are widened by what departments usually differ by. What is left is worth a question.
print(f"Limits that allow for it: {len(found.outside)} lie outside.")
print(f"{found.shown}\n")

# %% Small places swing most. Shrunk values say what we would bet on: the less is known, the nearer to the others.
smallest = min(found.places, key=lambda place: place.size)
print(
    f"The smallest, {smallest.name}: {smallest.value:.1%} of {smallest.size:,.0f} people; shrunk {smallest.shrunk:.1%}."
)
for warning in found.warnings:
    print(f"- {warning}")

# %% The chart. Its table is in the order of names, so that nobody reads a ranking into it.
drawn = funnel_chart.draw(
    found,
    title="Departments differ, most of them within what is usual",
    size_name="People who came in the month",
    value_name="Waited more than four hours",
    percent=True,
)
print(f"\nFirst rows of its table: {drawn.table[1][:2]}")
