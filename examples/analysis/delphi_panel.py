"""What does a panel of experts agree on, and does the answer hang on the rule?

    python examples/analysis/delphi_panel.py [ratings.csv]

The file has a row for each panellist and columns of ratings from 1 to 9. By default the second round of a real
public-health Delphi on disposable e-cigarettes (Unisanté, doi 10.16909/dataset/41). Its first round is not public,
so the last part, on change between rounds, makes one up and says so."""

# %% The ratings: items are the columns of type 1, and an empty cell is no rating.
import sys
from pathlib import Path

import numpy as np
import polars as pl

from throughline.analysis.panels import (
    Appropriateness,
    Definition,
    Proportion,
    Spread,
    accord,
    collect,
    delphi,
    feedback,
)
from throughline.analysis.panels.panel_chart import ratings as draw

FILE = Path(__file__).parents[3] / "shared/data/choices/delphiFT__dft2_data_clean.csv"
table = pl.read_csv(sys.argv[1] if len(sys.argv) > 1 else FILE, null_values="NA", infer_schema_length=None)
items = [name for name in table.columns if name.endswith("_type1")]
people = [str(name) for name in table["record_id"]]
groups = ["clinicians" if job == 3 else "others" for job in table["dft2_0_job"]]
second = collect(table[items].to_numpy(), items=items, people=people, groups=groups, number=2)
print(f"{len(people)} panellists rated {len(items)} statements.\n")

# %% The definition of consensus comes first. Its fingerprint is what one publishes before anybody rates: whoever
# changes the definition afterwards changes the fingerprint.
definition = Definition(
    rule=Proportion(where="each group"),
    beside=(Proportion(), Appropriateness(), Spread(at_most=3)),
    needs_stability=False,
    rounds=2,
    dated="2023-02-01",
)
print(definition.words)
print(f"Fingerprint: {definition.fingerprint[:16]}…\n")

# %% One round, judged by it, with three other rules beside it.
result = delphi([second], definition, registered=definition.fingerprint)
print(result.shown)
for verdict in result.rounds[0].verdicts:
    if verdict.rules_differ:
        names = [f"{rule.name}, {rule.where}" for rule in definition.beside]
        others = "; ".join(f"{name}: {found}" for name, found in zip(names, verdict.beside.values(), strict=True))
        print(f"- {verdict.item}: {verdict.verdict} by the definition; {others}.")

# %% How far to trust it.
print()
for warning in result.warnings:
    print(f"* {warning}")

# %% What the first panellist sees before rating again.
seen = feedback(second)[people[0]][0]
print(f"\n{seen.item}: {seen.shown}")

# %% The chart says the same as its table.
drawn = draw(result.rounds[0], title="Most statements are in", items=items[:3])
for row in drawn.table[1]:
    print(" | ".join(row))

# %% Two rounds. The first is MADE UP from the second: every rating moved by chance, and three people who left.
rng = np.random.default_rng(1)
made_up = np.clip(table[items].fill_null(5).to_numpy() + rng.integers(-2, 2, (len(people), len(items))), 1, 9)
leavers = rng.integers(1, 6, (3, len(items)))
first = collect(
    np.concatenate([made_up, leavers]),
    items=items,
    people=[*people, "left 1", "left 2", "left 3"],
    groups=[*groups, "others", "others", "others"],
    number=1,
)
both = delphi([first, second], definition, registered=definition.fingerprint)
print(f"\n{both.attrition[0].shown}")
for change in both.changes[0]:
    if change.cell == "everybody" and not change.stable:
        print(f"- {change.shown}")

# %% What the reporting checklist can be filled with, and what is left to the authors.
entries = accord(both)
print(f"\nACCORD: {sum(e.text is not None for e in entries)} of {len(entries)} items are filled from the records.")
