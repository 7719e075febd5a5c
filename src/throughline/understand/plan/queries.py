"""Reads of suggestions on a plan."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from throughline.programmes.models import Activity, Programme, StageKind
from throughline.voices.models import Contribution

SLUG = "plan"
STAGE = StageKind.UNDERSTAND.value
KIND = "suggestion"
_READABLE = (Contribution.Moderation.GREEN, Contribution.Moderation.AMBER)


def plan_activity(programme: Programme) -> Activity | None:
    """The activity in which the plan of a programme is discussed."""
    return Activity.objects.filter(programme=programme, method=SLUG).first()


def suggestions(activity: Activity, *, team: bool) -> QuerySet[Contribution]:
    """Approved suggestions with their answers, newest first, in one query.

    Args:
        team: whether the asker answers suggestions; they also see those whose authors do not want to be quoted.
    """
    rows = _live(activity).filter(moderation__in=_READABLE, public_words__isnull=False, data_key__isnull=False)
    if not team:
        rows = rows.filter(may_quote=True)
    return rows.select_related("data_key", "public_reply").order_by("-id")


def suggestion(activity: Activity, ref: str) -> Contribution | None:
    """One approved suggestion, for the team."""
    return suggestions(activity, team=True).select_related("programme").filter(ref=ref).first()


def unanswered(activity: Activity) -> int:
    """How many suggestions wait for an answer, exactly, those that wait for a moderator included."""
    rows = _live(activity).exclude(moderation=Contribution.Moderation.RED)
    return rows.filter(public_reply__isnull=True).count()


def usable(activity: Activity) -> Iterator[Contribution]:
    """Every suggestion that may be analysed, oldest first, as a stream."""
    rows = _live(activity).filter(may_analyse=True).select_related("data_key", "public_reply", "participant")
    return rows.order_by("id").iterator(chunk_size=500)


def _live(activity: Activity) -> QuerySet[Contribution]:
    return Contribution.objects.filter(activity=activity, kind=KIND, standing=Contribution.Standing.LIVE)
