"""Is another cubicle worth its money? From minutes saved to a decision that says how sure it is.

    python examples/analysis/worth_it.py [arrivals.csv]

Minutes saved come from the pathway model on real arrivals (see pathway.py). Every price and every value of time below
is made up, to show where yours go: each must have a source, and the library ships no table of unit costs.
"""

# %% Minutes saved, with their uncertainty: the treatment centre with one and with two cubicles.
import csv
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from throughline.analysis.intervals import z_value
from throughline.analysis.pathway.durations import lognormal
from throughline.analysis.pathway.model import Pathway, Step, Team
from throughline.analysis.pathway.simulate import compare
from throughline.analysis.value import chart
from throughline.analysis.value.consequences import Consequence, Spread, by_group, consequences
from throughline.analysis.value.discounting import present_value
from throughline.analysis.value.parameters import HEALTH, Parameter
from throughline.analysis.value.staff_time import by_kind, saved, staff_time
from throughline.analysis.value.uncertain import beta, draws, gamma, normal
from throughline.analysis.value.worth import Appraisal, appraise, money


def tell(result: Appraisal | Spread) -> None:
    """What a result says, and what to be wary of."""
    print(f"\n{result.shown}")
    for warning in result.warnings:
        print(f"Note: {warning}")


FILE = Path(__file__).parents[3] / "shared/data/evaluation/des/treatsim_ed_arrivals.csv"
with open(sys.argv[1] if len(sys.argv) > 1 else FILE, newline="") as file:
    rates = [float(row["arrival_rate"]) for row in csv.DictReader(file)]
steps = (
    Step("examination", "room", lognormal(16, 1.7), {"treatment": 0.6, "leave": 0.4}),
    Step("treatment", "cubicle", lognormal(13.3, 1.4)),
)
now = Pathway("as now", steps, (Team("room", 3), Team("cubicle", 1)), tuple(([0.0] * 6 + rates + [0.0] * 24)[:24]))
found = compare(now, replace(now.with_team("cubicle", size=2), name="another cubicle"), runs=100)
minutes = found.differences.wait
print(f"{found.shown}\n")

# %% First what happens, to whom, side by side. No ratio yet.
people = 365 * found.now.everybody.people.estimate
both = {one.name: one.everybody for one in (found.now, found.changed)}
OPTIONS = tuple(both)
table = consequences(
    OPTIONS,
    [
        Consequence(
            "patients", what, "minutes", {name: getattr(both[name], of) for name in both}, "pathway model", "less"
        )
        for what, of in (("mean wait", "wait"), ("1 in 10 waits longer than", "tenth"))
    ],
)
print(table.shown)
for line in table.lines:
    print(f"  {line.who}, {line.what}: {table.difference(line, OPTIONS[1])}")

# %% Staff time is not all money. Nurses spend less time calming a full waiting room: made-up minutes, three kinds.
hour = Parameter("an hour of a nurse", 45.0, "£", "MADE UP: ask your finance team", "nurses")
post = Parameter("hours of a full-time year", 1600.0, "hours", "MADE UP: ask your workforce team", "nurses")
shared = {"times": people, "cost_of_hour": hour, "hours_of_post": post}
items = [
    saved("overtime that is no longer paid", minutes=0.2, kind="cash", realised=1.0, **shared),
    saved("time back to care", minutes=1.5, kind="capacity", realised=0.5, **shared),
    saved("a calmer room", minutes=1.0, kind="quality", realised=1.0, **shared),
]
time = staff_time(items)
print(f"\n{time.shown} The chart says: {chart.time_saved(time).title}.")
cash = by_kind(items)["cash"]["realised"]

# %% What comes later counts for less, by dated rates of the Treasury, for money and for health.
TODAY, YEARS = date(2026, 5, 1), 5
money_years = present_value([1.0] * YEARS, on=TODAY, first_year=1)
health_years = present_value([1.0] * YEARS, on=TODAY, first_year=1, scope=HEALTH)
print(f"\nFive years of £1 count as £{money_years.value:.2f}; five years of health as {health_years.value:.2f}.")

# %% What is not known exactly is drawn 10,000 times. Each number says where it is from.
half = (minutes.high - minutes.low) / (2 * z_value(0.95))
numbers = {
    "minutes saved": normal(-minutes.estimate, half, source="pathway model, 100 runs"),
    "building": gamma(400_000, 60_000, source="MADE UP: estates team"),
    "running a year": gamma(120_000, 15_000, source="MADE UP: finance team"),
    "who is harmed by waiting": beta(0.0008, 0.0003, source="MADE UP: a study of harm for each hour of waiting"),
    "QALYs lost by harm": beta(0.10, 0.03, source="MADE UP: a study of quality of life"),
}
drawn = draws(numbers, seed=1)
cost = drawn["building"] + (drawn["running a year"] - cash) * money_years.value
harm = drawn["minutes saved"] / 60 * people * drawn["who is harmed by waiting"] * drawn["QALYs lost by harm"]
effect = harm * health_years.value
worth = appraise(
    OPTIONS,
    np.column_stack([np.zeros_like(cost), cost]),
    np.column_stack([np.zeros_like(effect), effect]),
    on=TODAY,
    numbers=drawn,
)
tell(worth)
print("What single numbers are worth knowing better, at most:")
for name, value in worth.knowing:
    print(f"  {name}: {money(value.value)} (give or take {money(2 * value.error)})")
print(f"The curve says: {chart.acceptability(worth).title}. The plane says: {chart.plane(worth).title}.")

# %% And for whom? Made up: people of the most deprived fifth are 30% of those who wait, and gain less because fewer of
# them stay to be seen.
SHARES = {"most deprived fifth": (0.3, 0.6), "others": (0.7, 1.17)}  # of people, and of the mean gain
gains = by_group(
    {name: of * people for name, (of, _) in SHARES.items()},
    {name: gain * effect / people for name, (_, gain) in SHARES.items()},
    unit="QALYs a person",
)
tell(gains)
