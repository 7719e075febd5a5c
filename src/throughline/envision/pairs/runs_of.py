"""The runs of one survey in pairs: which is the newest, which the public sees, and what a run was made from.

Everybody outside the team sees one run at a time. While results are open it is replaced only when at least eight more
people have chosen or changed their mind, as figures that move with every choice tell who made it. When somebody takes
their answers back, it is replaced at once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

from throughline.analysis.disclosure.counts import SMALLEST_SHOWN
from throughline.envision.pairs.models import Choice
from throughline.envision.pairs.queries import votable
from throughline.envision.seats import queries as seats
from throughline.evidence import runs
from throughline.evidence.models import Run
from throughline.programmes.models import Activity

KIND = "pairs"
ON_CLOSING, AT_ONCE = "closed", "open"


def newest(activity: Activity) -> Run | None:
    """The run that was asked for last."""
    return runs.latest(activity.programme, KIND, activity=activity)


def newest_done(activity: Activity) -> Run | None:
    """The newest result, for the team alone."""
    return runs.latest(activity.programme, KIND, activity=activity, done=True)


def is_public(activity: Activity) -> bool:
    """Whether everybody may see results now."""
    return activity.status == Activity.Status.CLOSED or activity.settings.get("results") == AT_ONCE


def shown(activity: Activity) -> Run | None:
    """The result that anybody outside the team may see; None while there is none."""
    return _shown(activity).first() if is_public(activity) else None


def _shown(activity: Activity) -> QuerySet[Run]:
    done = Run.objects.filter(activity=activity, kind=KIND, status=Run.Status.DONE, summary__public=True)
    return done.order_by("-pk")


def state(activity: Activity) -> list[Any]:
    """What a result depends on, cheaply: when a choice changed last, how many seats and options count, the status."""
    changed = Choice.objects.filter(seat__activity=activity).order_by("-changed_at")
    last = changed.values_list("changed_at", flat=True).first()
    moment = last.isoformat() if last else ""
    return [moment, seats.usable(activity).count(), votable(activity.pk).count(), activity.status]


def may_be_public(activity: Activity, *, people: int) -> bool:
    """Whether a result of so many people may take the place of what the public sees."""
    if people < SMALLEST_SHOWN or not is_public(activity):
        return False
    before = _shown(activity).first()
    if before is None:
        return True
    read_at = parse_datetime(before.summary["read_at"])
    assert read_at is not None
    then = seats.usable(activity).filter(taken_at__lte=read_at).count()
    return _changed_since(activity, read_at) >= SMALLEST_SHOWN or then < before.summary["seats"]


def _changed_since(activity: Activity, moment: datetime) -> int:
    """How many people have chosen or changed a choice since a moment."""
    since = Choice.objects.filter(changed_at__gt=moment, seat__activity=activity)
    return since.values("seat").distinct().count()


def forget_older(run: Run) -> None:
    """Delete results that this one replaces, but not what a finding rests on, nor what the public sees."""
    assert run.activity is not None
    seen = _shown(run.activity).first()
    older = Run.objects.filter(activity=run.activity, kind=KIND, pk__lt=run.pk, findings__isnull=True)
    older.exclude(status__in=runs.UNFINISHED).exclude(pk=seen.pk if seen else 0).delete()
