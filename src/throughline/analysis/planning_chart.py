"""The picture of how many people a pilot needs, for each of several things it may be meant to find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from throughline.analysis.charts import Chart, bars
from throughline.analysis.planning import Size

HEADERS = ("To find", "People in each group", "People in all")


def draw(sizes: Mapping[str, Size], *, title: str | None = None) -> Chart:
    """A bar for each thing to be found, in the order given.

    sizes: what is to be found, in words, and the size it takes. title: the finding, by default said from the sizes.
    Raises ValueError for none.
    """
    if not sizes:
        raise ValueError("a chart of sizes needs at least one of them")
    least, most = (f(sizes, key=lambda name: sizes[name].each) for f in (min, max))
    finding = (
        f"From {sizes[least].each:,} people in each group for {least} to {sizes[most].each:,} for {most}"
        if sizes[least].each < sizes[most].each
        else f"{sizes[most].each:,} people are needed in each group"
    )
    warnings = dict.fromkeys(words for size in sizes.values() for words in size.warnings)
    drawn = bars(
        title=title or finding,
        sentence=" ".join([f"{finding}.", *warnings]),
        rows=[(name, float(size.each), None, None, f"{size.each:,}") for name, size in sizes.items()],
        unit="people in each group",
    )
    rows = tuple((name, f"{size.each:,}", f"{2 * size.each:,}") for name, size in sizes.items())
    return replace(drawn, table=(HEADERS, rows))
