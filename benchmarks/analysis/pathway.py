"""The pathway engine beside SimPy: the same model, the same random numbers, the same waits to the last minute.

python -m benchmarks.analysis.pathway

The model is the urgent treatment centre of Nelson (2013), exercise 13: six steps, 226 people a day who come by the
hour; as it is, with one in five people called first, and with nurses who do three of its steps, so that people meet
them again. SimPy is handed the numbers ready drawn and is charged with walking alone; ours is charged with drawing
them too.
"""

import tempfile
from pathlib import Path

from benchmarks import peers

RUNS, TIMES = 200, 5
KINDS = {
    "plain": "a pathway, in order of coming",
    "urgent": "the same, urgent people first",
    "again": "the same, nurses who are met again",
}

MODEL = """
from dataclasses import replace
from throughline.analysis.pathway.durations import exponential, lognormal
from throughline.analysis.pathway.model import Group, Pathway, Step, Team

RATES = [0] * 6 + [3, 4, 8, 12, 16, 22, 28, 20, 16, 13, 14, 24, 20, 12, 7, 5, 3, 2]
STEPS = (
    Step("triage", "triage", exponential(3), {"trauma": 0.12, "registration": 0.88}),
    Step("registration", "clerk", lognormal(5, 1.4), {"examination": 1}),
    Step("examination", "room", lognormal(16, 1.7), {"treatment": 0.6, "leave": 0.4}),
    Step("trauma", "trauma room", exponential(90), {"trauma treatment": 1}),
    Step("trauma treatment", "trauma cubicle", lognormal(30, 2)),
    Step("treatment", "cubicle", lognormal(13.3, 1.4)),
)
SIZES = {"triage": 1, "clerk": 1, "room": 3, "trauma room": 2, "trauma cubicle": 1, "cubicle": 1}
PLAIN = Pathway("centre", STEPS, tuple(Team(*pair) for pair in SIZES.items()), tuple(RATES))
OF_NURSES = {"triage", "registration", "treatment"}
KINDS = {
    "plain": PLAIN,
    "urgent": replace(PLAIN, groups=(Group("urgent", 0.2, priority=0), Group("others", 0.8))),
    "again": replace(
        PLAIN,
        steps=tuple(replace(s, team="nurse") if s.name in OF_NURSES else s for s in STEPS),
        teams=(Team("nurse", 3), *(t for t in PLAIN.teams if "room" in t.name or "trauma" in t.name)),
    ),
}
"""

DRAW = """
import json, sys
import numpy as np
from throughline.analysis.pathway.draws import draw
pathway = KINDS[sys.argv[1]]
drawn = draw(pathway, int(sys.argv[2]), (0,))
kept = np.isfinite(drawn.came)
first = np.array([g.priority for g in pathway.groups])[drawn.group]
runs = [
    {
        "came": drawn.came[run, kept[run]].tolist(),
        "first": first[run, kept[run]].tolist(),
        "minutes": [v.minutes[run, kept[run]].tolist() for v in drawn.visits],
        "onward": [v.onward[run, kept[run]].tolist() for v in drawn.visits],
    }
    for run in range(len(kept))
]
names = [t.name for t in pathway.teams]
teams = [names.index(s.team) for s in pathway.steps]
open(sys.argv[3], "w").write(json.dumps({"runs": runs, "sizes": [t.size for t in pathway.teams], "teams": teams}))
print(json.dumps({"people": int(kept.sum())}))
"""

OURS = """
import json, sys, time
import numpy as np
from throughline.analysis.pathway.draws import draw
from throughline.analysis.pathway.walk import walk_through
pathway = KINDS[sys.argv[1]]
walk_through(pathway, draw(pathway, 2, (1,)))
began = time.process_time()
drawn = draw(pathway, int(sys.argv[2]), (0,))
found = walk_through(pathway, drawn)
used = time.process_time() - began
print(json.dumps({"cpu": used, "left": found.left[np.isfinite(drawn.came)].tolist()}))
"""

SIMPY = """
import json, sys, time
import simpy
given = json.load(open(sys.argv[1]))
plain = all(len(set(run["first"])) < 2 for run in given["runs"])

def person(env, teams, run, who, left):
    step = 0
    while step >= 0:
        team = teams[given["teams"][step]]
        with team.request() if plain else team.request(priority=run["first"][who]) as turn:
            yield turn
            yield env.timeout(run["minutes"][step][who])
        step = run["onward"][step][who]
    left[who] = env.now

def door(env, teams, run, left):
    for who, at in enumerate(run["came"]):
        yield env.timeout(at - env.now)
        env.process(person(env, teams, run, who, left))

began = time.process_time()
everybody = []
for run in given["runs"]:
    env = simpy.Environment()
    teams = [(simpy.Resource if plain else simpy.PriorityResource)(env, capacity=n) for n in given["sizes"]]
    left = [0.0] * len(run["came"])
    env.process(door(env, teams, run, left))
    env.run()
    everybody += left
print(json.dumps({"cpu": time.process_time() - began, "left": everybody}))
"""

# Case DES-06 of the evaluation reference set.
WHOLE = """
import json, time
from throughline.analysis.pathway.simulate import compare
steps = tuple(
    Step(f"step {i}", f"team {i}", lognormal(8, 4), {f"step {i + 1}": 0.9, "leave": 0.1} if i < 7 else {})
    for i in range(8)
)
eight = Pathway("eight steps", steps, tuple(Team(f"team {i}", 2) for i in range(8)), tuple([230 / 24] * 24), target=60)
began = time.process_time()
found = compare(eight, eight.with_team("team 0", size=3), runs=200)
print(json.dumps({"cpu": time.process_time() - began, "difference": found.differences.wait.estimate}))
"""


def beside(kind: str, work: str) -> None:
    """One model by both; SimPy is left out where it cannot be had. Ends where they do not agree."""
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder) / "drawn.json"
        people = peers.run(peers.OURS, MODEL + DRAW, kind, RUNS, drawn).printed["people"]
        theirs = peers.tried("simpy", SIMPY, drawn, times=TIMES)
        ours = peers.run(peers.OURS, MODEL + OURS, kind, RUNS, times=TIMES)
    if theirs is not None:
        pairs = zip(ours.printed["left"], theirs.printed["left"], strict=True)
        apart = max(abs(a - b) for a, b in pairs)
        print(f"{RUNS} days, {people:,} people; both let each of them leave within {apart:.1e} minutes of the other")
        if apart > 1e-6:
            raise SystemExit("The results differ, so their times cannot be compared.")
    print(peers.comparison(work, ours, theirs, ratio=20 if theirs else None))


def main() -> None:
    for kind, work in KINDS.items():
        beside(kind, work)
    whole = peers.run(peers.OURS, MODEL + WHOLE, times=TIMES)
    print(peers.comparison("8 steps, 230 a day, 200 runs, two pathways", whole, None, cpu=3))


if __name__ == "__main__":
    main()
