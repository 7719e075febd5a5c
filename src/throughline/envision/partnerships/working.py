"""The order that people's choices make: each group by itself, and all groups with the same weight.

Source: James Lind Alliance Guidebook, “Collating and scoring interim priorities”; `analysis.rankings.combine` holds the
rule. People choose their most important questions without an order, one of the ways that the Guidebook names, so that a
question's score within a group is the number of people who chose it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from throughline.analysis.disclosure.counts import SMALLEST_SHOWN
from throughline.envision.partnerships.protocol import EACH, Protocol
from throughline.envision.partnerships.queries import Given
from throughline.programmes.models import Constituency


def work_out(questions: Sequence[str], given: Sequence[Given]) -> dict[str, Any]:
    """The order of the questions (refs). Counts are exact; they are protected where they are shown.

    Returns:
        JSON. Under “refused” why there is no order, else "": “few” people, or no “group” with enough. “ranked”: the
        groups that count; “small”: those with people, but too few for an order of their own.
    """
    people = Counter(one.constituency for one in given)
    chose = {ref: Counter(one.constituency for one in given if ref in one.questions) for ref in questions}
    found: dict[str, Any] = {
        "refused": "",
        "people": {name: people[name] for name in Constituency.values},
        "chose": {ref: {name: counts[name] for name in Constituency.values} for ref, counts in chose.items()},
        "ranked": [name for name in Constituency.values if people[name] >= SMALLEST_SHOWN],
        "small": [name for name in Constituency.values if 0 < people[name] < SMALLEST_SHOWN],
    }
    if len(given) < SMALLEST_SHOWN:
        return found | {"refused": "few"}
    if not found["ranked"]:
        return found | {"refused": "group"}
    return found | _ordered(found)


def _ordered(found: Mapping[str, Any]) -> dict[str, Any]:
    from throughline.analysis.rankings import combine

    scores = {name: {ref: counts[name] for ref, counts in found["chose"].items()} for name in found["ranked"]}
    combined = combine(scores)
    return {
        "order": list(combined.order),
        "places": combined.places,
        "points": combined.totals,
        "by_group": combined.by_group,
    }


def by_rule(protocol: Protocol, found: Mapping[str, Any]) -> list[str]:
    """The questions (refs) that the protocol's rule puts on the short list, in the combined order. Questions that are
    equal in the last place come in together."""
    orders = list(found["by_group"].values()) if protocol.rule == EACH else [found["places"]]
    wanted = {ref for places in orders for ref, place in places.items() if place <= protocol.size}
    return [ref for ref in found["order"] if ref in wanted]


def agreed(orders: Mapping[str, Sequence[str]]) -> list[tuple[str, int, int]]:
    """(question, place, sum of places) of the small groups together, the first first. None without a group."""
    from throughline.analysis.rankings import total_places

    if not orders:
        return []
    found = total_places(orders)
    return [(ref, found.places[ref], int(found.totals[ref])) for ref in found.order]
