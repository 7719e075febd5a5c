"""The default opinion map: CPU seconds from votes to map beside the objective of Community Notes, groups, upkeep, and
how well hidden votes are foretold beside the platform's map.

python -m benchmarks.analysis.opinions_map

The peer is the published factorisation of Community Notes (Wojcik and others 2022, Birdwatch, equation 1: one
dimension, intercepts of people and notes, ridge penalties of 0.15 and 0.03) by full-batch Adam until the loss settles,
written here in NumPy. It is a kinder peer than the usual one: fitted with PyTorch, the same objective was measured at
42 CPU seconds for as many votes.
"""

import sys
import tempfile
from dataclasses import replace

import numpy as np
from tests.analysis.opinions.conversations import CASES, REAL, adjusted_rand, votes_of
from tests.analysis.opinions.held_out import by_map, by_platform, error_and_ranking, hidden_and_kept

from benchmarks import peers
from benchmarks.analysis.opinions_data import conversation
from throughline.analysis.opinions.groups import opinion_groups
from throughline.analysis.opinions.map import opinion_map

START = """
import json, statistics, sys, time
import numpy as np
import scipy.sparse  # otherwise loaded when first used, and no import is measured
data = np.load(sys.argv[1])
person, statement, vote = data["participant"], data["statement"], data["vote"]
"""

OURS = f"""{START}
from throughline.analysis.opinions.map import opinion_map
from throughline.analysis.opinions.votes import Votes
votes = Votes.from_columns(person, statement, vote)
before = time.process_time()
found = opinion_map(votes)
print(json.dumps({{"cpu": time.process_time() - before, "sweeps": found.sweeps}}))
"""

GROUPS = f"""{START}
from throughline.analysis.opinions.groups import opinion_groups
from throughline.analysis.opinions.map import opinion_map
from throughline.analysis.opinions.votes import Votes
found = opinion_map(Votes.from_columns(person, statement, vote))
before = time.process_time()
groups = opinion_groups(found)
print(json.dumps({{"cpu": time.process_time() - before, "groups": groups.k, "clear": bool(groups.clear)}}))
"""

REFRESH = f"""{START}
from throughline.analysis.opinions.refresh import live_map
from throughline.analysis.opinions.votes import Votes
live = live_map(Votes.from_columns(person, statement, vote))
rng, took = np.random.default_rng(1), []
for _ in range(5):
    new = rng.integers(0, person.max() + 20, 1_000), rng.integers(0, 500, 1_000), rng.integers(-1, 2, 1_000)
    before = time.process_time()
    live = live.add(*new)
    live.map()
    took.append(time.process_time() - before)
print(json.dumps({{"cpu": statistics.median(took)}}))
"""

THEIRS = f"""{START}
vote = vote.astype(float)
before = time.process_time()
n, m, rng = person.max() + 1, statement.max() + 1, np.random.default_rng(0)
theta = {{"mean": np.zeros(1), "person": np.zeros(n), "note": np.zeros(m)}}
theta |= {{"place": rng.normal(0, 0.1, n), "loading": rng.normal(0, 0.1, m)}}
penalty = {{"mean": 0.15, "person": 0.15, "note": 0.15, "place": 0.03, "loading": 0.03}}
first, second = ({{name: np.zeros_like(x) for name, x in theta.items()}} for _ in range(2))
last, epoch = np.inf, 0
while epoch < 1000:
    epoch += 1
    place, loading = theta["place"][person], theta["loading"][statement]
    off = theta["mean"] + theta["person"][person] + theta["note"][statement] + place * loading - vote
    ridge = {{name: penalty[name] * (x**2).mean() for name, x in theta.items()}}
    loss = (off**2).mean() + sum(ridge.values())
    if abs(last - loss) < 1e-7:
        break
    last, error = loss, 2 * off / len(vote)
    slope = {{
        "mean": error.sum(keepdims=True),
        "person": np.bincount(person, error, n),
        "note": np.bincount(statement, error, m),
        "place": np.bincount(person, error * loading, n),
        "loading": np.bincount(statement, error * place, m),
    }}
    for name, x in theta.items():
        g = slope[name] + 2 * penalty[name] * x / x.size
        first[name] = 0.9 * first[name] + 0.1 * g
        second[name] = 0.999 * second[name] + 0.001 * g * g
        x -= 0.05 * first[name] / (1 - 0.9**epoch) / (np.sqrt(second[name] / (1 - 0.999**epoch)) + 1e-8)
print(json.dumps({{"cpu": time.process_time() - before, "epochs": epoch, "loss": loss}}))
"""


def speed(participants, *, cpu, peer, refresh=None):
    made = conversation(participants, 500, 0.08)
    work = f"default map {participants:,} × 500, {len(made.vote):,} votes"
    with tempfile.NamedTemporaryFile(suffix=".npz") as file:
        np.savez(file, participant=made.participant, statement=made.statement, vote=made.vote)
        file.flush()
        ours = peers.run(peers.OURS, OURS, file.name, times=5)
        theirs = replace(peers.run(peers.OURS, THEIRS, file.name), peer="Community Notes") if peer else None
        groups = peers.run(peers.OURS, GROUPS, file.name, times=3)
        again = peers.run(peers.OURS, REFRESH, file.name) if refresh else None
    print(peers.comparison(work, ours, theirs, cpu=cpu), flush=True)
    print(peers.comparison("its groups", groups, None), flush=True)
    if again is not None:
        print(peers.comparison("the same, after 1,000 new votes", again, None, cpu=refresh), flush=True)


def planted():
    made = conversation(10_000, 500, 0.08)
    found = opinion_map(votes_of(made.participant, made.statement, made.vote))
    groups, true = opinion_groups(found), made.group[found.participants]
    often = found.n_votes >= 30
    told, happened = groups.membership.ravel(), (true[:, None] == np.arange(groups.k)).ravel()
    bins = np.minimum((10 * told).astype(int), 9)
    off = max(abs(told[bins == b].mean() - happened[bins == b].mean()) for b in np.unique(bins))
    print(
        f"planted groups: adjusted Rand index {adjusted_rand(true, groups.group):.3f} (asked 0.30), of people with "
        f"30 votes {adjusted_rand(true[often], groups.group[often]):.3f} (0.55); memberships off by {100 * off:.1f} "
        "points in the worst bin (5)"
    )


def foretold():
    """Whether the bars of hidden votes are met."""
    both = []
    for name in REAL:
        scores = []
        for seed in range(3):
            hidden, kept = hidden_and_kept(name, seed)
            scores.append([error_and_ranking(guess(*kept), hidden) for guess in (by_map, by_platform)])
        both.append(np.mean(scores, 0))
    for name, (ours, theirs) in zip((*REAL, "mean"), (*both, np.mean(both, 0)), strict=True):
        print(f"{name:50} RMSE {ours[0]:.4f}, platform {theirs[0]:.4f}   AUC {ours[1]:.4f}, platform {theirs[1]:.4f}")
    (error, ranking), _ = np.mean(both, 0)
    better = all(ours[0] < theirs[0] and ours[1] > theirs[1] for ours, theirs in both)
    met = better and error <= 0.615 and ranking >= 0.90
    print(
        "asked: better on each, RMSE of at most 0.615 and AUC of at least 0.90 in the mean: "
        f"{'met' if met else 'MISSED'}"
    )
    return met


def main():
    speed(10_000, cpu=0.5, peer=True)
    speed(100_000, cpu=6, peer=False, refresh=0.3)
    planted()
    if CASES.is_dir():
        return 0 if foretold() else 1
    print("left out: hidden votes of real conversations, whose data are absent")
    return 0


if __name__ == "__main__":
    sys.exit(main())
