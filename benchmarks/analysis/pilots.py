"""What judging a pilot costs, beside the packages that are used for it, on the same data in one run.

python -m benchmarks.analysis.pilots

Real: the California tobacco panel (39 states, 31 years) and the British seat belt law (192 months). Made up: a stepped
wedge of 12 places with 1,200 people, the same numbers for both. Peers: pysyncon (synthetic control), azcausal
(synthetic difference-in-differences), statsmodels (mixed model, Poisson regression).
"""

from pathlib import Path

from benchmarks import peers

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "evaluation"
PROP99, BELTS = FOLDER / "did" / "california_prop99.csv", FOLDER / "its" / "uk_seatbelts.csv"
TIMES = 5

OUR_PANEL = """
import csv, json, sys, time
from throughline.analysis.pilots.panel import panel
from throughline.analysis.pilots.did import difference_in_differences
from throughline.analysis.pilots.synthetic import synthetic_control, synthetic_difference
with open(sys.argv[1]) as file:
    rows = list(csv.DictReader(file))
table = panel([r["State"] for r in rows], [int(r["Year"]) for r in rows], [float(r["PacksPerCapita"]) for r in rows],
              [int(r["treated"]) for r in rows])
work = {"did": difference_in_differences, "control": synthetic_control, "difference": synthetic_difference}[sys.argv[2]]
work(table)
began = time.process_time()
found = work(table)
print(json.dumps({"cpu": time.process_time() - began, "effect": found.estimate, "error": found.error}))
"""
PYSYNCON = """
import json, sys, time
import numpy as np, pandas as pd
from pysyncon import Synth
rows = pd.read_csv(sys.argv[1])
y = rows.pivot(index="Year", columns="State", values="PacksPerCapita").astype(float)
def gap(name, pool):
    synth, before = Synth(), y.loc[:1988]
    synth.fit(X0=before[pool], X1=before[name], Z0=before[pool], Z1=before[name], custom_V=np.ones(len(before)))
    return float((y.loc[1989:, name] - y.loc[1989:, pool] @ synth.W).mean())
others = [c for c in y if c != "California"]
gap("California", others)
began = time.process_time()
effect = gap("California", others)
moved = [gap(name, [o for o in others if o != name]) for name in others]
print(json.dumps({"cpu": time.process_time() - began, "effect": effect, "error": float(np.std(moved, ddof=1))}))
"""
AZCAUSAL = """
import json, sys, time
import pandas as pd
from azcausal.core.error import Placebo
from azcausal.core.panel import CausalPanel
from azcausal.estimators.panel.sdid import SDID
rows = pd.read_csv(sys.argv[1])
wide = {n: rows.pivot(index="Year", columns="State", values=c) for n, c in
        (("outcome", "PacksPerCapita"), ("intervention", "treated"))}
panel = CausalPanel(data=wide).setup(outcome="outcome", intervention="intervention")
began = time.process_time()
found = SDID().fit(panel)
SDID().error(found, Placebo(n_samples=38, seed=1))
cpu = time.process_time() - began
print(json.dumps({"cpu": cpu, "effect": float(found.effect.value), "error": float(found.effect.se)}))
"""
PEOPLE = """
import json, time
import numpy as np
rng = np.random.default_rng(1)
rows = []
for place in range(12):
    own = 0.25 * rng.normal()
    for t in range(5):
        x = float(t > place // 3)
        rows += [(f"place {place:02}", t, 0.2 * t + own + 0.3 * x + rng.normal(), x) for _ in range(20)]
"""
OUR_WEDGE = (
    PEOPLE
    + """
from throughline.analysis.pilots.wedge import rollout, stepped_wedge
def work():
    return stepped_wedge(rollout(*zip(*rows)), nested=False)
work()
began = time.process_time()
found = work()
print(json.dumps({"cpu": time.process_time() - began, "effect": found.effect, "error": found.error}))
"""
)
MIXED = (
    PEOPLE
    + """
import pandas as pd
import statsmodels.formula.api as smf
table = pd.DataFrame(rows, columns=["place", "t", "y", "x"])
began = time.process_time()
found = smf.mixedlm("y ~ C(t) + x", table, groups="place").fit(reml=True)
cpu = time.process_time() - began
print(json.dumps({"cpu": cpu, "effect": float(found.params["x"]), "error": float(found.bse["x"])}))
"""
)
OUR_BELTS = """
import csv, json, sys, time
from throughline.analysis.its import counts
with open(sys.argv[1]) as file:
    rows = list(csv.DictReader(file))
drivers, start = [float(r["S.drivers"]) for r in rows], [r["S.law"] for r in rows].index("1")
counts(drivers, start)
began = time.process_time()
for _ in range(20):
    found = counts(drivers, start)
cpu = (time.process_time() - began) / 20
print(json.dumps({"cpu": cpu, "effect": found.level.estimate, "error": found.level.error}))
"""
POISSON = """
import json, sys, time
import numpy as np, pandas as pd, statsmodels.api as sm
rows = pd.read_csv(sys.argv[1])
def work():
    t = np.arange(len(rows)) + 1
    waves = [f(2 * np.pi * k * t / 12) for k in (1, 2) for f in (np.sin, np.cos)]
    X = np.column_stack([np.ones(len(t)), t, rows["S.law"], *waves])
    return sm.GLM(rows["S.drivers"].to_numpy(), X, family=sm.families.Poisson()).fit(scale="X2", tol=1e-12)
work()
began = time.process_time()
for _ in range(20):
    found = work()
cpu = (time.process_time() - began) / 20
print(json.dumps({"cpu": cpu, "effect": float(found.params[2]), "error": float(found.bse[2])}))
"""


def beside(work: str, ours: peers.Measured, theirs: peers.Measured | None) -> None:
    """One line of cost, and one of what was found by each; a peer that cannot be had is left out by name."""
    print(peers.comparison(work, ours, theirs))
    for who in (ours, theirs) if theirs else (ours,):
        print(f"    {who.peer:12} effect {who.printed['effect']:+.6f}, error {who.printed['error']:.6f}")


def main() -> None:
    if PROP99.exists():
        control = peers.run(peers.OURS, OUR_PANEL, PROP99, "control", times=TIMES)
        beside("synthetic control, 38 placebos", control, peers.tried("pysyncon", PYSYNCON, PROP99, times=3))
        difference = peers.run(peers.OURS, OUR_PANEL, PROP99, "difference", times=TIMES)
        beside("synthetic differences, 38 placebos", difference, peers.tried("azcausal", AZCAUSAL, PROP99, times=3))
        plain = peers.run(peers.OURS, OUR_PANEL, PROP99, "did", times=TIMES)
        print(peers.comparison("difference-in-differences, event study", plain, None))
        beside(
            "interrupted series of 192 months",
            peers.run(peers.OURS, OUR_BELTS, BELTS, times=TIMES),
            peers.tried("statsmodels", POISSON, BELTS, times=3),
        )
    else:
        print("left out: the real data (../shared/data/evaluation is absent)")
    wedge = peers.run(peers.OURS, OUR_WEDGE, times=TIMES)
    beside("stepped wedge, ours with 1,999 permutations", wedge, peers.tried("statsmodels", MIXED, times=3))


if __name__ == "__main__":
    main()
