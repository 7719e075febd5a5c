"""The published rule: which issues an assembly takes up. The same candidates give the same list, whoever asks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from throughline.envision.assemblies.charter import Terms
from throughline.envision.assemblies.counting import Counted


@dataclass(frozen=True)
class Candidate:
    """An issue whose gathering has ended, under the terms that held when it was raised. `ready_on`: when it ended."""

    ref: str
    ready_on: str
    harm: str
    terms: Terms
    counted: Counted

    @property
    def place(self) -> tuple[Any, ...]:
        """What it is sorted by: more groups, then more supporters, then whoever has waited longest."""
        return (-self.counted.groups_reached, -self.counted.total, self.ready_on, self.ref)


def work(candidates: Iterable[Candidate]) -> list[dict[str, Any]]:
    """Every candidate with its figures, whether it meets the criteria, and whether there is room; the first first.

    `people` and `regions` are exact.
    """
    found, room_taken = [], 0
    for one in sorted(candidates, key=lambda one: one.place):
        meets = one.counted.meets(one.terms)
        chosen = meets and room_taken < one.terms.most
        room_taken += chosen
        found.append(
            {
                "ref": one.ref,
                "harm": one.harm,
                "people": dict(one.counted.people),
                "regions": dict(one.counted.regions),
                "meets": meets,
                "chosen": chosen,
            }
        )
    return found


def fingerprint(candidates: Iterable[Candidate]) -> str:
    """SHA-256 over everything that the list depends on."""
    given = sorted(
        [
            one.ref,
            one.ready_on,
            one.terms.exact,
            sorted(one.counted.people.items()),
            sorted(one.counted.regions.items()),
        ]
        for one in candidates
    )
    return hashlib.sha256(json.dumps(given).encode()).hexdigest()
