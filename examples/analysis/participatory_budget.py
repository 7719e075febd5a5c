"""Which projects should a budget fund, so that every part of town has its share?

    python examples/analysis/participatory_budget.py [projects.csv votes.csv budget]

projects.csv has columns project and cost; votes.csv has a column vote with projects between commas, and may have a
column district. Without files the vote is MADE UP from a seed: 6,586 voters in six districts, of which two are
small, and 64 projects, most of them for one district."""

# %% The vote.
import sys

import numpy as np
import polars as pl

from throughline.analysis.budgets import collect, equal_shares, greedy, represent, utilitarian, why_not
from throughline.analysis.budgets.budget_chart import coverage


def made_up(seed: int = 1):
    rng = np.random.default_rng(seed)
    costs = np.clip(rng.lognormal(10.3, 0.8, 64), 2_000, 250_000).round(-2).astype(int)
    names = [f"project {k:02}" for k in range(64)]
    place = rng.choice(6, 64, p=[0.3, 0.25, 0.2, 0.15, 0.05, 0.05])
    home = rng.choice(6, 6_586, p=[0.35, 0.25, 0.2, 0.1, 0.05, 0.05])
    liked = rng.lognormal(0, 0.8, 64)
    ballots = []
    for district in home:
        chances = liked * np.where(place == district, 8.0, 0.3)
        size = int(rng.integers(1, 6))
        ballots.append([names[k] for k in rng.choice(64, size, replace=False, p=chances / chances.sum())])
    return dict(zip(names, costs.tolist(), strict=True)), ballots, [f"district {d + 1}" for d in home], 1_000_000


if len(sys.argv) > 3:
    listed, cast = pl.read_csv(sys.argv[1], infer_schema=False), pl.read_csv(sys.argv[2], infer_schema=False)
    costs = dict(zip(listed["project"], listed["cost"], strict=True))
    ballots = [[name.strip() for name in (vote or "").split(",") if name.strip()] for vote in cast["vote"]]
    groups, budget = (cast["district"].to_list() if "district" in cast.columns else None), sys.argv[3]
else:
    costs, ballots, groups, budget = made_up()
    print("This vote is made up.")
election = collect(costs, ballots, budget, groups=groups)
print(f"{election.voters:,} voters, {len(election.projects)} projects.\n")

# %% Three rules. Costs are exact: no rule overspends by a penny, and no tie is broken by rounding.
outcomes = [greedy(election), utilitarian(election), equal_shares(election)]
for outcome in outcomes:
    print(outcome.shown)

# %% Who has something of it? The share of voters with a funded project, in all and in each district.
results = [represent(election, outcome) for outcome in outcomes]
print()
for result in results:
    print(result.shown)

# %% Where equal shares ended, and why the most approved project that it did not fund is not in.
fair = outcomes[-1]
print(f"\nEvery voter's part came to {float(fair.share or 0):,.2f} after {fair.runs} runs.")
votes = dict(zip(election.projects, election.votes, strict=True))
left_out = [name for name in election.projects if name not in fair.chosen]
print(why_not(election, fair, max(left_out, key=lambda name: (votes[name], name))))

# %% The chart has a bar for each district and rule, and a table that says the same.
drawn = coverage([results[0], results[2]], title="Equal shares reach more districts")
for row in drawn.table[1]:
    print(" | ".join(cell for cell in row if cell))
