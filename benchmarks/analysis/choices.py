"""Choice models beside xlogit: CPU seconds to check and estimate, and peak memory of the process.

python -m benchmarks.analysis.choices            what is asked, medians of three
python -m benchmarks.analysis.choices --quick    one run each

The conditional logit runs on 6,768 simulated choices of 752 people (the size of Swissmetro, which cannot be passed
on); ours has classical, robust and clustered errors in its time, xlogit has no clustered ones. The mixed logit runs on
Electricity with six independent normals; the same number of draws does not mean the same precision: the likelihood
in the long run is about -3879, and each line says what was reached.
"""

import json
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks import peers

ELECTRICITY = Path(__file__).parents[3] / "shared/data/choices/xlogit__electricity_long.csv"
SIX = ("pf", "cl", "loc", "wk", "tod", "seas")
MEMORY = 200
READ = """
import json, sys, time
import numpy as np

data = dict(np.load(sys.argv[1]))
names = [n for n in data if n.startswith("x_")]
draws = int(sys.argv[2])
"""

OURS = (
    READ
    + """
from throughline.analysis.choices.data import choice_data
from throughline.analysis.choices.logit import conditional_logit
from throughline.analysis.choices.mixed import mixed_logit

before = time.process_time()
choices = choice_data(
    person=data["person"], task=data["task"], alternative=data["alternative"], chosen=data["chosen"],
    attributes={n: data[n] for n in names},
)
found = mixed_logit(choices, dict.fromkeys(names, "normal"), draws=draws) if draws else conditional_logit(choices)
cpu = time.process_time() - before
print(json.dumps({"cpu": cpu, "value": found.fit.log_likelihood, "b": found.estimates.tolist()}))
"""
)

XLOGIT_CONDITIONAL = (
    READ
    + """
from xlogit import MultinomialLogit

before = time.process_time()
model = MultinomialLogit()
model.fit(X=np.column_stack([data[n] for n in names]), y=data["chosen"], varnames=names, alts=data["alternative"],
          ids=data["choice"], verbose=0)
cpu = time.process_time() - before
print(json.dumps({"cpu": cpu, "value": float(model.loglikelihood), "b": model.coeff_.tolist()}))
"""
)

XLOGIT_MIXED = (
    READ
    + """
from xlogit import MixedLogit

before = time.process_time()
model = MixedLogit()
model.fit(X=np.column_stack([data[n] for n in names]), y=data["chosen"], varnames=names, alts=data["alternative"],
          ids=data["choice"], panels=data["person"], randvars=dict.fromkeys(names, "n"), n_draws=draws, verbose=0)
cpu = time.process_time() - before
print(json.dumps({"cpu": cpu, "value": float(model.loglikelihood), "b": model.coeff_.tolist()}))
"""
)


def simulated(people=752, tasks=9, alternatives=3, seed=0):
    """Constants of two alternatives, a cost and a time; tastes differ among people."""
    rng = np.random.default_rng(seed)
    shape = (people, tasks, alternatives)
    X = np.stack(
        [*(np.broadcast_to(np.arange(alternatives) == a, shape) for a in (1, 2)), *rng.lognormal(0, 0.5, (2, *shape))]
    )
    weights = np.array([-0.15, -0.7, -1.1, -1.3]) + rng.normal(0, 0.6, (people, 4))
    u = np.einsum("kpta,pk->pta", X, weights) + rng.gumbel(size=shape)
    person, task, alternative = (i.ravel() for i in np.indices(shape))
    return {
        "person": person, "task": task, "choice": person * tasks + task, "alternative": alternative,
        "chosen": (u == u.max(axis=2, keepdims=True)).ravel().astype(int),
        **{f"x_{k}": x.ravel().astype(float) for k, x in enumerate(X)},
    }  # fmt: skip


def electricity():
    rows = np.genfromtxt(ELECTRICITY, delimiter=",", names=True)
    keys = {"person": "id", "task": "chid", "choice": "chid", "alternative": "alt", "chosen": "choice"}
    return {**{k: rows[v].astype(int) for k, v in keys.items()}, **{f"x_{n}": rows[n].astype(float) for n in SIX}}


def compare(work, columns, theirs, *, draws, cpu, times, peer_times, memory=None):
    """draws: a person, of the mixed logit; 0 for the conditional one."""
    with tempfile.NamedTemporaryFile(suffix=".npz") as file:
        np.savez(file, **columns)
        file.flush()
        own = peers.run(peers.OURS, OURS, file.name, draws, times=times)
        other = peers.tried("xlogit", theirs, file.name, draws, times=peer_times, timeout=1200) if peer_times else None
    print(peers.comparison(work, own, other, cpu=cpu, memory=memory), flush=True)
    likelihoods = f"log-likelihood {own.printed['value']:,.2f}"
    likelihoods += f", xlogit {other.printed['value']:,.2f}" if other else ""
    print(f"{'':46} {likelihoods}", flush=True)
    if other is not None and draws == 0 and not np.allclose(own.printed["b"], other.printed["b"], rtol=1e-3):
        raise SystemExit(f"the two do not agree: {json.dumps([own.printed['b'], other.printed['b']])}")


def main():
    times = 1 if "--quick" in sys.argv[1:] else 3
    compare(
        "conditional logit, 6,768 choices", simulated(), XLOGIT_CONDITIONAL,
        draws=0, cpu=0.3, times=times, peer_times=times,
    )  # fmt: skip
    if not ELECTRICITY.exists():
        print("left out: the mixed logit, whose data are absent")
        return
    data = electricity()
    compare(
        "mixed logit, Electricity, R = 500", data, XLOGIT_MIXED,
        draws=500, cpu=8, times=times, peer_times=times, memory=MEMORY,
    )  # fmt: skip
    compare(
        "the same, R = 2,000", data, XLOGIT_MIXED,
        draws=2000, cpu=None, times=1, peer_times=0, memory=MEMORY,
    )  # fmt: skip


if __name__ == "__main__":
    main()
