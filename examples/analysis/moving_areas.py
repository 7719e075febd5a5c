"""Boards merge. What happens to a table of people by board?

    python examples/analysis/moving_areas.py [population.csv]

The file has a row for each area: icb24_code, icb24_name, census_residents. By default that of the integrated care
boards of England, as they were in April 2024, with the people of the Census of 2021.
"""

# %% The boards as the table has them, and the people in them
import csv
import sys
from datetime import date
from pathlib import Path

from throughline.analysis.geographies import Area, Geography, Link, UnknownArea

FILE = Path(__file__).parents[3] / "shared/data/population/icb24_population_census2021.csv"
TABLE, MERGED = date(2024, 4, 1), date(2026, 4, 1)
with (Path(sys.argv[1]) if len(sys.argv) > 1 else FILE).open(newline="") as file:
    rows = list(csv.DictReader(file))
people = {row["icb24_code"]: int(row["census_residents"]) for row in rows}
names = {row["icb24_code"]: row["icb24_name"] for row in rows}

# %% On 1 April 2026 some boards merged. Two of them, in London, became one.
# Its code here is made up: take published codes from the Register of Geographic Codes, not from a name.
merging = [code for code, name in names.items() if "North West London" in name or "North Central London" in name]
last = date(2026, 3, 31)
areas = [Area(code, name, TABLE, last if code in merging else None) for code, name in names.items()]
boards = Geography(
    "integrated care boards",
    (*areas, Area("NEW", "North West and North Central London", MERGED)),
    tuple(Link(code, "NEW") for code in merging),
)
print(f"{len(boards.on(TABLE))} boards on {TABLE}, {len(boards.on(MERGED))} on {MERGED}.")

# %% An old code on a new day is refused, with what took its place. Nothing is matched by its name.
try:
    boards.area(merging[0], MERGED)
except UnknownArea as refused:
    print(f"Refused: {refused}.")

# %% Counts are carried to the new map. A merger is exact, and nobody is lost.
after = boards.carry(people, TABLE, MERGED)
print(f"{after.counts['NEW']:,.0f} people in the merged board; {after.total:,.0f} in all, as before.")

# %% Had the board been split, its parts would be estimates, and the table would say so.
halves = Geography(
    "integrated care boards",
    (Area("OLD", "A board", TABLE, last), Area("E", "East", MERGED), Area("W", "West", MERGED)),
    (Link("OLD", "E", 0.6), Link("OLD", "W", 0.4)),
)
for warning in halves.carry({"OLD": 1_000_000}, TABLE, MERGED).warnings:
    print(f"- {warning}")
