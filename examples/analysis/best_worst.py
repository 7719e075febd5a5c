"""Which of several things matters most and least? Best-worst questions about fruit, as an example of any list.

    python examples/analysis/best_worst.py [file.csv]

The file has a row for each of 100 people and two columns for each of 7 questions: B1 and W1 hold the place, 1 to 4, of
what was called best and worst among the 4 fruits of question 1 (Aizaki: R package support.BWS). Read “fruit” as “what a
clinic could do better”, and the questions are the same.
"""

# %% The answers. Which fruits each question showed is the design of the package's example.
import sys
from pathlib import Path

import polars as pl

from throughline.analysis.choices.bestworst import best_worst, best_worst_logit, counts
from throughline.analysis.choices.choices_chart import best_worst_chart

FILE = Path(__file__).parents[3] / "shared/data/choices/supportBWS__fruit.csv"
FRUITS = ("Apple", "Orange", "Grapes", "Banana", "Peach", "Melon", "Pear")
SETS = ((1, 4, 6, 7), (2, 3, 4, 6), (2, 4, 5, 7), (1, 2, 5, 6), (1, 3, 4, 5), (3, 5, 6, 7), (1, 2, 3, 7))
rows = pl.read_csv(sys.argv[1] if len(sys.argv) > 1 else FILE)
shown = [[FRUITS[k - 1] for k in places] for places in SETS]
answers = best_worst(
    person=[who for who in rows["ID"] for _ in SETS],
    shown=shown * len(rows),
    best=[shown[q][row[f"B{q + 1}"] - 1] for row in rows.iter_rows(named=True) for q in range(len(SETS))],
    worst=[shown[q][row[f"W{q + 1}"] - 1] for row in rows.iter_rows(named=True) for q in range(len(SETS))],
)
print(f"{len(answers.best)} answers of {len(rows)} people about {len(answers.items)} fruits.\n")

# %% Counting says most of it. An item that is often best and often worst divides people: see the spread.
tally = sorted(counts(answers), key=lambda one: (-one.score, one.item))
for one in tally:
    print(
        f"  {one.item:7} best {one.best:3}, worst {one.worst:3} of {one.shown}; score {one.score:+4}, "
        f"differs by {one.spread:.1f} from person to person"
    )

# %% A model gives ranges. One person's answers belong together, and the errors must say so.
model = best_worst_logit(answers, reference=tally[-1].item)
print(f"\n{model.shown}")
for one, naive in zip(model.coefficients, model.classical, strict=True):
    print(
        f"  {one.name:7}{one.estimate:+6.2f} above {tally[-1].item} (likely {one.low:+.2f} to {one.high:+.2f}); error "
        f"{one.error:.2f}, as if answers were people {naive:.2f}"
    )

# %% Do people choose the pair at once, or the best first? The order of the fruits should not hang on it.
for how in ("maxdiff", "marginal", "sequential"):
    found = best_worst_logit(answers, reference=tally[-1].item, model=how)
    order = sorted(found.coefficients, key=lambda one: -one.estimate)
    print(f"\nAs {how}: {', '.join(one.name for one in order)}, {tally[-1].item}", end="")

# %% A chart, as a picture and as a table.
title = f"“{tally[0].item}” comes first"
drawn = best_worst_chart(tally, title=title, sentence="How often each fruit was best and worst, when it was shown.")
print(f"\n\n{title}\n{' | '.join(drawn.table[0][:3])}")
for row in drawn.table[1]:
    print(" | ".join(row[:3]))
