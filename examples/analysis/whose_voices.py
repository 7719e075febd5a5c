"""Whose voices are missing? Who took part beside who lives there, and what weights can do about it, and what not.

    python examples/analysis/whose_voices.py [people.csv targets.json]

The first file has a row for each person who took part: region, sex, age, eth; the second how many people of each group
live there. By default a made-up sample of 2,000 and the census.
"""

# %% The data.
import json
import sys
from collections import Counter
from pathlib import Path

import polars as pl

from throughline.analysis import representation_chart
from throughline.analysis.consensus import consensus
from throughline.analysis.raking import rake
from throughline.analysis.representation import concentration, representation, slope

FOLDER = Path(__file__).parents[3] / "shared/data/population"
people_file, targets_file = sys.argv[1:3] or (FOLDER / "raking_sample2000.csv", FOLDER / "raking_targets.json")
people = pl.read_csv(people_file)
population = json.loads(Path(targets_file).read_text())
print(f"{people.height:,} people took part.\n")

# %% Beside the population: each group's share of those who took part, divided by its share of the population.
found = {name: representation(Counter(people[name]), groups) for name, groups in population.items()}
for name, one in found.items():
    print(f"{name}: {one.shown}")

# %% The ones to go and ask, with what is known of them. “perhaps” means that the range leaves it open.
print("\nGo and ask:")
for one in found.values():
    for group in one.missing:
        print(f"- {group.shown}")

# %% Weights let those who came count for more. They never speak for those who did not come.
weights = rake({name: people[name].to_list() for name in population}, population)
print(f"\n{weights.shown}")
for warning in weights.warnings:
    print(f"- {warning}")
young = [age == "15-24" for age in people["age"]]
plain, weighted = weights.share(young)
print(f"Young people: {plain.shown}; weighted {weighted.shown}.")

# %% A cap keeps single people from counting too much; some shares are then missed, and it is said by how much.
capped = rake({name: people[name].to_list() for name in population}, population, cap=5)
print(f"With weights of at most 5: {capped.shown}")

# %% A group of which nobody came cannot be weighted. The library refuses.
without = people.filter(pl.col("region") != "Northern Ireland")
try:
    rake({name: without[name].to_list() for name in population}, population)
except ValueError as refused:
    print(f"Refused: {refused}")

# %% Do a few do the talking, and do the better-off take part more? (Five made-up rates, from the least deprived on.)
print(f"\n{concentration([1] * 80 + [3] * 15 + [40] * 5).shown}")
print(slope([5.0, 4.2, 3.6, 2.9, 2.1]).shown)

# %% A majority must not drown a minority: 900 people of one group and 100 of another vote on a proposal.
print(consensus({"majority": (774, 900), "minority": (16, 100)}).shown)

# %% The chart, those heard least first.
drawn = representation_chart.draw(found["age"], title="Young people are missing")
print(f"\n{drawn.title}: {drawn.table[1][0]}")
