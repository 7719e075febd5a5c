"""Which options are on the frontier: none of the others, or mixture of others, gives as much for less.

Source: Drummond M. and others (2015), Methods for the Economic Evaluation of Health Care Programmes, 4.5 (dominance,
extended dominance, incremental ratios between neighbours on the frontier).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from throughline.analysis._sizes import LARGEST, TOO_LARGE

Status = Literal["frontier", "extendedly dominated", "dominated"]


@dataclass(frozen=True, slots=True)
class Option:
    """more_cost, more_effect, ratio: against the option before it on the frontier; None for the cheapest and for those
    off the frontier. by: one that dominates it."""

    name: str
    cost: float
    effect: float
    status: Status
    more_cost: float | None = None
    more_effect: float | None = None
    ratio: float | None = None
    by: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def frontier(names: Sequence[str], costs: Sequence[float], effects: Sequence[float]) -> tuple[Option, ...]:
    """Order options by cost and tell which are dominated.

    costs, effects: mean of each option. Returns the frontier from the cheapest on, then those off it by cost. Raises
    ValueError for fewer than 2 options, names that repeat, or numbers that are not finite.
    """
    check_options(names, [costs], [effects])
    order = sorted(range(len(names)), key=lambda i: (costs[i], -effects[i]))
    left: list[int] = []
    off: dict[int, Option] = {}
    for i in order:
        # Whoever comes later costs as much or more, so only more effect keeps it.
        if left and effects[i] <= effects[left[-1]]:
            off[i] = Option(names[i], costs[i], effects[i], "dominated", by=names[left[-1]])
        else:
            left.append(i)
    hull: list[int] = []
    for i in left:
        while len(hull) >= 2 and _ratio(hull[-1], i, costs, effects) < _ratio(hull[-2], hull[-1], costs, effects):
            out = hull.pop()
            by = f"{names[hull[-1]]} and {names[i]}"
            off[out] = Option(names[out], costs[out], effects[out], "extendedly dominated", by=by)
        hull.append(i)
    on = [Option(names[hull[0]], costs[hull[0]], effects[hull[0]], "frontier")]
    for a, b in pairwise(hull):
        cost, effect = costs[b] - costs[a], effects[b] - effects[a]
        on.append(Option(names[b], costs[b], effects[b], "frontier", cost, effect, cost / effect))
    return (*on, *(off[i] for i in order if i in off))


def check_options(names: Sequence[str], costs: Any, effects: Any) -> None:
    """Raises ValueError unless there are draws × options of finite costs and effects, for 2 or more named options."""
    c, e = np.asarray(costs, dtype=float), np.asarray(effects, dtype=float)
    if len(names) < 2 or len(set(names)) != len(names):
        raise ValueError("2 or more options are needed, each with a name of its own; doing nothing is one of them")
    for what, x in (("costs", c), ("effects", e)):
        if x.ndim != 2 or x.shape[1] != len(names) or not len(x):
            raise ValueError(f"the {what} need {len(names)} numbers a draw, one for each option")
        if not np.isfinite(x).all():
            row, column = np.argwhere(~np.isfinite(x))[0]
            raise ValueError(f"the {what} of “{names[column]}” in draw {row + 1} are missing or not finite")
        if np.abs(x).max() > LARGEST:
            row, column = np.argwhere(np.abs(x) > LARGEST)[0]
            raise ValueError(f"the {what} of “{names[column]}” in draw {row + 1} are {TOO_LARGE}")
    if len(c) != len(e):
        raise ValueError(f"there are {len(c)} draws of costs and {len(e)} of effects: they must be the same draws")


def _ratio(a: int, b: int, costs: Sequence[float], effects: Sequence[float]) -> float:
    return (costs[b] - costs[a]) / (effects[b] - effects[a])
