"""May this table be published? Protect it, then attack it as a patient reader would.

    python examples/analysis/disclosure.py [people.csv]

The file has a row for each person: region and eth. By default a made-up sample of 2,000 people.
"""

# %% The data: a table of two ways. Most of its numbers are small.
import sys
from pathlib import Path

import numpy as np
import polars as pl

from throughline.analysis.disclosure import may_replace, protect_counts, protect_mean
from throughline.analysis.disclosure.audit import audit, cube, readings

FILE = Path(__file__).parents[3] / "shared/data/population/raking_sample2000.csv"
people = pl.read_csv(sys.argv[1] if len(sys.argv) > 1 else FILE)
regions, groups = (sorted(people[name].unique()) for name in ("region", "eth"))
counts = np.array([[people.filter(region=r, eth=g).height for g in groups] for r in regions])
print(
    f"{counts.size} cells about {counts.sum():,} people; {(counts[counts > 0] < 8).sum()} of them hold 1 to 7 people.\n"
)

# %% What many do: hide the small numbers and publish all else, totals included.
figures, sums = cube(counts, [regions, groups])
naive = {key: (1, 7) if 0 < n < 8 else (n, n) for key, n in figures.items()}
attack = audit(figures, naive, sums)
print(f"Hiding 1 to 7 only: {attack.shown}")
for leak in attack.leaks:
    place = " and ".join(name or "all" for name in leak.figure)
    print(f"- {place}: a reader can tell that it is {leak.low} to {leak.high}")

# %% What the library does: 1 to 7 become *, other numbers go to the nearest 5, and more is hidden where it must be.
table = protect_counts(counts, rows=regions, columns=groups)
width = max(map(len, regions))
print(f"\n{'':{width}} {' '.join(f'{g:>6}' for g in groups)}    All")
for region, cells, total in zip(table.rows, table.cells, table.row_totals, strict=True):
    print(f"{region:{width}} {' '.join(f'{cell.text:>6}' for cell in cells)} {total.text:>6}")
for note in table.notes:
    print(f"- {note}")

# %% The same attack on what would be published now: cells and totals.
told = {(r, g): table[r, g] for r in regions for g in groups}
told |= {(r, None): total for r, total in zip(regions, table.row_totals, strict=True)}
told |= {(None, g): total for g, total in zip(groups, table.column_totals, strict=True)}
print(f"\nProtected: {audit(figures, readings({**told, (None, None): table.total}), sums).shown}")

# %% Averages need 8 people, and a page must not be redrawn for every newcomer: the difference would tell who joined.
print(f"An average of 5 people: {protect_mean(3.2, 5).text} ({protect_mean(3.2, 5).note})")
print(f"One more person joined. May the table be redrawn? {may_replace({'North': 12}, {'North': 13})}")
