"""Pictures of statements on the default map: what is agreed across it, and what divides it, each with its range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.intervals import z_value
from throughline.analysis.opinions.groups import letter
from throughline.analysis.range_chart import ranges

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from throughline.analysis.charts import AnyRow, Chart
    from throughline.analysis.opinions.between import BetweenGroups
    from throughline.analysis.opinions.map import OpinionMap

SHOWN, LEVEL = 8, 0.95


def draw_bridging(
    found: OpinionMap, *, numbers: Sequence[int] | None = None, words: Mapping[Any, str] | None = None
) -> Chart:
    """What people across the map agree on: each statement's expected vote at its middle, with its 95 % range.

    numbers: of statements, in the order to be drawn; by default those whose lower end lies highest. words: of
    statements, by label. Raises ValueError for no statement.
    """
    half = z_value(LEVEL) * found.bridging_error
    middle, low, high = (np.clip(found.bridging + k * half, -1, 1) for k in (0, -1, 1))  # no vote lies beyond
    chosen = np.argsort(-low, kind="stable")[:SHOWN].tolist() if numbers is None else list(numbers)
    named = _named(found.statements.tolist(), words)
    rows = [(named[j], float(middle[j]), float(low[j]), float(high[j]), f"{middle[j]:+.2f}") for j in chosen]
    agreed = sum(low[j] > 0 for j in chosen)
    return ranges(
        title=f"On {agreed} of {len(chosen)} statements, agreement reaches across the map",
        sentence=(
            "The vote to be expected in the middle of the map, where 1 is agree and -1 disagree, whatever the number "
            "of people on either side."
        ),
        rows=rows,
        line=0.0,
        line_name="neither agree nor disagree",
        headers=("Statement", "Expected vote", "Lowest likely", "Highest likely"),
    )


def draw_divisions(
    between: BetweenGroups,
    *,
    numbers: Sequence[int] | None = None,
    words: Mapping[Any, str] | None = None,
    called: str = "group",
) -> Chart:
    """What divides people: the difference between the two groups furthest apart, in percentage points of agreement,
    with its range.

    numbers, words: as in `draw_bridging`; by default the statements that divide most for sure. called: what a group is
    called. Raises ValueError where there is no such statement.
    """
    chosen = between.divided(SHOWN) if numbers is None else list(numbers)
    named = _named(between.statements.tolist(), words)
    rows: list[AnyRow] = []
    for j in chosen:
        apart, pair = between.apart[j], between.pairs[j]
        if apart is None or pair is None:
            rows.append((named[j], None, None, None, "only one group voted"))
            continue
        value, low, high = (100 * x for x in (apart.estimate, apart.low, apart.high))
        shown = f"{value:.0f} points, {letter(pair[0])} above {letter(pair[1])}"
        rows.append((named[j], value, low, high, shown))
    what = "statement divides" if len(chosen) == 1 else "statements divide"
    return ranges(
        title=f"{len(chosen)} {what} people most",
        sentence=f"How far apart the two {called}s are that differ most; a pass counts half for either side.",
        rows=rows,
        line=0.0,
        line_name="no difference",
        unit="percentage points",
        headers=("Statement", "Difference", "Lowest likely", "Highest likely"),
        decimals=0,
    )


def _named(labels: list[Any], words: Mapping[Any, str] | None) -> list[str]:
    return [str(label) if words is None else words.get(label, str(label)) for label in labels]
