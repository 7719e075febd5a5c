"""Choice designs beside choicedesign: errors of a design judged in a CPU second, and how good the designs become.

python -m benchmarks.analysis.choice_design

The problem is that of choicedesign's own notebook: two alternatives, four attributes of three levels, 16 tasks. It
needs Python 3.12; where there is none, what it is known to do stands in its place.
"""

from benchmarks import peers
from benchmarks.table import Note, note

ASKED = 500_000  # errors a CPU second
PUBLISHED = 1_000  # measured on two busy cores, 700 to 1,350
TIMES = 3

PEER = """
import contextlib, io, json, time
from choicedesign.criteria import MNLModel, _derr
from choicedesign.design import EffDesign
from choicedesign.expressions import Attribute, Parameter

LEVELS = {"A": [1, 2, 3], "B": [10, 15, 15.5], "C": [0, 3, 5], "D": [0, 1, 2]}
PRIORS = {"A": -0.1, "B": -0.02, "C": 0.1, "D": 0.15}
X = [Attribute(f"alt{j}_{name}", levels) for j in (1, 2) for name, levels in LEVELS.items()]
beta = {name: Parameter(f"b_{name}", value) for name, value in PRIORS.items()}
V = {j: sum((beta[n] * X[4 * (j - 1) + i] for i, n in enumerate(LEVELS)), 0) for j in (1, 2)}
with contextlib.redirect_stdout(io.StringIO()):
    design = EffDesign(X, 16)
    start = design.gen_initdesign(seed=1)
    model = MNLModel(V)
    _derr(start, model)
    began = time.process_time()
    for _ in range(2000):
        _derr(start, model)
    rate = 2000 / (time.process_time() - began)
    began = time.process_time()
    found = design.optimise(start, V, iter_lim=4000, seed=1)
    used = time.process_time() - began
print(json.dumps({"cpu": used, "rate": rate, "error": float(found[2])}))
"""

OURS = """
import json, sys, time
from throughline.analysis.choices.design import Alternative, Attribute, Plan, design_choices

FOUR = tuple(
    Attribute(name, levels, (prior,), coding="linear")
    for name, levels, prior in (
        ("A", (1, 2, 3), -0.1), ("B", (10, 15, 15.5), -0.02), ("C", (0, 3, 5), 0.1), ("D", (0, 1, 2), 0.15)
    )
)
PAIR = (Alternative("alt1"), Alternative("alt2"))
WIDE = tuple(Attribute(name, (1, 2, 3, 4), (0.2, 0.4, 0.6)) for name in "abcde")
OPT_OUT = (*PAIR, Alternative("neither", -0.5, fixed={}))
plan = {
    "balanced": Plan(FOUR, PAIR, 16, dominated=True, repeated=True),
    "free": Plan(FOUR, PAIR, 16, balance="free", dominated=True, repeated=True),
    "wide": Plan(WIDE, OPT_OUT, 24, balance="free"),
}[sys.argv[1]]
design_choices(plan, starts=1, rounds=0)
began = time.process_time()
found = design_choices(plan, starts=int(sys.argv[2]), rounds=int(sys.argv[3]), seed=1)
used = time.process_time() - began
print(json.dumps({"cpu": used, "rate": found.evaluations / used, "error": found.d_error}))
"""


def main() -> None:
    try:
        theirs = peers.run("choicedesign", PEER, times=TIMES)
        rate = theirs.printed["rate"]
        print(f"choicedesign: {rate:,.0f} errors a CPU second; D-error {theirs.printed['error']:.6f} balanced")
    except peers.PeerFailed as error:
        theirs, rate = None, float(PUBLISHED)
        print(f"choicedesign: about {rate:,.0f} errors a CPU second, D-error 0.037141 as published ({error})")
    balanced = None
    for name, starts, rounds in (("balanced", 32, 3), ("free", 256, 3), ("wide", 64, 1)):
        ours = peers.run("throughline", OURS, name, starts, rounds, times=TIMES)
        found = ours.printed
        met = "met" if found["rate"] >= ASKED else "MISSED"
        print(
            f"{name:10} {found['rate']:12,.0f} errors a CPU second   ×{found['rate'] / rate:,.0f}   "
            f"asked {ASKED:,}: {met}   D-error {found['error']:.6f}   {ours.cpu:.2f} CPU s {ours.peak:,.0f} MB"
        )
        note(Note(f"a million D-errors, {name} design", 1e6 / found["rate"], "choicedesign", 1e6 / rate, 1e6 / ASKED))
        balanced = balanced or ours
    if balanced is not None and theirs is not None:
        print(peers.comparison("balanced design of 16 tasks", balanced, theirs))


if __name__ == "__main__":
    main()
