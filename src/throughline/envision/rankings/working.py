"""From people's orders to one order: likely places of everybody and of each constituency, and where those differ."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from throughline.analysis.disclosure.counts import SMALLEST_SHOWN
from throughline.envision.rankings.plan import Plan
from throughline.envision.rankings.queries import Given
from throughline.programmes.models import Constituency

if TYPE_CHECKING:
    from throughline.analysis.pairs import RankStrengths

EVERYBODY = "all"
FIRST, POINTS, DUELS = "first", "points", "duels"
DRAWS = 4_000
SURE = 0.05


def work_out(plan: Plan, given: Sequence[Given], *, seed: int) -> dict[str, Any]:
    """The outcome as plain JSON. Counts are exact; they are protected where they are shown.

    Returns:
        “refused”: why there is no outcome (“few” people), else "". “places”: group (“all” or a constituency) → item →
        [place, lowest likely, highest likely]. “first”, “top”: item → constituency → people who put it first, or in
        their first `plan.top`. “rules”: way of counting → the items that come first by it. “differences”: [item,
        constituency, another, p for all comparisons together], the surest first.
    """
    people = Counter(one.constituency for one in given)
    found: dict[str, Any] = {"refused": "", "people": {name: people[name] for name in Constituency.values}}
    if len(given) < SMALLEST_SHOWN:
        return found | {"refused": "few"}
    fitted = {EVERYBODY: _strengths(plan, given)}
    for name in Constituency.values:
        if people[name] >= SMALLEST_SHOWN:
            fitted[name] = _strengths(plan, [one for one in given if one.constituency == name])
    return found | {
        "top_of": plan.top,
        "first": {one.slug: _who(given, one.slug, 1) for one in plan.items},
        "top": {one.slug: _who(given, one.slug, plan.top) for one in plan.items},
        "places": {name: _places(strengths, seed) for name, strengths in fitted.items()},
        "rules": _rules(plan, given),
        "differences": _differences({name: one for name, one in fitted.items() if name != EVERYBODY}),
    }


def _who(given: Iterable[Given], slug: str, places: int) -> dict[str, int]:
    """How many of each constituency gave an item one of the first places."""
    counts = Counter(one.constituency for one in given if slug in one.order[:places])
    return {name: counts[name] for name in Constituency.values}


def _strengths(plan: Plan, given: Sequence[Given]) -> RankStrengths:
    """How strongly people prefer each item. What a person left without a place lies below what has one."""
    from throughline.analysis.pairs import plackett_luce

    # The last order counts for nobody; it names the items that stand in no other.
    orders = [*(one.order for one in given), tuple(one.slug for one in plan.items)]
    return plackett_luce(orders, counts=[1.0] * len(given) + [0.0], unranked="below")


def _places(strengths: RankStrengths, seed: int) -> dict[str, list[int]]:
    """[place, lowest likely, highest likely] of each item: 95 in 100 of the orders that fit what people sent."""
    import numpy as np

    middle = np.array(strengths.estimates)
    draws = np.random.default_rng(seed).multivariate_normal(middle, strengths.covariance, size=DRAWS, method="eigh")
    # Items that nobody sets apart are equal, though their strengths may differ in the last digits.
    place = 1 + (middle[None, :] > middle[:, None] + 1e-6).sum(1)
    places = 1 + (draws[:, None, :] > draws[:, :, None]).sum(2)
    low, high = np.quantile(places, [0.025, 0.975], axis=0, method="inverted_cdf").astype(int)
    return {
        item: [int(place[k]), int(min(place[k], low[k])), int(max(place[k], high[k]))]
        for k, item in enumerate(strengths.items)
    }


def _rules(plan: Plan, given: Sequence[Given]) -> dict[str, list[str]]:
    """What comes first by other ways of counting; several where they are equal."""
    from throughline.analysis.rankings import borda, collect, plurality, schulze

    ballots = collect([one.order for one in given], options=[one.slug for one in plan.items])
    return {name: list(rule(ballots).winners) for name, rule in ((FIRST, plurality), (POINTS, borda), (DUELS, schulze))}


def _differences(fitted: dict[str, RankStrengths]) -> list[list[Any]]:
    """Every item between every two constituencies, with p-values after Holm (1979)."""
    compared = []
    for a, b in combinations(fitted, 2):
        for k, item in enumerate(fitted[a].items):
            gap = fitted[a].estimates[k] - fitted[b].estimates[k]
            error = math.hypot(fitted[a].errors[k], fitted[b].errors[k])
            compared.append((math.erfc(abs(gap) / error / math.sqrt(2)) if error > 0 else 1.0, item, a, b))
    least, found = 0.0, []
    for k, (p, item, a, b) in enumerate(sorted(compared)):
        least = max(least, min(1.0, p * (len(compared) - k)))
        found.append([item, a, b, least])
    return found
