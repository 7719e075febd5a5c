"""Would another cubicle shorten waits, and for whom? An urgent treatment centre, now and changed.

    python examples/analysis/pathway.py [arrivals.csv]

The file has a row for each hour from 6 in the morning, with people an hour (arrival_rate). The centre is that of Nelson
(2013), Foundations and Methods of Stochastic Simulation, exercise 13; arrivals are those of its published model (Monks
and others, treat-sim, MIT licence). The group that needs an interpreter is an assumption of ours, to show how groups
are told apart. A pathway can be written as a form as well: examples/analysis/pathway.toml.
"""

# %% Who comes, and when.
import csv
import sys
from dataclasses import replace
from pathlib import Path

from throughline.analysis.pathway import chart
from throughline.analysis.pathway.durations import exponential, lognormal
from throughline.analysis.pathway.erlang import beds_for, loss
from throughline.analysis.pathway.loads import loads
from throughline.analysis.pathway.model import Group, Pathway, Step, Team
from throughline.analysis.pathway.simulate import compare, simulate

FILE = Path(__file__).parents[3] / "shared/data/evaluation/des/treatsim_ed_arrivals.csv"
with open(sys.argv[1] if len(sys.argv) > 1 else FILE, newline="") as file:
    rates = [float(row["arrival_rate"]) for row in csv.DictReader(file)]
day = tuple(([0.0] * 6 + rates + [0.0] * 24)[:24])
print(f"{sum(day):.0f} people a day come, at the most {max(day):.0f} in an hour.\n")

# %% The pathway, as staff and patients tell it. Every number says where it is from.
MODEL = "the published model"
now = Pathway(
    name="as it is",
    steps=(
        Step("triage", "triage nurse", exponential(3), {"trauma": 0.12, "registration": 0.88}, source=MODEL),
        Step("registration", "clerk", lognormal(5, 1.4), {"examination": 1.0}, source=MODEL),
        Step("examination", "examination room", lognormal(16, 1.7), {"treatment": 0.6, "leave": 0.4}, source=MODEL),
        Step("trauma", "trauma room", exponential(90), {"trauma treatment": 1.0}, source=MODEL),
        Step("trauma treatment", "trauma cubicle", lognormal(30, 2), source=MODEL),
        Step("treatment", "cubicle", lognormal(13.3, 1.4), source=MODEL),
    ),
    teams=(
        Team("triage nurse", 1),
        Team("clerk", 1),
        Team("examination room", 3),
        Team("trauma room", 2),
        Team("trauma cubicle", 1),
        Team("cubicle", 1),
    ),
    arrivals=day,
    groups=(
        Group("needs an interpreter", 0.1, slower={"registration": 1.5, "examination": 1.4}, source="our assumption"),
        Group("others", 0.9),
    ),
    target=240,
    source="door counts of the published model",
)

# %% Before any simulation: how much work comes to each? Nobody can do more than 100 minutes in 100.
for load in loads(now):
    print(load.shown)

# %% As it is.
found = simulate(now)
print(f"\nAs it is. {found.shown}")
for name, wait in found.steps:
    print(f"  {name}: {wait.estimate:.0f} minutes (likely {wait.low:.0f} to {wait.high:.0f})")

# %% What if there were another cubicle? The same people come on the same days, so the difference is the cubicle's.
changed = replace(now.with_team("cubicle", size=2), name="another cubicle")
both = compare(now, changed)
print(f"\n{both.shown}")
half = (both.differences.wait.high - both.differences.wait.low) / 2
print(f"Simulated apart, the difference would be known to {both.unpaired:.0f} minutes only; together, to {half:.0f}.")
picture = chart.waits(both)
print(f"The chart says: {picture.title}. It has {len(picture.table[1])} rows.")

# %% Not every idea helps: a second triage nurse sends people to the next queue faster.
faster = replace(now.with_team("triage nurse", size=2), name="a second triage nurse")
print(f"\n{compare(now, faster).shown}")

# %% And some questions need no simulation. A ward where 8.1 beds are in use on average (arrivals × mean stay): how
# often would somebody wait for a bed, and how many beds keep that below 1 in 20?
waiting = round(100 * loss(8.1, 10))
print(f"\nWith 10 beds {waiting} in 100 people wait for a bed; {beds_for(8.1, 0.05)} beds keep it below 5 in 100.")
