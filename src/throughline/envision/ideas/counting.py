"""From support to counts: who supports each idea that stands, by constituency, each person once.

An idea that was joined from others is supported by whoever supports it or one of those. One that was split from another
begins with nobody, since support for the whole says nothing of its parts.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from throughline.envision.ideas import lineage
from throughline.envision.ideas.models import Idea, Support
from throughline.envision.ideas.queries import current
from throughline.envision.seats import queries as seats
from throughline.programmes.methods import Turns
from throughline.programmes.models import Activity


@dataclass(frozen=True)
class Given:
    """`constituency`: of each person who supports something. `by`: ref of each idea that stands → who supports it, as
    places in `constituency`."""

    constituency: list[str]
    by: dict[str, list[int]]

    @property
    def given(self) -> int:
        """How often any idea is supported."""
        return sum(map(len, self.by.values()))

    def fingerprint(self) -> str:
        """SHA-256 over the support, whoever gave it."""
        return hashlib.sha256(json.dumps([self.constituency, self.by]).encode()).hexdigest()


def gather(activity: Activity) -> Given:
    """Read everything that counts now. Four queries, whatever its size."""
    known = lineage.graph(activity.pk)
    standing = dict(current(activity.pk).order_by("pk").values_list("pk", "ref"))
    usable = dict(seats.usable(activity).order_by("pk").values_list("pk", "participant__constituency"))
    people: dict[int, int] = {}
    constituency: list[str] = []
    of_idea: dict[int, set[int]] = {}
    rows = Support.objects.filter(idea__activity=activity, given=True).order_by("seat_id", "idea_id")
    for seat, idea in rows.values_list("seat_id", "idea_id").iterator(chunk_size=5000):
        if seat in usable:
            if seat not in people:
                people[seat] = len(constituency)
                constituency.append(usable[seat])
            of_idea.setdefault(idea, set()).add(people[seat])
    by = {
        ref: sorted(set().union(*(of_idea.get(part, ()) for part in known.parts([pk], lineage.JOINED))))
        for pk, ref in standing.items()
    }
    return Given(constituency, by)


def count(given: Given) -> dict[str, Any]:
    """The result as plain JSON, exactly: `people` who support anything, and of each idea `support`, by constituency."""
    return {
        "people": dict(Counter(given.constituency)),
        "support": {ref: dict(Counter(given.constituency[who] for who in whose)) for ref, whose in given.by.items()},
    }


def turns(activity: Activity) -> Turns:
    """How many ideas each person supports, and how often others support what they suggested, also where it was joined
    or split. Seven queries, whatever its size."""
    counted = Count("idea_supports", filter=Q(idea_supports__given=True))
    given = dict(seats.usable(activity).order_by().values_list("participant_id").annotate(n=counted))
    known, support = lineage.graph(activity.pk), gather(activity).by
    suggested = Idea.objects.filter(activity=activity, contribution__participant__isnull=False)
    author = dict(suggested.values_list("pk", "contribution__participant_id"))
    drawn: dict[int, float] = {}
    for pk, ref in current(activity.pk).values_list("pk", "ref"):
        for who in {author[part] for part in known.parts([pk]) if part in author}:
            drawn[who] = drawn.get(who, 0) + len(support.get(ref, ()))
    return Turns(given, drawn, _("How often others support the ideas that people suggested."))
