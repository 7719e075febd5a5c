"""Reads of closed answers: how many people of each constituency chose what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from throughline.programmes.models import Activity
from throughline.understand.questionnaires.models import ClosedAnswer
from throughline.voices.models import ConsentRecord, Submission, Withdrawal
from throughline.voices.part.tallies import Cut

_KEPT = 60  # seconds: as long as a withdrawal may take to reach a public page

Counts = dict[str, dict[str, dict[str, int]]]
"""Question slug → value → constituency → people."""


@dataclass(frozen=True)
class Tally:
    """Exact numbers of people. `answered`: question slug → constituency → people who answered it at all."""

    counts: Counts
    answered: dict[str, dict[str, int]]


def usable_submissions(activity: Activity) -> QuerySet[Submission]:
    """What may be analysed now: agreed to by the newest consent, and not paused, stopped or erased."""
    newest_consent = ConsentRecord.objects.filter(submission=OuterRef("pk")).order_by("-id").values("pk")[:1]
    newest_wish = Withdrawal.objects.filter(submission=OuterRef("pk")).order_by("-id").values("kind")[:1]
    return (
        Submission.objects.filter(activity=activity)
        .annotate(consent=Subquery(newest_consent), wish=Subquery(newest_wish))
        .filter(Exists(ConsentRecord.objects.filter(pk=OuterRef("consent"), uses__analyse=True)))
        .filter(Q(wish__isnull=True) | Q(wish=Withdrawal.Kind.RESUME))
    )


def tally(activity: Activity, *, upto: Cut | None = None) -> Tally:
    """Count the closed answers. Two queries.

    Args:
        upto: count only the submissions of this cut, as public pages do; kept for a minute.
    """
    key = f"tally:{activity.ref}:{upto.size}" if upto else ""
    known = cache.get(key) if key else None
    if known is not None:
        return known
    submissions = usable_submissions(activity)
    if upto:
        submissions = submissions.filter(id__lte=upto.last)
    rows = ClosedAnswer.objects.filter(submission__in=submissions.values("pk")).order_by()
    constituency, people = "submission__participant__constituency", Count("submission__participant", distinct=True)
    counts: Counts = {}
    for question, value, who, number in rows.values_list("question", "value", constituency).annotate(n=people):
        counts.setdefault(question, {}).setdefault(value, {})[who] = number
    answered: dict[str, dict[str, int]] = {}
    for question, who, number in rows.values_list("question", constituency).annotate(n=people):
        answered.setdefault(question, {})[who] = number
    found = Tally(counts, answered)
    if key:
        cache.set(key, found, _KEPT)
    return found


def usable_answers(activity: Activity) -> Iterator[tuple[str, str, str, str, str]]:
    """(submission ref, participant ref, constituency, question, value) of every usable closed answer, streamed."""
    rows = ClosedAnswer.objects.filter(submission__in=usable_submissions(activity).values("pk"))
    columns = ("submission__ref", "submission__participant__ref", "submission__participant__constituency")
    return rows.order_by("id").values_list(*columns, "question", "value").iterator(chunk_size=2000)
