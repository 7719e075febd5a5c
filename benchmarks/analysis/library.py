"""What the smaller parts of the analysis library cost, on made-up data: the median of several calls, in CPU time,
beside what the project asks of it; and what its imports cost. What is only done once is left out.

python -m benchmarks.analysis.library
"""

import math
import statistics
import time

import numpy as np

from benchmarks import peers
from benchmarks.table import Note, note
from throughline.analysis import charts
from throughline.analysis.agreement import krippendorff
from throughline.analysis.disclosure import protect_count, protect_counts
from throughline.analysis.disclosure.audit import audit, cube, readings
from throughline.analysis.raking import rake
from throughline.analysis.spc import xmr
from throughline.analysis.spc_chart import draw


def timed(work, function, times, asked):
    """Print and note the median of `times` calls; asked: in seconds."""
    function()
    took = []
    for _ in range(times):
        start = time.process_time()
        function()
        took.append(time.process_time() - start)
    each = statistics.median(took)
    print(f"{work:50} {1000 * each:10.3f} ms   asked {1000 * asked:8.1f} ms   {'met' if each <= asked else 'MISSED'}")
    note(Note(work, each, asked=asked))


def imported(module):
    """What it costs to import a module, with Python and NumPy, in a process of its own."""
    script = f"import throughline.analysis{module}\nprint('{{}}')"
    print(
        peers.comparison(f"import throughline.analysis{module}", peers.run(peers.OURS, script, times=5), None, cpu=0.3)
    )


def main():
    for module in ("", ".opinions.map", ".pairs", ".choices.logit"):
        imported(module)
    rng = np.random.default_rng(1)
    wide = np.floor(rng.pareto(0.7, (50, 10)) * 3).clip(0, 300).astype(int)
    figures, sums = cube(wide, [range(50), range(10)])
    told = readings({k: protect_count(n) for k, n in figures.items()})
    naive = {k: (1, 7) if 0 < n < 8 else (n, n) for k, n in figures.items()}
    # Characteristics that go together, as age and region do: raking then needs many rounds.
    shared = rng.integers(0, 4, 100_000)
    people = {
        name: [*map("abcd".__getitem__, np.where(rng.random(100_000) < 0.5, shared, rng.integers(0, 2, 100_000)))]
        for name in "wxyz"
    }
    even = {name: dict.fromkeys("abcd", 1) for name in people}
    series = [math.sin(i) + i % 7 for i in range(60)]
    names = [str(i) for i in range(60)]
    rows = [(f"Theme {i}", float(i), max(0.0, i - 1.0), i + 1.0, str(i)) for i in range(10)]
    codes = rng.choice(list("abcdefgh"), size=(3, 1000)).tolist()

    timed("protect three constituencies", lambda: protect_counts({"a": 120, "b": 43, "c": 5}), 1000, 0.001)
    timed("protect a table of 50 × 10", lambda: protect_counts(wide), 5, 0.5)
    timed("audit a table of 50 × 10, rounded", lambda: audit(figures, told, sums), 3, 10)
    timed("audit a table of 50 × 10, small numbers hidden", lambda: audit(figures, naive, sums), 3, 10)
    timed("draw ten bars", lambda: charts.bars(title="t", sentence="s", rows=rows), 500, 0.001)
    timed("XmR chart of 60 points", lambda: xmr(series), 500, 0.005)
    timed("XmR chart of 60 points, drawn", lambda: draw(xmr(series), title="t", labels=names), 500, 0.005)
    timed("rake 100,000 people on four margins", lambda: rake(people, even), 7, 0.5)
    timed("alpha of 3 coders, 1,000 items, with its interval", lambda: krippendorff(codes), 3, 1)


if __name__ == "__main__":
    main()
