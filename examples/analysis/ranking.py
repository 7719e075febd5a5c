"""Which order do many rankings make, and does it hang on the rule?

    python examples/analysis/ranking.py

The ballots are the 45 of Schulze (2011), Social Choice and Welfare 36, an election made to show that rules differ.
"""

# %% A ballot is a list from best to worst; a tuple inside it would be a tie.
from throughline.analysis.rankings import as_table, collect, compare

BALLOTS = {"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8}
ballots = collect([list(order) for order in BALLOTS], counts=list(BALLOTS.values()))

# %% All rules side by side.
found = compare(ballots)
print(found.shown)
headers, rows = as_table(found)
print(" | ".join(headers))
for row in rows:
    print(" | ".join(row))

# %% Why they differ: no option wins every duel. Which way a rule ends the circle is a choice to be made, and published,
# before the vote.
print()
for warning in found.warnings:
    print(f"* {warning}")
