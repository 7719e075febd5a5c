"""Which ideas would win against the others, when people vote between two at a time and may add their own?

    python examples/analysis/wiki_survey.py [votes.csv]

The file has a row for each vote: session, question, left, right, winner. By default a real wiki survey (Mercator
Research Institute, 141 sessions, four questions), whose ideas are numbers."""

# %% The votes on one question.
import sys
from pathlib import Path

import polars as pl

from throughline.analysis.pairs import bradley_terry, by_group, collect, next_pairs, position, wiki_survey
from throughline.analysis.pairs.pairs_chart import scores

FILE = Path(__file__).parents[3] / "shared/data/choices/mercator_wikisurvey__votes_long.csv"
table = pl.read_csv(sys.argv[1] if len(sys.argv) > 1 else FILE)
question = table["question"].value_counts(sort=True)["question"][0]
asked = table.filter(pl.col("question") == question)


def votes_of(rows):
    """Votes with their sessions, so that ranges know that one person's votes go together."""
    sides = [[str(name) for name in rows[side]] for side in ("left", "right", "winner")]
    return collect(*sides, voters=rows["session"].to_list())


votes = votes_of(asked)
print(f"“{question}”: {len(votes):,} votes on {len(votes.items)} ideas.\n")

# %% Scores: the chance to beat a randomly chosen idea for a randomly chosen person, each with its range.
survey = wiki_survey(votes)
print(survey.shown)
for idea in survey.ideas[:5]:
    print(
        f"- {idea.item}: {idea.score:.0f} ({idea.low:.0f} to {idea.high:.0f}), {idea.wins} wins, {idea.losses} losses, "
        f"among the first ten with chance {idea.top:.2f}"
    )

# %% The simple score of All Our Ideas puts an idea with 4 wins beside one with 19 wins and 3 losses; ranges tell them
# apart.
for warning in survey.warnings:
    print(f"* {warning}")

# %% Did the side decide? Over all questions, with the strengths of ideas held equal.
named = table.with_columns(
    [pl.concat_str("question", pl.lit(" "), side).alias(side) for side in ("left", "right", "winner")]
)
side = position(votes_of(named))
print(f"\n{side.shown} (p = {side.p:.3f})")

# %% Strengths, for the chance of one idea against another.
fitted = bradley_terry(votes, prior=0.5)
first, second = fitted.order[:2]
print(f"“{first}” against “{second}”: {fitted.chance(first, second).shown}")

# %% Do groups differ? The file has none, so early and late sessions stand in for them: nothing should differ.
middle = asked["session"].median()
halves = ["early" if session <= middle else "late" for session in asked["session"]]
print(by_group(votes, halves).shown)

# %% What to ask next: pairs that were seen little are drawn more often.
print("\nAsk next:", "; ".join(f"{a} or {b}" for a, b in next_pairs(votes, 5, seed=1)))

# %% The chart.
drawn = scores(survey, title="A few ideas lead", most=5)
print(drawn.sentence)
