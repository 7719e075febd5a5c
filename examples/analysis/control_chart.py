"""Is the wait in A&E getting worse, or is it the usual ups and downs? A control chart, step by step.

    python examples/analysis/control_chart.py [file.csv]

The file has a row for each month: period, attendances, breaches (people who waited more than four hours). By default
that of the NHS in England, April 2016 to March 2019.
"""

# %% The data: what share of people was seen within four hours, month by month?
import sys
from datetime import date
from pathlib import Path

import polars as pl

from throughline.analysis import spc, spc_chart

FILE = Path(__file__).parents[3] / "shared/data/evaluation/spc/ae_monthly_total.csv"
months = pl.read_csv(sys.argv[1] if len(sys.argv) > 1 else FILE)
when = [date.fromisoformat(day) for day in months["period"]]
seen = [100 * (1 - b / a) for a, b in months.select("attendances", "breaches").iter_rows()]
print(f"{len(seen)} months, from {seen[0]:.1f}% to {seen[-1]:.1f}% seen within four hours.\n")

# %% A first look. More is better, and the target is 95%.
chart = spc.xmr(seen, better="increase", when=when, target=95)
print(chart.shown)
limits = chart.points[0]
print(f"Usual ups and downs lie between {limits.lower:.1f}% and {limits.upper:.1f}%, around {limits.mean:.1f}%.\n")

# %% How far to trust it. A flag is a reason to ask why; the warnings say how often it comes by chance alone.
for warning in chart.warnings:
    print(f"- {warning}")

# %% Which months stand out, and by which rule? The winters do, and that is a season, not a failure of one month.
print("\nWorse than usual:")
for day, point in zip(when, chart.points, strict=True):
    if point.kind == "concern":
        print(f"  {day:%B %Y}: {point.value:.1f}% ({point.label})")

# %% New limits need a cause that is known, and words for it. Without a reason the library refuses.
try:
    spc.xmr(seen, when=when, rebase=[spc.Rebase(24, "")])
except ValueError as refused:
    print(f"\nRefused: {refused}")
second = spc.xmr(seen, better="increase", when=when, rebase=[spc.Rebase(24, "A new financial year, to compare")])
for part in second.segments:
    print(f"From {when[part.start]:%B %Y}: around {part.mean:.1f}%, {part.reason or 'the first limits'}")

# %% The same rules as other tools use them: the preset is part of the result.
for preset in spc.PRESETS:
    print(f"{preset}: {spc.xmr(seen, better='increase', preset=preset).flagged} of {len(seen)} months are flagged")

# %% The chart: a picture, a sentence and a table. In a notebook the last line shows the picture.
drawn = spc_chart.draw(
    chart, title="The target is missed month after month", labels=[f"{d:%b %Y}" for d in when], unit="%"
)
print(f"\n{drawn.title}: {len(drawn.svg):,} characters of SVG, {len(drawn.table[1])} rows in its table.")
