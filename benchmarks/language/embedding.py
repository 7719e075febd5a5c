"""What embedding costs: texts of some 32 words a CPU second, and peak memory, each engine in a process of its own.
Prints no comment.

python -m benchmarks.language.embedding FILE.csv

Peer: sentence-transformers, with torch and the same weights (read from our models folder). Where its small build of
torch cannot be had it is left out by name.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks import peers
from benchmarks.language import comments
from throughline.language import models

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


PEER = "sentence-transformers"
THEIRS = """
import json, os, random, sys, time
os.environ |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
import csv
import numpy as np
import torch
from sentence_transformers import SentenceTransformer, __version__
from sentence_transformers.sentence_transformer import modules

path, weights, count, out = sys.argv[1:]
with open(path, encoding="utf-8-sig", newline="") as source:
    texts = sorted({row["FFT answer"] for row in csv.DictReader(source) if 20 <= len(row["FFT answer"].split()) <= 60})
texts = random.Random(1).sample(texts, int(count))
torch.set_num_threads(1)
parts = [modules.Transformer(weights, max_seq_length=256), modules.Pooling(384, "mean"), modules.Normalize()]
engine = SentenceTransformer(modules=parts, device="cpu")
began = time.process_time()
vectors = engine.encode(texts, batch_size=32, show_progress_bar=False)
cpu = time.process_time() - began
np.save(out, vectors)
print(json.dumps({"cpu": cpu, "version": __version__}))
"""


def peer(out):
    """What the peer needs for the same texts, with the same weights; None where it cannot be had."""
    weights = models.default_folder() / models.MINILM.folder
    theirs = peers.tried(PEER, THEIRS, sys.argv[1], weights, TEXTS, out, times=3)
    if theirs is not None:
        rate = TEXTS / theirs.cpu
        print(f"{PEER} {theirs.printed['version']}: {rate:.0f} texts a CPU second, {theirs.peak:,.0f} MB", flush=True)
    return theirs


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
            print(f"{one.printed['version']}: {one.printed['words']:.0f} words a text, ", end="")
            print(f"{rate:.0f} texts a CPU second, {one.peak:.0f} MB", flush=True)
            theirs = peer(Path(folder) / "peer.npy") if precision == "fp32" else None
            asked = TEXTS / speed if speed else None
            work = f"embed {TEXTS:,} comments of 32 words, {precision}"
            print(peers.comparison(work, one, theirs, cpu=asked, memory=memory), flush=True)
            if theirs is not None:
                far = float(np.abs(np.load(Path(folder) / "peer.npy") - found["fp32"]).max())
                print(f"its vectors differ from ours by at most {far:.1e}")
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
