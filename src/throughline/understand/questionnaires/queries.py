"""Reads of closed answers: how many people of each constituency chose what, in all or in one wave; and of the waves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from throughline.analysis.disclosure import protect_counts
from throughline.analysis.disclosure.counts import SMALLEST_SHOWN
from throughline.core import vault
from throughline.people.models import Account, Contact
from throughline.programmes.models import Activity, Constituency
from throughline.understand.questionnaires.models import ClosedAnswer, Turn, Wave
from throughline.voices.models import Submission, Withdrawal
from throughline.voices.part.tallies import Cut
from throughline.voices.part.usable import agreeing, usable_submissions

_KEPT = 60  # seconds: as long as a withdrawal may take to reach a public page

Counts = dict[str, dict[str, dict[str, int]]]
"""Question slug → value → constituency → people."""


@dataclass(frozen=True)
class Tally:
    """Exact numbers of people. `answered`: question slug → constituency → people who answered it at all."""

    counts: Counts
    answered: dict[str, dict[str, int]]


def tally(activity: Activity, *, upto: Cut | None = None, wave: int = 0) -> Tally:
    """Count the closed answers. Two queries.

    Args:
        upto: count only the submissions of this cut, as public pages do; kept for a minute.
        wave: count only what was answered in this wave; 0 for all.
    """
    key = f"tally:{activity.ref}:{wave}:{upto.size}" if upto else ""
    known = cache.get(key) if key else None
    if known is not None:
        return known
    submissions = usable_submissions(activity)
    if upto:
        submissions = submissions.filter(id__lte=upto.last)
    if wave:
        submissions = submissions.filter(turn__wave=wave)
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


def usable_answers(activity: Activity) -> Iterator[tuple[str, str, int, str, str, str]]:
    """(submission ref, person, wave, constituency, question, value) of every usable closed answer, streamed."""
    rows = ClosedAnswer.objects.filter(submission__in=usable_submissions(activity).values("pk"))
    columns = ("submission__ref", "submission__turn__person", "submission__turn__wave")
    columns += ("submission__participant__constituency", "question", "value")
    return rows.order_by("id").values_list(*columns).iterator(chunk_size=2000)


# Waves


def waves_of(activity: Activity) -> list[Wave]:
    """The waves of an activity in order, a planned one last; none where it was asked once only."""
    return list(Wave.objects.filter(activity=activity).order_by("number"))


def current_wave(activity: Activity) -> int:
    """The number of the wave to which an answer given now belongs."""
    opened = Wave.objects.filter(activity=activity, opened_at__isnull=False)
    return opened.order_by("-number").values_list("number", flat=True).first() or 1


def compared_wave(activity: Activity) -> int:
    """The wave whose answers an analysis looks at: the newest of several, 0 (all) where there was one only."""
    wave = current_wave(activity)
    return wave if wave > 1 else 0


def turns_taken(activity: Activity) -> dict[int, int]:
    """Wave → how many answered in it, exactly: for the team."""
    rows = Turn.objects.filter(activity=activity).order_by().values_list("wave")
    return dict(rows.annotate(turns=Count("pk")))


def due_to_open() -> list[Wave]:
    """Planned waves whose first day has come."""
    due = Wave.objects.filter(opened_at__isnull=True, opens_on__lte=timezone.localdate())
    return list(due.select_related("activity__programme"))


def due_to_end() -> list[Wave]:
    """Further waves whose last day is over while their questionnaire still takes answers in. The day is the
    questionnaire's own, so that an organiser can put it off."""
    due = Wave.objects.filter(number__gt=1, opened_at__isnull=False, activity__closes_on__lt=timezone.localdate())
    return list(due.filter(activity__status=Activity.Status.OPEN).select_related("activity__programme"))


def cut_of_wave(activity: Activity, wave: int) -> Cut:
    """Where the public figures of one wave stand now: `tallies.cut_of`, for the answers of that wave."""
    submissions = Submission.objects.filter(activity=activity, turn__wave=wave)
    total = submissions.count()
    size = total - total % SMALLEST_SHOWN
    last = submissions.order_by("id").values_list("id", flat=True)[size - 1] if size else 0
    return Cut(activity, size, last)


def people_of_wave_shown(cut: Cut, wave: int) -> dict[str, str] | None:
    """The people who took part in a wave, by constituency, as they may be shown; None while there are too few."""
    if not cut.size:
        return None
    rows = Submission.objects.filter(activity=cut.activity, turn__wave=wave, id__lte=cut.last).order_by()
    counted = rows.values_list("participant__constituency").annotate(people=Count("participant", distinct=True))
    table = protect_counts(dict.fromkeys(Constituency.values, 0) | dict(counted))
    return {name: table[name].text for name in Constituency.values}


Moves = dict[tuple[str, str], dict[tuple[str, str], int]]
"""(question, constituency) → (answer the first time, answer the second time) → people who answered both times."""


def moves(first: Cut, second: Cut, *, waves: tuple[int, int]) -> Moves:
    """What the same people of the same constituency answered in two waves, within the cuts of both. One query; kept
    for a minute. For questions with one answer only."""
    activity = first.activity
    key = f"moves:{activity.ref}:{waves[0]}-{waves[1]}:{first.size}:{second.size}"
    known: Moves | None = cache.get(key)
    if known is not None:
        return known
    usable = usable_submissions(activity)
    constituency, person = "submission__participant__constituency", "submission__turn__person"
    earlier = ClosedAnswer.objects.filter(
        submission__in=usable.filter(turn__wave=waves[0], id__lte=first.last).values("pk"),
        submission__turn__person=OuterRef(person),
        submission__participant__constituency=OuterRef(constituency),
        question=OuterRef("question"),
    )
    later = ClosedAnswer.objects.filter(
        submission__in=usable.filter(turn__wave=waves[1], id__lte=second.last).values("pk")
    )
    rows = later.annotate(before=Subquery(earlier.values("value")[:1])).filter(before__isnull=False).order_by()
    found: Moves = {}
    for question, who, before, after, people in rows.values_list("question", constituency, "before", "value").annotate(
        n=Count(person, distinct=True)
    ):
        found.setdefault((question, who), {})[before, after] = people
    cache.set(key, found, _KEPT)
    return found


# Inviting those who answered before


def invitations(wave: Wave, *, contact: Contact | None = None) -> dict[int, str]:
    """Contact (id) → the token of its invitation to a wave: of everybody who left an address and whose newest answer
    agrees to being contacted. `contact`: this one only."""
    rows = agreeing(wave.activity, "contact").filter(participant__enrolment__isnull=False, turn__wave__lt=wave.number)
    if contact is not None:
        rows = rows.filter(participant__enrolment__contact=contact)
    newest = rows.order_by("id").values_list("participant__enrolment__contact_id", "ref", "agrees", "turn__person")
    said = {contact_id: (ref, agrees, person) for contact_id, ref, agrees, person in newest.iterator(chunk_size=2000)}
    turns = Turn.objects.filter(activity=wave.activity_id, wave=wave.number)
    if contact is not None:
        turns = turns.filter(person__in=[person for _ref, _agrees, person in said.values()])
    answered = set(turns.values_list("person", flat=True))
    return {
        contact_id: token_of(ref, wave.number)
        for contact_id, (ref, agrees, person) in said.items()
        if agrees and person not in answered
    }


def token_of(submission: str, wave: int) -> str:
    """The token by which whoever gave a submission (its ref) answers in a wave. Derived, so that none is stored."""
    proof = vault.blind_index(f"{submission}:{wave}", purpose="questionnaires.again").hex()[:32]
    return f"{submission}-{proof}"


def invited(*, activity: Activity, wave: int, token: str) -> Turn | None:
    """The earlier turn of whoever holds this token; None if it is no token of this wave."""
    ref = token.partition("-")[0]
    if not token or not constant_time_compare(token_of(ref, wave), token):
        return None
    return Turn.objects.filter(activity=activity, submission__ref=ref).select_related("submission").first()


def has_turn(activity: Activity, account: Account) -> bool:
    """Whether an account has answered in the current wave, and not taken it back since: a second set is refused."""
    theirs = Turn.objects.filter(activity=activity, submission__participant__enrolment__account=account)
    turns = Turn.objects.filter(activity=activity, wave=current_wave(activity), person__in=theirs.values("person"))
    return turns.exclude(submission__in=taken_back()).exists()


def taken_back() -> QuerySet[Withdrawal, Any]:
    """The submissions (as a subquery) whose author took them back for good, so that they may answer anew."""
    return Withdrawal.objects.filter(kind__in=[Withdrawal.Kind.STOP, Withdrawal.Kind.ERASE]).values("submission")


def has_answered(turn: Turn, wave: int) -> bool:
    """Whether the person of an earlier turn has answered in this wave."""
    return Turn.objects.filter(activity=turn.activity_id, person=turn.person, wave=wave).exists()
