"""Bradley-Terry beside choix: 1,000 items, 1,000,000 votes; ours with the standard error of every strength.

python -m benchmarks.analysis.pairs
"""

from benchmarks import peers

VOTES = """
import json, time
import numpy as np

rng = np.random.default_rng(1)
items, votes = 1_000, 1_000_000
truth = rng.normal(size=items)
truth -= truth.mean()
left = rng.integers(0, items, votes)
right = (left + rng.integers(1, items, votes)) % items
won = rng.random(votes) < 1 / (1 + np.exp(truth[right] - truth[left]))

def told(began, found):
    cpu = time.process_time() - began
    print(json.dumps({"cpu": cpu, "rmse": float(np.sqrt(np.mean((found - np.mean(found) - truth) ** 2)))}))
"""
OURS = (
    VOTES
    + """
from throughline.analysis.pairs import bradley_terry, from_codes

names = [f"idea {k}" for k in range(items)]
bradley_terry(from_codes(names[:3], [0, 1, 2], [1, 2, 0], [1, 1, 1]))
began = time.process_time()
found = bradley_terry(from_codes(names, left, right, np.where(won, 1, -1)))
assert len(found.errors) == items
told(began, np.array(found.estimates))
"""
)
PEER = (
    VOTES
    + """
import choix

pairs = list(zip(np.where(won, left, right).tolist(), np.where(won, right, left).tolist()))
began = time.process_time()
told(began, choix.ilsr_pairwise(items, pairs, alpha=1e-6))
"""
)


def main() -> None:
    ours = peers.run("throughline", OURS, times=3)
    theirs = peers.tried("choix", PEER)
    if theirs is not None:
        print(f"root mean square error: ours {ours.printed['rmse']:.4f}, choix {theirs.printed['rmse']:.4f}")
    print(peers.comparison("Bradley-Terry, 1,000 items, 1 M votes, errors", ours, theirs, cpu=1.5))


if __name__ == "__main__":
    main()
