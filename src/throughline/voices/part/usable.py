"""What may be analysed now of what people chose rather than wrote."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from throughline.programmes.models import Activity
from throughline.voices.models import ConsentRecord, Submission, Withdrawal


def usable_submissions(activity: Activity) -> QuerySet[Submission]:
    """Those agreed to by the newest consent, and not paused, stopped or erased."""
    newest_consent = ConsentRecord.objects.filter(submission=OuterRef("pk")).order_by("-id").values("pk")[:1]
    newest_wish = Withdrawal.objects.filter(submission=OuterRef("pk")).order_by("-id").values("kind")[:1]
    return (
        Submission.objects.filter(activity=activity)
        .annotate(consent=Subquery(newest_consent), wish=Subquery(newest_wish))
        .filter(Exists(ConsentRecord.objects.filter(pk=OuterRef("consent"), uses__analyse=True)))
        .filter(Q(wish__isnull=True) | Q(wish=Withdrawal.Kind.RESUME))
    )
