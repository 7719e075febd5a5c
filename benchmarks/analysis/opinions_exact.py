"""The exact opinion map beside red-dwarf, its reference in Python: CPU seconds from columns of votes to the whole
result, and peak memory of the process.

python -m benchmarks.analysis.opinions_exact            a real conversation, 10,000 × 500, and ours at full size
python -m benchmarks.analysis.opinions_exact --full     red-dwarf at 100,000 × 500 too (minutes, 4 GB)

Both are given the same votes and the same statements that moderators took out. At 1,000,000 × 1,000 no peer can run:
red-dwarf holds a vote in about 300 bytes of input alone, 16 GB, and measures silhouettes in time that grows with the
square of participants.
"""

import json
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks import peers
from benchmarks.analysis.opinions_data import conversation

CASE = Path(__file__).parents[3] / "shared/data/opinions/cases/american-assembly.bowling-green"
TIMES = 5

OURS = """
import json, sys, time
import numpy as np
import scipy.sparse  # otherwise loaded when first used, and no import is measured
from throughline.analysis.opinions.exact import exact_map
from throughline.analysis.opinions.votes import Votes

data = np.load(sys.argv[1])
columns = data["participant"], data["statement"], data["vote"]
out = data["out"].tolist()
before = time.process_time()
found = exact_map(Votes.from_columns(*columns), moderated_out=out)
cpu = time.process_time() - before
print(json.dumps({"cpu": cpu, "groups": found.group_sizes, "shares": found.components.shares.tolist()}))
"""

REFRESH = """
import json, statistics, sys, time
import numpy as np
from throughline.analysis.opinions.stream import Conversation
from throughline.analysis.opinions.votes import Votes

data = np.load(sys.argv[1])
going = Conversation(Votes.from_columns(data["participant"], data["statement"], data["vote"]))
going.map()
rng, took = np.random.default_rng(1), []
for _ in range(5):
    new = rng.integers(0, 100_020, 1_000), rng.integers(0, 500, 1_000), rng.integers(-1, 2, 1_000)
    before = time.process_time()
    going.add(*new)
    going.map()
    took.append(time.process_time() - before)
print(json.dumps({"cpu": statistics.median(took)}))
"""

THEIRS = """
import json, sys, time
import numpy as np
from reddwarf.implementations.polis import run_pipeline

data = np.load(sys.argv[1])
columns = data["participant"].tolist(), data["statement"].tolist(), data["vote"].tolist()
votes = [{"participant_id": p, "statement_id": s, "vote": v} for p, s, v in zip(*columns)]
out = data["out"].tolist()
before = time.process_time()
found = run_pipeline(votes=votes, mod_out_statement_ids=out, random_state=42)
cpu = time.process_time() - before
sizes = found.participants_df["cluster_id"].value_counts()
print(json.dumps({"cpu": cpu, "groups": [int(n) for n in sizes]}))
"""


def real():
    participant, statement, vote = np.loadtxt(CASE / "votes.csv", delimiter=",", skiprows=1, dtype=np.int64).T
    out = json.loads((CASE / "truth.json").read_text())["mod_out"]
    return {"participant": participant, "statement": statement, "vote": vote, "out": np.array(out)}


def planted(participants, statements, share):
    made = conversation(participants, statements, share)
    columns = {"participant": made.participant, "statement": made.statement, "vote": made.vote}
    return {**columns, "out": np.array([], dtype=np.int64)}


def compare(name, columns, *, cpu, memory, times, peer, refresh=None):
    with tempfile.NamedTemporaryFile(suffix=".npz") as file:
        np.savez(file, **columns)
        file.flush()
        work = f"{name}, {len(columns['vote']):,} votes"
        del columns
        ours = peers.run(peers.OURS, OURS, file.name, times=times)
        theirs = peers.tried("red-dwarf", THEIRS, file.name, times=peer, timeout=3000) if peer else None
        again = peers.run(peers.OURS, REFRESH, file.name) if refresh else None
    print(peers.comparison(work, ours, theirs, cpu=cpu, memory=memory), flush=True)
    if again is not None:
        print(peers.comparison("the same, after 1,000 new votes", again, None, cpu=refresh), flush=True)


def main():
    full = "--full" in sys.argv[1:]
    if CASE.is_dir():
        compare("Bowling Green 2,031 × 896", real(), cpu=0.15, memory=None, times=TIMES, peer=3)
    else:
        print("left out: the real conversation, whose data are absent")
    compare("10,000 × 500", planted(10_000, 500, 0.08), cpu=None, memory=None, times=TIMES, peer=1)
    compare("100,000 × 500", planted(100_000, 500, 0.0786), cpu=2, memory=500, times=TIMES, peer=int(full), refresh=0.3)
    compare("1,000,000 × 1,000", planted(1_000_000, 1_000, 0.0505), cpu=15, memory=1500, times=1, peer=0)


if __name__ == "__main__":
    main()
