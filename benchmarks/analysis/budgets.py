"""Equal shares with its completion beside pabutools: a made-up vote of 6,586 people on 64 projects.

python -m benchmarks.analysis.budgets

Both raise every voter's share by 1 as long as the outcome stays within the budget, and must fund the same projects.
"""

from benchmarks import peers

VOTE = """
import json, time
import numpy as np

rng = np.random.default_rng(1)
voters, size, budget = 6_586, 64, 1_000_000
cost = np.clip(rng.lognormal(10.3, 0.8, size), 2_000, 250_000).round(-1).astype(int).tolist()
names = [f"p{k:02}" for k in range(size)]
district, home, liked = rng.integers(0, 6, size), rng.integers(0, 6, voters), rng.lognormal(0, 0.8, size)
ballots = []
for at in home:
    chances = liked * np.where(district == at, 5, 1)
    chosen = rng.choice(size, int(rng.integers(1, 11)), replace=False, p=chances / chances.sum())
    ballots.append([names[k] for k in chosen])
"""
OURS = (
    VOTE
    + """
from throughline.analysis.budgets import collect, equal_shares

began = time.process_time()
election = collect(dict(zip(names, cost)), ballots, budget)
found = equal_shares(election, completion="add1")
used = time.process_time() - began
print(json.dumps({"cpu": used, "chosen": sorted(found.chosen), "runs": found.runs}))
"""
)
PEER = (
    VOTE
    + """
from pabutools.election import ApprovalBallot, ApprovalProfile, Cost_Sat, Instance, Project
from pabutools.rules import exhaustion_by_budget_increase, method_of_equal_shares
from pabutools.tiebreaking import lexico_tie_breaking

projects = {name: Project(name, c) for name, c in zip(names, cost)}
instance = Instance(projects.values(), budget_limit=budget)
profile = ApprovalProfile([ApprovalBallot([projects[n] for n in b]) for b in ballots], instance=instance)
began = time.process_time()
found = exhaustion_by_budget_increase(
    instance,
    profile.as_multiprofile(),
    method_of_equal_shares,
    {"sat_class": Cost_Sat, "tie_breaking": lexico_tie_breaking},
    exhaustive_stop=False,
    budget_step=voters,
)
print(json.dumps({"cpu": time.process_time() - began, "chosen": sorted(p.name for p in found)}))
"""
)


def main() -> None:
    ours = peers.run("throughline", OURS, times=3)
    theirs = peers.tried("pabutools", PEER)
    if theirs is not None:
        same = ours.printed["chosen"] == theirs.printed["chosen"]
        print(
            f"{len(ours.printed['chosen'])} projects after {ours.printed['runs']} runs; the same as pabutools: {same}"
        )
    print(peers.comparison("equal shares with Add1, 6,586 voters × 64", ours, theirs, cpu=1))


if __name__ == "__main__":
    main()
