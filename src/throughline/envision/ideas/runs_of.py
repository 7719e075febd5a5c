"""The counts of support of one activity: which is the newest, which the public sees, and what one was made from.

Support sways support: so while people may still give it, nobody outside the team sees a count of it. After closing
everybody sees one count at a time. Where an activity is opened and closed again, it is replaced only when nobody or at
least eight people have changed anything, or when somebody has taken their answers back.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

from throughline.analysis.disclosure.counts import SMALLEST_SHOWN
from throughline.envision.ideas.models import Change, Support
from throughline.envision.ideas.queries import current
from throughline.envision.seats import queries as seats
from throughline.evidence import runs
from throughline.evidence.models import Run
from throughline.programmes.models import Activity

KIND = "ideas"


def newest(activity: Activity) -> Run | None:
    """The run that was asked for last."""
    return runs.latest(activity.programme, KIND, activity=activity)


def newest_done(activity: Activity) -> Run | None:
    """The newest count, for the team alone."""
    return runs.latest(activity.programme, KIND, activity=activity, done=True)


def is_public(activity: Activity) -> bool:
    """Whether everybody may see counts now."""
    return activity.status == Activity.Status.CLOSED


def shown(activity: Activity) -> Run | None:
    """The count that anybody outside the team may see; None while there is none."""
    return _shown(activity).first() if is_public(activity) else None


def _shown(activity: Activity) -> QuerySet[Run]:
    done = Run.objects.filter(activity=activity, kind=KIND, status=Run.Status.DONE, summary__public=True)
    return done.order_by("-pk")


def state(activity: Activity) -> list[Any]:
    """What a count depends on, cheaply: when support changed last, how many seats and ideas count, the steps of lineage
    and the status."""
    changed = Support.objects.filter(idea__activity=activity).order_by("-changed_at")
    last = changed.values_list("changed_at", flat=True).first()
    steps = Change.objects.filter(activity=activity)
    return [
        last.isoformat() if last else "",
        seats.usable(activity).count(),
        current(activity.pk).count(),
        steps.count(),
        steps.filter(undone_at__isnull=False).count(),
        activity.status,
    ]


def may_be_public(activity: Activity, *, people: int) -> bool:
    """Whether a count of so many people may take the place of what the public sees."""
    if people < SMALLEST_SHOWN or not is_public(activity):
        return False
    before = _shown(activity).first()
    if before is None:
        return True
    read_at = parse_datetime(before.summary["read_at"])
    assert read_at is not None
    changed = _changed_since(activity, read_at)
    then = seats.usable(activity).filter(taken_at__lte=read_at).count()
    return changed == 0 or changed >= SMALLEST_SHOWN or then < before.summary["seats"]


def _changed_since(activity: Activity, moment: datetime) -> int:
    """How many people have supported anything, or taken it back, since a moment."""
    since = Support.objects.filter(changed_at__gt=moment, idea__activity=activity)
    return since.values("seat").distinct().count()


def forget_older(run: Run) -> None:
    """Delete counts that this one replaces, but not what a finding rests on, nor what the public sees."""
    assert run.activity is not None
    seen = _shown(run.activity).first()
    older = Run.objects.filter(activity=run.activity, kind=KIND, pk__lt=run.pk, findings__isnull=True)
    older.exclude(status__in=runs.UNFINISHED).exclude(pk=seen.pk if seen else 0).delete()
