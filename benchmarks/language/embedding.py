"""What embedding costs: texts of some 32 words a CPU second, and peak memory, each engine in a process of its own.
Prints no comment.

python -m benchmarks.language.embedding FILE.csv

Peer: sentence-transformers with torch computes 63 such texts a CPU second in 1,068 MB (measured before on such a
machine). It is not run beside ours: its CPU build of torch cannot be pinned by hash so that every machine finds it.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks import peers, table
from benchmarks.language import comments

TEXTS = 1_000
# Texts a CPU second and MB that were asked for; numpy is the fallback, for which nothing was.
ASKED = {"fp32": (75, 350), "int8": (180, 350), "numpy": (None, None)}
KEPT = 0.85
OURS = """
import csv, json, random, sys, time
import numpy as np
from throughline.language import embedding, minilm, models

path, precision, count, out = sys.argv[1:]
with open(path, encoding="utf-8-sig", newline="") as source:
    texts = sorted({row["FFT answer"] for row in csv.DictReader(source) if 20 <= len(row["FFT answer"].split()) <= 60})
texts = random.Random(1).sample(texts, int(count))
if precision == "numpy":
    engine = minilm.MiniLM(models.default_folder() / models.MINILM.folder)
else:
    engine = embedding.load(precision=precision)
engine._threads = 1
began = time.process_time()
vectors = engine.embed(texts)
cpu = time.process_time() - began
np.save(out, vectors)
words = sum(len(text.split()) for text in texts) / len(texts)
print(json.dumps({"cpu": cpu, "words": words, "version": engine.version}))
"""


def nearest(vectors):
    alike = vectors @ vectors.T
    np.fill_diagonal(alike, -1)
    return np.argsort(-alike, axis=1)[:, :10]


def main():
    comments.read(__doc__)
    found, met = {}, True
    with tempfile.TemporaryDirectory() as folder:
        for precision, (speed, memory) in ASKED.items():
            out = Path(folder) / f"{precision}.npy"
            one = peers.run(peers.OURS, OURS, sys.argv[1], precision, TEXTS, out, times=3)
            found[precision] = np.load(out)
            rate = TEXTS / one.cpu
            bar = f"   asked ≥ {speed}, ≤ {memory} MB" if speed else ""
            print(f"{one.printed['version']}: {one.printed['words']:.0f} words a text, ", end="")
            print(f"{rate:.0f} texts a CPU second, {one.peak:.0f} MB{bar}", flush=True)
            asked = TEXTS / speed if speed else None
            work = f"embed {TEXTS:,} comments of 32 words, {precision}"
            table.note(table.Note(work, one.cpu, asked=asked, memory=one.peak, asked_memory=memory))
            met &= not speed or (rate >= speed and one.peak <= memory)
    exact = float(np.abs(found["fp32"] - found["numpy"]).max())
    near = nearest(found["numpy"])
    kept = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(nearest(found["int8"]), near, strict=True)])
    print(f"fp32 differs from numpy by at most {exact:.1e} (asked ≤ 1e-5)")
    print(f"int8 keeps {kept:.1%} of the ten nearest (asked ≥ {KEPT:.0%})")
    if not met or kept < KEPT or exact > 1e-5:
        raise SystemExit("less than was asked")


if __name__ == "__main__":
    main()
