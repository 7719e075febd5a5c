"""Between which figures each measured share of the language library is likely to lie. Prints no comment.

python -m benchmarks.language.intervals FILE.csv

What stands in `throughline.language.transparency_records` comes from here. Where a figure is a share of things that can
be counted, the record holds the count and the product works out Wilson's interval. The others are drawn again: the
comments (or questions) that a figure rests on are drawn with replacement 2,000 times, the software's answers to them
staying as they are, and the interval holds the middle 95 % of what comes out. That says what chance does to the choice
of comments; it says nothing about comments of other kinds.
"""

import random

import numpy as np

from benchmarks.language import coding, comments, embedding, search
from throughline.analysis import intervals
from throughline.language import embedding as engines
from throughline.language import minilm, models
from throughline.language import search as searching
from throughline.language.coding import assistant, codebook

DRAWS, SEED = 2_000, 7


def middle(values):
    """The bounds of the middle 95 % of what was drawn."""
    low, high = np.quantile(values, [0.025, 0.975])
    return f"{low:.3f} to {high:.3f}"


def of_mean(values):
    """The mean of some values, and the interval by drawing them again."""
    values = np.asarray(values, dtype=float)
    drawn = np.random.default_rng(SEED).integers(0, len(values), (DRAWS, len(values)))
    return f"{values.mean():.3f}, {middle(values[drawn].mean(axis=1))}, n = {len(values):,}"


def codes(book, coded, truth, engine, vectors):
    """Micro-F1, macro-F1 and one of three right: the mean of the splits, with every comment drawn for all of them."""
    splits = []
    for seed in coding.SPLITS:
        order = np.random.default_rng(seed).permutation(len(coded))
        seen, unseen = np.split(order, [len(order) * 4 // 5])
        helper = assistant.learn(book, [coded[i] for i in seen], engine, vectors[seen])
        chances = coding.asked(helper, [coded[i] for i in unseen], vectors[unseen])
        best = np.argsort(-chances, axis=1)[:, :3]
        right = np.take_along_axis(truth[unseen], best, axis=1).any(axis=1)
        splits.append((unseen, truth[unseen], chances >= helper.marks, right))
    every = np.ones(len(coded))
    drawing = np.random.default_rng(SEED)
    drawn = [drawing.multinomial(len(coded), every / len(coded)) for _ in range(DRAWS)]
    points, others = scores(splits, every), np.array([scores(splits, weights) for weights in drawn])
    for at, name in enumerate(("micro-F1", "macro-F1", "one of three right")):
        print(f"coding, {name}: {points[at]:.3f}, {middle(others[:, at])}, n = {len(coded):,}", flush=True)


def scores(splits, weights):
    """The three figures when each comment counts as often as its weight says."""
    found = []
    for unseen, truth, marked, right in splits:
        times = weights[unseen]
        both, said, given = times @ (truth & marked), times @ marked, times @ truth
        each = 2 * both / np.maximum(said + given, 1)
        found.append((2 * both.sum() / (said.sum() + given.sum()), each.mean(), (times @ right) / times.sum()))
    return np.mean(found, axis=0)


def begins(rows, engine):
    """Of the comments that have a code of the default codebook: how many have one among its first three suggestions."""
    book = codebook.default()
    keys = [code.key for code in book.given]
    found = [(row, {key for code, key in coding.MAPPED.items() if row[code].strip()}) for row in rows]
    found = [(row, given) for row, given in found if given and row["FFT answer"].strip()]
    chances = assistant.learn(book, [], engine).probabilities([row["FFT answer"] for row, _ in found])
    truth = np.array([[key in given for key in keys] for _, given in found])
    right = round(coding.top_three(chances, truth) * len(truth))
    one = intervals.wilson(right, len(truth))
    print(f"default codebook: {right} of {one.n}, {one.low:.3f} to {one.high:.3f}", flush=True)


def finds(rows, texts, engine, vectors):
    """Of the first twenty found: by meaning and by words, drawn again by question."""
    print("search by meaning:", of_mean(search.precision(searching.Index(texts, engine, vectors), rows)))
    words = searching.Index(texts, engines.TfidfSvd())
    print("search by words:", of_mean(search.precision(words, rows)), flush=True)


def keeps(texts):
    """Of the ten nearest neighbours: how many the quick way of computing keeps, drawn again by text."""
    some = sorted({text for text in texts if 20 <= len(text.split()) <= 60})
    some = random.Random(1).sample(some, embedding.TEXTS)  # those of the benchmark
    exact = minilm.MiniLM(models.default_folder() / models.MINILM.folder)
    ways = (exact, engines.load(precision="int8"))
    near = [embedding.nearest(np.asarray(way.embed(some))) for way in ways]
    kept = [len(set(a) & set(b)) / 10 for a, b in zip(*near, strict=True)]
    print("neighbours kept:", of_mean(kept), flush=True)


def main():
    rows = comments.read(__doc__)
    texts = [row["FFT answer"] for row in rows]
    engine = engines.load()
    print(f"{engine.name} {engine.version}; {DRAWS:,} draws, seed {SEED}")
    keeps(texts)
    begins(rows, engine)
    book, coded, truth = coding.kept(rows)
    vectors = engine.embed(texts)
    finds(rows, texts, engine, vectors)
    places = [at for at, row in enumerate(rows) if row["FFT answer"].strip()]
    by_words = {rows[at]["FFT answer"]: vectors[at] for at in places}
    codes(book, coded, truth, engine, np.array([by_words[one.text] for one in coded]))


if __name__ == "__main__":
    main()
