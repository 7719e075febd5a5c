"""What an appraisal costs: draws of eight uncertain numbers, four options, the acceptability curve, and information.

python -m benchmarks.analysis.value

There is no peer in Python that can be installed on its own; what was asked for stands beside the figures.
"""

from benchmarks import peers

TIMES = 5

MODEL = """
import json, sys, time
from datetime import date
import numpy as np
from throughline.analysis.value.uncertain import beta, draws, gamma, normal, ratio
from throughline.analysis.value.worth import appraise
NUMBERS = {
    "risk": beta(0.3, 0.05, source="s"),
    "effect": ratio(0.8, 0.7, 0.92, source="s"),
    "more": ratio(0.95, 0.9, 1.0, source="s"),
    "utility": beta(0.7, 0.1, source="s"),
    "price": gamma(300, 40, source="s"),
    "visit": gamma(60, 9, source="s"),
    "stay": gamma(2500, 300, source="s"),
    "side": normal(0.001, 0.0005, source="s"),
}
def whole(n, seed):
    x = draws(NUMBERS, n=n, seed=seed)
    costs, effects = [], []
    for k in range(4):
        risk = x["risk"] * x["effect"] ** (k > 0) * x["more"] ** k
        costs.append(k * (x["price"] + x["visit"]) + risk * x["stay"])
        effects.append((1 - risk) * x["utility"] - k * x["side"])
    names = ["as now", "letters", "calls", "visits"]
    return appraise(names, np.column_stack(costs), np.column_stack(effects), on=date(2026, 5, 1), numbers=x)
whole(1000, 1)
n = int(sys.argv[1])
began = time.process_time()
if sys.argv[2] == "draws":
    draws(NUMBERS, n=n, seed=0)
    said = ""
else:
    said = whole(n, 0).shown
print(json.dumps({"cpu": time.process_time() - began, "said": said}))
"""


def main() -> None:
    drawn = peers.run(peers.OURS, MODEL, 10_000, "draws", times=TIMES)
    print(peers.comparison("10,000 draws of eight numbers", drawn, None, cpu=0.5))
    whole = peers.run(peers.OURS, MODEL, 10_000, "whole", times=TIMES)
    print(peers.comparison("the same, appraised whole", whole, None, cpu=0.5))
    large = peers.run(peers.OURS, MODEL, 100_000, "whole", times=TIMES)
    print(peers.comparison("100,000 draws, appraised whole", large, None))
    print(whole.printed["said"])


if __name__ == "__main__":
    main()
