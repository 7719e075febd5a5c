"""What scores are made from: choices that may be used, between options that may be seen, as plain columns."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

from throughline.envision.pairs.models import Choice
from throughline.envision.pairs.queries import votable
from throughline.envision.seats import queries as seats
from throughline.programmes.models import Activity

CHUNK = 5000


@dataclass(frozen=True)
class Given:
    """One entry for each choice in `left`, `right` (places in `refs` and `ids`), `outcome` (1 left, -1 right, 0
    undecided) and `person` (places in `constituency`)."""

    refs: list[str]
    ids: list[int]
    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    outcome: list[int] = field(default_factory=list)
    person: list[int] = field(default_factory=list)
    constituency: list[str] = field(default_factory=list)

    def fingerprint(self) -> str:
        """SHA-256 over the choices, whoever made them."""
        columns = [self.refs, self.left, self.right, self.outcome, self.person, self.constituency]
        return hashlib.sha256(json.dumps(columns).encode()).hexdigest()


def gather(activity: Activity) -> Given:
    """Read everything that counts now. Three queries, whatever its size."""
    options = list(votable(activity.pk).order_by("pk").values_list("pk", "ref"))
    given = Given([ref for _pk, ref in options], [pk for pk, _ref in options])
    place = {pk: number for number, pk in enumerate(given.ids)}
    known = dict(seats.usable(activity).order_by("pk").values_list("pk", "participant__constituency"))
    people: dict[int, int] = {}
    rows = Choice.objects.filter(seat__activity=activity).order_by("seat_id", "first_id", "second_id")
    columns = rows.values_list("seat_id", "first_id", "second_id", "first_left", "value")
    for seat, first, second, first_left, value in columns.iterator(chunk_size=CHUNK):
        if seat not in known or first not in place or second not in place:
            continue
        if seat not in people:
            people[seat] = len(given.constituency)
            given.constituency.append(known[seat])
        left, right = (first, second) if first_left else (second, first)
        given.left.append(place[left])
        given.right.append(place[right])
        given.outcome.append(value if first_left else -value)
        given.person.append(people[seat])
    return given
