"""Did the law work, in one place? Differences, mixtures of places, and what pretending shows.

    python examples/analysis/difference_in_differences.py [file.csv]

The file has a row for each State and Year with PacksPerCapita, cigarettes sold a person, and treated, 1 where the law
held. California taxed tobacco and paid for prevention from 1989 on; 38 states did nothing of the kind.
"""

# %% The data: places by periods, and who had the change from when on.
import sys
from pathlib import Path

import polars as pl

from throughline.analysis.pilots import did_chart, synthetic_chart
from throughline.analysis.pilots.did import difference_in_differences
from throughline.analysis.pilots.panel import panel
from throughline.analysis.pilots.synthetic import synthetic_control, synthetic_difference

FILE = Path(__file__).parents[3] / "shared/data/evaluation/did/california_prop99.csv"
rows = pl.read_csv(sys.argv[1] if len(sys.argv) > 1 else FILE)
table = panel(*(rows[name].to_list() for name in ("State", "Year", "PacksPerCapita", "treated")))
print(f"{len(table.units)} states, {len(table.periods)} years, the law from {table.periods[table.start]} on.\n")

# %% Before and after in California alone. Smoking was falling everywhere: do not use this number.
own = table.values[table.treated][0]
fall = own[table.start :].mean() - own[: table.start].mean()
print(f"California alone: {fall:+.1f} packs. Do not use this number.\n")

# %% The difference in differences: how California moved, less how the others moved.
did = difference_in_differences(table)
print(did.shown)

# %% How sure? One state had the law. Each other state is taken for it in turn, and some "fell" as far without any law.
# A standard error clustered by state would be 2.9 here and claim certainty; with one state it means nothing.
as_far = sum(abs(x) >= abs(did.estimate) for x in did.placebos)
print(f"{as_far} of {len(did.placebos)} states without the law moved at least as far.")
print(f"The spread of such pretended laws is {did.error:.0f} packs.\n")

# %% Were the states alike before? The event study should be near 0 before the law. It is not: California was falling
# against the others for years, so part of the difference is that fall going on.
for moment in did.moments[::6]:
    print(f"{moment.periods:+3d} years: {moment.estimate:+6.1f} packs")
print(did_chart.draw_moments(did, title="California was already coming down", value_name="packs").sentence, "\n")

# %% A placebo in time: the law pretended in 1981, later years left out.
pretended = difference_in_differences(table.backdated(8))
print(f"A law that never was, in {pretended.periods[pretended.start]}: {pretended.estimate:+.1f} packs.\n")

# %% A fairer comparison: the mixture of states that went the same way as California before the law.
mixture = synthetic_control(table)
print(mixture.shown)
print(f"The mixture: {', '.join(f'{name} {100 * share:.0f}%' for name, share in mixture.weights)}.")
print(f"Before the law it is {mixture.fit:.1f} packs off; after it, {mixture.ratio:.0f} times as far.")
print(f"Leaving one of its states out gives {min(e for _, e in mixture.without_one):.1f} to ", end="")
print(f"{max(e for _, e in mixture.without_one):.1f} packs.\n")

# %% Both ideas at once: a mixture that moves alike, and years before the law that foretell those after.
both = synthetic_difference(table)
print(both.shown)
print(f"The years that count: {', '.join(f'{year} {100 * share:.0f}%' for year, share in both.time_weights)}.\n")

# %% How far to trust it.
for warning in mixture.warnings:
    print(f"- {warning}")

# %% The chart: California beside its mixture.
drawn = synthetic_chart.draw(mixture, title="California left its mixture after the law", value_name="Packs a person")
print(f"\n{' | '.join(drawn.table[0])}\n{' | '.join(drawn.table[1][-1])}")
