"""What may be used now of what people sent, by their newest consent and their newest wish."""

from __future__ import annotations

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from throughline.programmes.models import Activity
from throughline.voices.models import ConsentRecord, Submission, Withdrawal


def agreeing(activity: Activity, use: str) -> QuerySet[Submission]:
    """Submissions of an activity, each with whether its author `agrees` to a use (`consent_wording`) now, and has not
    paused, stopped or erased it."""
    newest_consent = ConsentRecord.objects.filter(submission=OuterRef("pk")).order_by("-id").values("pk")[:1]
    newest_wish = Withdrawal.objects.filter(submission=OuterRef("pk")).order_by("-id").values("kind")[:1]
    given = Exists(ConsentRecord.objects.filter(pk=OuterRef("consent"), **{f"uses__{use}": True}))
    agrees = When(Q(given, Q(wish__isnull=True) | Q(wish=Withdrawal.Kind.RESUME)), then=Value(True))
    return (
        Submission.objects.filter(activity=activity)
        .annotate(consent=Subquery(newest_consent), wish=Subquery(newest_wish))
        # A case, since PostgreSQL takes the bare condition to hold for one submission in a hundred, and then goes
        # through everybody's for each of them.
        .annotate(agrees=Case(agrees, default=Value(False)))
    )


def usable_submissions(activity: Activity) -> QuerySet[Submission]:
    """Those that may be analysed."""
    return agreeing(activity, "analyse").filter(agrees=True)
