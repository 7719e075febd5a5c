"""What each person gave to an activity: turns, words and influence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from throughline.evidence.models import Finding, Link
from throughline.programmes import methods
from throughline.programmes.models import Activity, Constituency
from throughline.voices.part.published import usable
from throughline.voices.part.tallies import cut_of
from throughline.voices.part.usable import usable_submissions

Amounts = Mapping[str, tuple[float, ...]]
"""Constituency → what each of its people gave, 0 for whoever took part and gave none."""


@dataclass(frozen=True)
class Gathered:
    """Exact. `people`: who took part, by constituency. `measures`: slug → amounts. `counted_by`: what influence is."""

    people: Mapping[str, int]
    measures: Mapping[str, Amounts]
    counted_by: str


def gather(activity: Activity, *, exact: bool) -> Gathered:
    """Read who took part and what they gave. The number of queries does not grow with them.

    exact: everybody; else the first 8, 16, 24 … people, as public figures are counted.
    """
    submissions = usable_submissions(activity)
    if not exact:
        submissions = submissions.filter(pk__lte=cut_of(activity).last)
    who = dict(submissions.order_by("participant_id").values_list("participant_id", "participant__constituency"))
    turns, words = _contributions(activity)
    bit_by_bit = methods.get(activity.method).turns(activity)
    answers = bit_by_bit.given if bit_by_bit else {}
    influence: Mapping[int, float] = bit_by_bit.influence if bit_by_bit else _cited(activity)
    means = bit_by_bit.counted_by if bit_by_bit else _("How often published findings rest on what people wrote.")
    return Gathered(
        {name: sum(one == name for one in who.values()) for name in Constituency.values},
        {
            "turns": _by_group(who, {one: turns.get(one, 0) + answers.get(one, 0) for one in who}),
            "words": _by_group(who, words),
            "influence": _by_group(who, influence),
        },
        str(means),
    )


def _by_group(who: Mapping[int, str], given: Mapping[int, float]) -> Amounts:
    found: dict[str, list[float]] = {name: [] for name in Constituency.values}
    for person, name in who.items():
        found[name].append(given.get(person, 0))
    return {name: tuple(amounts) for name, amounts in found.items()}


def _contributions(activity: Activity) -> tuple[dict[int, int], dict[int, float]]:
    """Pieces of writing, and words in them, by person."""
    rows = usable(activity).filter(participant__isnull=False).order_by().values_list("participant_id")
    found = list(rows.annotate(turns=Count("pk"), words=Sum("word_count")))
    return {who: turns for who, turns, _words in found}, {who: words for who, _turns, words in found}


def _cited(activity: Activity) -> dict[int, float]:
    """How many times published findings cite each person's words."""
    published = Finding.objects.filter(programme=activity.programme, status=Finding.Status.PUBLISHED)
    links = Link.objects.filter(to_kind="finding", to_ref__in=published.values("ref"), from_kind="contribution")
    rows = usable(activity).filter(participant__isnull=False, ref__in=links.values("from_ref"))
    authors = dict(rows.order_by().values_list("ref", "participant_id"))
    found: dict[int, float] = {}
    for ref in links.filter(programme=activity.programme, from_ref__in=rows.order_by().values("ref")).values_list(
        "from_ref", flat=True
    ):
        if ref in authors:
            found[authors[ref]] = found.get(authors[ref], 0) + 1
    return found
