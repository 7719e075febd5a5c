"""What embedding and grouping cost on a file of comments: wall, CPU seconds, peak memory. Prints no comment.

python benchmarks/language/groups.py FILE.csv --column "FFT answer"
"""

import argparse
import csv
import resource
import time
from pathlib import Path

import numpy as np

from throughline.language import embedding, groups


def timed(name, work, of):
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{name:34} wall {wall:7.2f} s   CPU {cpu:7.2f} s   {of / cpu:9.0f} texts a CPU second")
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--column", default="FFT answer")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--large", type=int, default=0, help="also group this many vectors made from the file's")
    options = parser.parse_args()
    with options.file.open(encoding="utf-8-sig", newline="") as source:
        texts = [row[options.column] for row in csv.DictReader(source)]
    engine = timed("load", embedding.load, 1)
    print(f"{len(texts)} texts, {len(set(texts))} different; {engine.name} {engine.version}")
    vectors = timed("embed", lambda: engine.embed(texts), len(texts))
    result = timed("group", lambda: groups.group(texts, vectors, seed=options.seed), len(texts))
    print(f"{len(result.groups)} groups, {sum(g.small for g in result.groups)} of them small; stability ", end="")
    print(f"{result.stability:.2f}; {len(result.stands_alone)} stand alone, {len(result.says_nothing)} say nothing")
    if options.large:
        rng = np.random.default_rng(options.seed)
        pairs = rng.integers(0, len(texts), (options.large, 2))
        many = embedding.normalise(vectors[pairs[:, 0]] + vectors[pairs[:, 1]])
        words = [f"{texts[a][:60]} {texts[b][:60]}" for a, b in pairs]
        timed(f"group {options.large}", lambda: groups.group(words, many, seed=options.seed), options.large)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
