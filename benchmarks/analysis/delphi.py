"""A whole Delphi panel: 100 items, 500 people in three constituencies, two rounds, everything worked out.

python -m benchmarks.analysis.delphi
"""

from benchmarks import peers

OURS = """
import json, time
import numpy as np
from throughline.analysis.panels import Definition, accord, collect, delphi, feedback

rng = np.random.default_rng(1)
people, items = 500, 100
middle = rng.integers(3, 9, items)
first = np.clip(rng.normal(middle, 2, (people, items)).round(), 1, 9)
second = np.clip((first + rng.normal(0, 1, (people, items))).round(), 1, 9)
first[rng.random((people, items)) < 0.03] = np.nan
groups = rng.choice(["patients", "staff", "policy"], people)
names = {"items": [f"item {k}" for k in range(items)]}

def work():
    rounds = [
        collect(first, people=[f"p{k}" for k in range(people)], groups=groups, number=1, **names),
        collect(second[:450], people=[f"p{k}" for k in range(450)], groups=groups[:450], number=2, **names),
    ]
    result = delphi(rounds, Definition())
    feedback(rounds[1])
    accord(result)
    return result.to_dict()

work()
began = time.process_time()
found = work()
print(json.dumps({"cpu": time.process_time() - began, "items": len(found["final"])}))
"""


def main() -> None:
    ours = peers.run("throughline", OURS, times=3)
    print(peers.comparison("Delphi, 2 rounds of 100 items × 500 people", ours, None, cpu=1))


if __name__ == "__main__":
    main()
