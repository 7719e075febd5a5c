"""What do people want, and what would they give up for it? Choices between electricity suppliers, as an example of any.

    python examples/analysis/choice_experiment.py [file.csv]

The file has a row for each alternative of each task: id (person), chid (task), alt, choice (1 where chosen), and what
describes it: pf, a fixed price in cents; cl, the length of the contract in years; loc, a local supplier; wk, a
well-known one; tod and seas, prices that change with the hour or the season. 361 people, 12 tasks each (Revelt and
Train 1998). Read “supplier” as “clinic” and “price” as “waiting time”, and the questions are the same.
"""

# %% The data. Every row is checked: a missing value or a task without a choice is refused with its row.
import sys
from pathlib import Path

import polars as pl

from throughline.analysis.choices import choices_chart
from throughline.analysis.choices.bayes import hierarchical_bayes
from throughline.analysis.choices.data import choice_data
from throughline.analysis.choices.latent import by_number
from throughline.analysis.choices.logit import conditional_logit
from throughline.analysis.choices.meaning import importance, levels_of, trade_off, weights_of
from throughline.analysis.choices.mixed import mixed_logit
from throughline.analysis.choices.reporting import checklist
from throughline.analysis.choices.uptake import uptake
from throughline.analysis.choices.validity import held_out, straight_lines

FILE = Path(__file__).parents[3] / "shared/data/choices/xlogit__electricity_long.csv"
SIX = ("pf", "cl", "loc", "wk", "tod", "seas")
rows = pl.read_csv(sys.argv[1] if len(sys.argv) > 1 else FILE)
data = choice_data(
    person=rows["id"].to_list(),
    task=rows["chid"].to_list(),
    alternative=rows["alt"].to_list(),
    chosen=rows["choice"].to_list(),
    attributes={name: rows[name].to_list() for name in SIX},
)
print(f"{len(data.chosen):,} choices of {len(data.people)} people.\n")

# %% Can the answers be trusted? Signs only: nobody is left out.
print(straight_lines(data).shown)
print(held_out(data, conditional_logit, seed=1).shown, "\n")

# %% One set of weights for everybody. A person's twelve choices belong together, and errors must say so.
plain = conditional_logit(data)
print(plain.shown)
for one, naive in zip(plain.coefficients, plain.classical, strict=True):
    print(f"  {one.name:5}{one.estimate:+7.3f}  error {one.error:.3f}, as if choices were people {naive:.3f}")

# %% What matters most, between the levels that were asked about.
matters = importance(weights_of(plain), levels_of(data))
print(f"\n{matters.shown}")

# %% What would people pay? Ranges of ratios are skewed: read the first, not the delta method's.
for name in ("loc", "wk"):
    worth = trade_off(weights_of(plain), name, "pf")
    likely = f"{worth.low:.2f} to {worth.high:.2f}, by the delta method {worth.delta_low:.2f} to {worth.delta_high:.2f}"
    print(f"{name}: worth {worth.estimate:.2f} cents (likely {likely})")

# %% People differ. A mixed logit says by how much, and for how many a thing is good or bad.
mixed = mixed_logit(data, dict.fromkeys(SIX, "normal"), draws=500, seed=1)
print(f"\n{mixed.shown}")
print(f"Against {plain.fit.log_likelihood:,.0f} for one set of weights.")
for spread in mixed.spreads:
    print(
        f"  {spread.name:5} mean {spread.mean:+6.2f}, among people ±{spread.sd:.2f}; liked by {spread.above_zero:.0%} "
        f"(likely {spread.above_low:.0%} to {spread.above_high:.0%})"
    )
print(f"With fresh draws no estimate moves by more than {mixed.check.shift:.2f} of its standard error.")

# %% The same by simulation: hierarchical Bayes, in which all weights may go together. Chains must tell the same story.
own = hierarchical_bayes(data, draws=2000, burn_in=500, seed=1)
print(f"\n{own.shown}")
for mean, spread in zip(own.means, own.spreads, strict=True):
    print(
        f"  {mean.name:5} mean {mean.mean:+6.2f} (likely {mean.low:+.2f} to {mean.high:+.2f}), among people "
        f"±{spread.mean:.2f}"
    )
for warning in own.warnings:
    print(warning)

# %% Or are there kinds of people? More classes always fit better; BIC says whether by enough.
for classes in by_number(data, (2, 3), starts=4, seed=1):
    print(f"\n{classes.shown}")
    for number, own in enumerate(classes.classes, 1):
        print(f"  class {number}: " + ", ".join(f"{c.name.partition(': ')[2]} {c.estimate:+.2f}" for c in own))

# %% What would they choose? Three offers, by the mixed logit, so that those who differ are counted as they differ.
base = dict.fromkeys(SIX, 0.0) | {"pf": 8.0, "cl": 1.0}
offers = {
    "Local, 8 cents": {**base, "loc": 1.0},
    "Well known, 8 cents": {**base, "wk": 1.0},
    "Unknown, 6 cents": {**base, "pf": 6.0},
}
chosen = uptake(mixed, offers, draws=200)
print(f"\n{chosen.shown}")
for share in chosen.shares:
    print(f"  {share.option:20}{share.share:5.0%}  likely {share.low:.0%} to {share.high:.0%}")
print(chosen.warnings[0])

# %% Where nobody was offered a way out, its uptake is not known, and no number is made up.
try:
    uptake(mixed, offers, opt_out="none")
except ValueError as refused:
    print(f"Refused: {refused}")

# %% A chart, as a picture and as a table.
drawn = choices_chart.uptake_chart(chosen, title="Most would take the local supplier")
print(f"\n{' | '.join(drawn.table[0])}")
for row in drawn.table[1]:
    print(" | ".join(row))

# %% What a report must say. Filled in as far as it is known here.
items = checklist(data, mixed)
print(f"\nOf {len(items)} items of the checklist {sum(i.answered for i in items)} are answered. Still open:")
for item in items:
    if not item.answered:
        print(f"- {item.asks}")
