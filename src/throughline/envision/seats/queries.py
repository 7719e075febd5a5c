"""Who has a seat, and whose answers may be used."""

from __future__ import annotations

from datetime import datetime

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _

from throughline.core.prepared import Asked, Prepared
from throughline.envision.seats.models import Seat
from throughline.evidence.models import Run
from throughline.programmes import methods
from throughline.programmes.methods import Turns
from throughline.programmes.models import Activity, Constituency
from throughline.voices.models import ConsentRecord, Submission, Withdrawal
from throughline.voices.part.usable import usable_submissions

ENDED = (Withdrawal.Kind.STOP, Withdrawal.Kind.ERASE)
NOT_TAKEN_BACK = ~Exists(Withdrawal.objects.filter(submission=OuterRef("submission"), kind__in=ENDED))
"""Of seats."""
_COLUMNS = ("id", "ref", "activity_id", "participant_id", "submission_id")
_held = Prepared(
    lambda: (
        Seat.objects.filter(NOT_TAKEN_BACK, activity=Asked("activity"), submission__ref=Asked("submission"))
        .order_by()
        .values_list(*_COLUMNS)
    )
)


def seat_of(*, activity: Activity, submission: str) -> Seat | None:
    """The seat that goes with a submission (its ref) in this activity; None also where its owner took it back."""
    found = _held(activity=activity.pk, submission=submission)
    return Seat.from_db(DEFAULT_DB_ALIAS, _COLUMNS, found[0]) if found else None


def seat_of_submission(submission: Submission) -> Seat | None:
    """The seat that goes with a submission, if it has one."""
    return Seat.objects.select_related("activity__programme").filter(submission=submission).first()


def usable(activity: Activity) -> QuerySet[Seat]:
    """Seats whose answers may be analysed now: agreed to, and neither paused nor taken back."""
    return Seat.objects.filter(activity=activity, submission__in=usable_submissions(activity).values("pk"))


def answers_given(activity: Activity, of_seat: str) -> dict[int, int]:
    """Participant (id) → how many answers of theirs may be used, 0 for whoever joined and gave none. One query.

    of_seat: the name under which the answers hang on a seat.
    """
    rows = usable(activity).order_by().values_list("participant_id").annotate(n=Count(of_seat))
    return dict(rows)


def turns(activity: Activity, of_seat: str, *, each: int) -> Turns:
    """Answers of a method in which everybody's answers weigh the same."""
    given = answers_given(activity, of_seat)
    alike = {who: 1.0 for who, answers in given.items() if answers}
    return Turns(
        given, alike, _("Everybody’s answers weigh the same, so this is the share of those who answered."), each
    )


def people(activity: Activity) -> dict[str, int]:
    """Usable seats by constituency. Exact: for the team, or to be protected."""
    rows = usable(activity).order_by().values_list("participant__constituency").annotate(n=Count("pk"))
    return dict.fromkeys(Constituency.values, 0) | dict(rows)


def with_results() -> QuerySet[Activity]:
    """Activities of methods whose results are worked out when somebody asks, and that have some."""
    kinds = {slug: one.result_kind for slug, one in methods.all_methods().items() if one.result_kind}
    done = Run.objects.filter(activity=OuterRef("pk"), kind__in=kinds.values(), status=Run.Status.DONE)
    return Activity.objects.filter(Exists(done), method__in=kinds).select_related("programme").order_by("pk")


def changed_their_mind(activity: Activity, since: datetime) -> datetime | None:
    """When somebody who had joined by then last said, after it, that their answers may not (or may again) be used."""
    joined = Submission.objects.filter(activity=activity, given_at__lte=since)
    wishes = Withdrawal.objects.filter(submission__in=joined, asked_at__gt=since)
    consents = ConsentRecord.objects.filter(submission__in=joined, given_at__gt=since)
    moments = [wishes.aggregate(at=Max("asked_at"))["at"], consents.aggregate(at=Max("given_at"))["at"]]
    return max((one for one in moments if one), default=None)
