"""The pathway engine beside SimPy: the same model, the same random numbers, the same waits to the last minute.

python -m benchmarks.analysis.pathway

The model is the urgent treatment centre of Nelson (2013), exercise 13: six steps, 226 people a day who come by the
hour. SimPy is handed the numbers ready drawn and is charged with walking alone; ours is charged with drawing them too.
"""

import tempfile
from pathlib import Path

from benchmarks import peers

RUNS, TIMES = 200, 5

MODEL = """
from throughline.analysis.pathway.durations import exponential, lognormal
from throughline.analysis.pathway.model import Pathway, Step, Team

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
CENTRE = Pathway("centre", STEPS, tuple(Team(*pair) for pair in SIZES.items()), tuple(RATES))
"""

DRAW = """
import json, sys
import numpy as np
from throughline.analysis.pathway.draws import draw
drawn = draw(CENTRE, int(sys.argv[1]), (0,))
kept = np.isfinite(drawn.came)
runs = [
    {
        "came": drawn.came[run, kept[run]].tolist(),
        "minutes": [v.minutes[run, kept[run]].tolist() for v in drawn.visits],
        "onward": [v.onward[run, kept[run]].tolist() for v in drawn.visits],
    }
    for run in range(len(kept))
]
sizes = [SIZES[s.team] for s in STEPS]
open(sys.argv[2], "w").write(json.dumps({"runs": runs, "sizes": sizes}))
print(json.dumps({"people": int(kept.sum())}))
"""

OURS = """
import json, sys, time
import numpy as np
from throughline.analysis.pathway.draws import draw
from throughline.analysis.pathway.events import by_events
from throughline.analysis.pathway.walk import by_stations, plan
walk = by_events if sys.argv[2] == "clock" else lambda pathway, drawn: by_stations(pathway, drawn, plan(pathway))
walk(CENTRE, draw(CENTRE, 2, (1,)))
began = time.process_time()
drawn = draw(CENTRE, int(sys.argv[1]), (0,))
found = walk(CENTRE, drawn)
used = time.process_time() - began
print(json.dumps({"cpu": used, "left": found.left[np.isfinite(drawn.came)].tolist()}))
"""

SIMPY = """
import json, sys, time
import simpy
given = json.load(open(sys.argv[2]))

def person(env, teams, run, who, left):
    step = 0
    while step >= 0:
        with teams[step].request() as turn:
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
    teams = [simpy.Resource(env, capacity=size) for size in given["sizes"]]
    left = [0.0] * len(run["came"])
    env.process(door(env, teams, run, left))
    env.run()
    everybody += left
print(json.dumps({"cpu": time.process_time() - began, "left": everybody}))
"""

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


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder) / "drawn.json"
        people = peers.run(peers.OURS, MODEL + DRAW, RUNS, drawn).printed["people"]
        theirs = peers.run("simpy", SIMPY, RUNS, drawn, times=TIMES)
        stations = peers.run(peers.OURS, MODEL + OURS, RUNS, "stations", times=TIMES)
        clock = peers.run(peers.OURS, MODEL + OURS, RUNS, "clock", times=TIMES)
    pairs = zip(stations.printed["left"], clock.printed["left"], theirs.printed["left"], strict=True)
    apart = max(max(three) - min(three) for three in pairs)
    print(f"{RUNS} days, {people:,} people; the three leave within {apart:.1e} minutes of each other")
    if apart > 1e-6:
        raise SystemExit("The results differ, so their times cannot be compared.")
    print(peers.comparison("a pathway by stations", stations, theirs, ratio=20))
    print(peers.comparison("the same by the clock", clock, theirs))
    whole = peers.run(peers.OURS, MODEL + WHOLE, times=TIMES)
    print(peers.comparison("8 steps, 230 a day, 200 runs, two pathways", whole, None, cpu=3))


if __name__ == "__main__":
    main()
