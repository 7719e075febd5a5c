"""What the analysis library costs, on made-up data: CPU milliseconds a call, beside what the project asks of it.

python benchmarks/analysis/library.py
"""

import math
import time

import numpy as np

from throughline.analysis import charts
from throughline.analysis.agreement import krippendorff
from throughline.analysis.disclosure import protect_count, protect_counts
from throughline.analysis.disclosure.audit import audit, cube, readings
from throughline.analysis.raking import rake
from throughline.analysis.spc import xmr


def timed(name, work, times, asked):
    work()  # imports and caches
    start = time.process_time()
    for _ in range(times):
        work()
    each = 1000 * (time.process_time() - start) / times
    print(f"{name:50} {each:10.3f} ms   asked {asked:8.1f} ms   {'met' if each <= asked else 'MISSED'}")


def main():
    rng = np.random.default_rng(1)
    wide = np.floor(rng.pareto(0.7, (50, 10)) * 3).clip(0, 300).astype(int)
    figures, sums = cube(wide, [range(50), range(10)])
    told = readings({k: protect_count(n) for k, n in figures.items()})
    people = {name: rng.choice(list("abcd"), 100_000, p=[0.4, 0.3, 0.2, 0.1]).tolist() for name in "wxyz"}
    even = {name: dict.fromkeys("abcd", 1) for name in people}
    series = [math.sin(i) + i % 7 for i in range(60)]
    rows = [(f"Theme {i}", float(i), max(0.0, i - 1.0), i + 1.0, str(i)) for i in range(10)]
    codes = rng.choice(list("abcdefgh"), size=(3, 1000)).tolist()

    timed("protect three constituencies", lambda: protect_counts({"a": 120, "b": 43, "c": 5}), 1000, 1)
    timed("protect a table of 50 × 10", lambda: protect_counts(wide), 5, 500)
    timed("audit a table of 50 × 10", lambda: audit(figures, told, sums), 2, 10_000)
    timed("draw ten bars", lambda: charts.bars(title="t", sentence="s", rows=rows), 500, 1)
    timed("control chart of 60 points", lambda: xmr(series), 200, 5)
    timed("rake 100,000 people on four margins", lambda: rake(people, even), 5, 500)
    timed("alpha of 3 coders, 1,000 items, with its interval", lambda: krippendorff(codes), 2, 1000)


if __name__ == "__main__":
    main()
