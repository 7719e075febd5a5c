"""Search by meaning and by words on public patient comments: how many of the first twenty are about what was asked.
Prints no comment.

python -m benchmarks.language.search FILE.csv

Twenty plain questions, each with people's codes for it. Published for 18 others: meaning .472,
words .322, both mixed .394, chance .037.
"""

import time

import numpy as np

from benchmarks import table
from benchmarks.language import comments
from benchmarks.language.comments import QUESTIONS
from throughline.language import embedding, search

ASKED = 0.45


def precision(index, rows):
    """The share right of the first twenty of each question."""
    found = []
    for question, codes in QUESTIONS.items():
        hits = index.semantic(question, top=20)
        found.append(sum(any(rows[hit.index][code].strip() for code in codes) for hit in hits) / 20)
    return np.array(found)


def main():
    rows = comments.read(__doc__)
    texts = [row["FFT answer"] for row in rows]
    engine = embedding.load()
    vectors = engine.embed(texts)
    index = search.Index(texts, engine, vectors)
    began = time.process_time()
    meaning = precision(index, rows)
    seconds = (time.process_time() - began) / len(QUESTIONS)
    words = precision(search.Index(texts, embedding.TfidfSvd()), rows)
    shares = [[any(row[code].strip() for code in codes) for row in rows] for codes in QUESTIONS.values()]
    for question, a, b in zip(QUESTIONS, meaning, words, strict=True):
        print(f"  meaning {a:.2f}   words {b:.2f}   {question}")
    print(f"mean: meaning {meaning.mean():.3f} (asked ≥ {ASKED}), words {words.mean():.3f}", end="")
    print(f", chance {np.mean(shares):.3f}; {1000 * seconds:.0f} CPU ms a question")
    work = f"search {len(texts):,} comments (precision at 20: {meaning.mean():.3f}, words {words.mean():.3f})"
    table.note(table.Note(work, seconds, asked=0.5))
    if meaning.mean() < ASKED:
        raise SystemExit("less than was asked")


if __name__ == "__main__":
    main()
