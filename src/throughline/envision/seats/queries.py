"""Who has a seat, and whose answers may be used."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from throughline.envision.seats.models import Seat
from throughline.programmes.models import Activity, Constituency
from throughline.voices.models import Submission, Withdrawal
from throughline.voices.part.usable import usable_submissions

ENDED = (Withdrawal.Kind.STOP, Withdrawal.Kind.ERASE)


def seat_of(*, activity: Activity, submission: str) -> Seat | None:
    """The seat that goes with a submission (its ref) in this activity; None also where its owner took it back."""
    found = Seat.objects.select_related("submission", "participant").filter(
        activity_id=activity.pk, submission__ref=submission
    )
    return found.exclude(submission__withdrawals__kind__in=ENDED).first()


def seat_of_submission(submission: Submission) -> Seat | None:
    """The seat that goes with a submission, if it has one."""
    return Seat.objects.select_related("activity__programme").filter(submission=submission).first()


def usable(activity: Activity) -> QuerySet[Seat]:
    """Seats whose answers may be analysed now: agreed to, and neither paused nor taken back."""
    return Seat.objects.filter(activity=activity, submission__in=usable_submissions(activity).values("pk"))


def people(activity: Activity) -> dict[str, int]:
    """Usable seats by constituency. Exact: for the team, or to be protected."""
    rows = usable(activity).order_by().values_list("participant__constituency").annotate(n=Count("pk"))
    return dict.fromkeys(Constituency.values, 0) | dict(rows)
