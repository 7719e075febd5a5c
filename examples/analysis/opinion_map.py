"""What does a large group agree on, and where does it divide? People, statements, and votes: agree, pass, disagree.

    python examples/analysis/opinion_map.py [folder]

The folder holds an exported conversation: votes.csv and comments.csv. By default one on land use in the San Juan
Islands, from compdemocracy/openData (CC BY 4.0, The Computational Democracy Project): 404 people, 293 statements.
"""

# %% The data. Of several votes of one person on a statement the last counts; a missing vote is not a pass.
import sys
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.metrics import adjusted_rand_score

from throughline.analysis.opinions.between import between_groups
from throughline.analysis.opinions.coded import Coded
from throughline.analysis.opinions.duplicates import duplicates
from throughline.analysis.opinions.exact import exact_map, group_counts
from throughline.analysis.opinions.exact_chart import NAMES, draw_agreement, draw_map
from throughline.analysis.opinions.flags import flags
from throughline.analysis.opinions.groups import opinion_groups
from throughline.analysis.opinions.map import opinion_map
from throughline.analysis.opinions.personal import own_result
from throughline.analysis.opinions.proportional import statement_set
from throughline.analysis.opinions.representative import representative
from throughline.analysis.opinions.votes import Votes

FOLDER = Path(__file__).parents[3] / "shared/data/opinions/exports/ssis.land-bank-farmland.2rumnecbeh.2021-08-01"
folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
rows = pl.read_csv(folder / "votes.csv").sort("timestamp", maintain_order=True)
statements = pl.read_csv(folder / "comments.csv")
votes = Votes.from_columns(rows["voter-id"], rows["comment-id"], rows["vote"])
words = dict(zip(statements["comment-id"], statements["comment-body"], strict=True))
rejected = statements.filter(pl.col("moderated") == -1)["comment-id"].to_list()
filled = votes.n_votes / votes.n_participants / votes.n_statements
print(
    f"{votes.n_participants} people, {votes.n_statements} statements, {votes.n_votes:,} votes: {filled:.0%} of all that"
)
print(f"could be. {votes.replaced} votes were changed later; moderators rejected {len(rejected)} statements.\n")

# %% The default map explains the votes that were cast, and nothing else. Rejected statements are absent from it.
kept = votes.without(rejected)
found = opinion_map(kept)
for warning in found.warnings:
    print(f"- {warning}")

# %% Everybody's place has an uncertainty. With ten votes it is wide; with a hundred, narrow.
error = np.sqrt(np.linalg.eigvalsh(found.covariance)[:, -1])
few, many = (np.median(error[some]) for some in (found.n_votes < 10, found.n_votes >= 100))
print(f"\nA place may be off by {few:.2f} with under 10 votes, by {many:.2f} with 100 or more.")

# %% Are there groups? The number is chosen by how well people left out are foretold; one group is an answer, too.
groups = opinion_groups(found)
print(groups.shown)
for warning in groups.warnings:
    print(f"- {warning}")

# %% What does each say that the others do not?
counts = group_counts(Coded(kept), groups.group)
chosen = representative(counts)
called = "Group" if groups.clear else "Part"
for g, of_group in enumerate(chosen if groups.k > 1 else ()):
    print(f"\n{called} {NAMES[g]}")
    for each in of_group[:3]:
        share = f"{each.successes} of {each.trials} {each.side}"
        print(f"- {words[kept.statements[each.statement]][:90]} ({share})")

# %% What do all agree on, and what divides them? Judged by those who agree least, and by the two furthest apart.
between, alike = between_groups(kept, groups), duplicates(kept)
print("\nAgreed by all")
for j in between.agreed(4):
    print(f"- {words[kept.statements[j]][:90]} (by at least {between.agree_low[j]:.0%} of each)")
print("Dividing")
for j in between.divided(3):
    apart = between.apart[j]
    print(f"- {words[kept.statements[j]][:90]} ({apart.low:.0%} to {apart.high:.0%} apart)")

# %% Five statements in which everybody has a share, and what a moderator should look at.
chosen_set = statement_set(kept, found, size=5, groups=groups, alike=alike)
print("\nFive statements for everybody")
for label in chosen_set.labels:
    print(f"- {words[label][:90]}")
print(flags(kept, groups).shown)

# %% What one person is told about herself: nothing about others, and no label.
someone = kept.participants[np.argmax(kept.per_participant)]
print(f"\nTo person {someone}: {own_result(kept, found, groups, between, someone).sentences[0]}")

# %% The exact mode: as the Polis platform has it, for comparison with what it published. Rejected statements count as
# voted on by all, and groups depend on who came first.
exact = exact_map(votes, moderated_out=rejected)
sizes, held = " and ".join(map(str, exact.group_sizes)), exact.components.shares.sum()
print(f"\nExact mode: groups of {sizes} people; its axes hold {held:.0%} of all differences. Most people agree:")
for each in exact.consensus["agree"][:3]:
    print(f"- {words[exact.statements[each.statement]][:90]} ({each.successes} of {each.trials})")

# %% Shuffle the votes, and they are the same votes. The exact mode's groups are not; those of the default map are.
final = rows.unique(["voter-id", "comment-id"], keep="last", maintain_order=True)
shuffled = final.sample(fraction=1, shuffle=True, seed=1)
again = Votes.from_columns(shuffled["voter-id"], shuffled["comment-id"], shuffled["vote"])
place = {who: i for i, who in enumerate(again.participants.tolist())}
order = [place[who] for who in votes.participants.tolist()]
exactly = adjusted_rand_score(exact.group, exact_map(again, moderated_out=rejected).group[order])
ours = adjusted_rand_score(groups.group, opinion_groups(opinion_map(again.without(rejected))).group[order])
print("\nIn another order, agreement with the groups before (1: the same people together):")
print(f"exact mode {exactly:.2f}, default map {ours:.2f}.\n")

# %% The pictures.
title = f"{groups.k} groups of opinion" if groups.clear else "No clear groups of opinion"
drawn = draw_map(found.positions, groups.group, title=title, sentence=groups.shown, called=called)
for row in drawn.table[1]:
    print(" | ".join(row))
first_words = [(each.statement, words[kept.statements[each.statement]]) for of_group in chosen for each in of_group[:2]]
agreeing, cast = counts[:, :, 0].T, counts[:, :, 2].T
bars = draw_agreement(agreeing, cast, first_words, title="What sets the groups apart", sentence="Agreement by group.")
print(f"{len(bars.table[1])} bars of agreement.")
