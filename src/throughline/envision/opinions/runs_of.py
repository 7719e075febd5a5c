"""The runs of one opinion map: which is the newest, which the public sees, and what a run was made from.

Everybody outside the team sees one run at a time, and it is replaced only when at least eight more people have voted
or changed a vote, as figures that move with every vote tell who cast it (`analysis.disclosure.may_replace`). When
somebody takes their votes back, it is replaced at once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max, OuterRef, Subquery, Sum
from django.utils.dateparse import parse_datetime

from throughline.analysis.disclosure.counts import SMALLEST_SHOWN
from throughline.envision.opinions.models import ImportedVotes, Statement, Vote
from throughline.envision.opinions.queries import votable
from throughline.envision.seats import queries as seats
from throughline.evidence import runs
from throughline.evidence.models import Run
from throughline.programmes.models import Activity

KIND = "opinions"


def newest(activity: Activity) -> Run | None:
    """The run that was asked for last."""
    return runs.latest(activity.programme, KIND, activity=activity)


def newest_done(activity: Activity) -> Run | None:
    """The newest result, for the team alone."""
    return runs.latest(activity.programme, KIND, activity=activity, done=True)


def shown(activity: Activity) -> Run | None:
    """The result that anybody outside the team may see; None while fewer than eight people have voted."""
    return _public(activity).order_by("-pk").first()


def _public(activity: Activity) -> Any:
    return Run.objects.filter(activity=activity, kind=KIND, status=Run.Status.DONE, summary__public=True)


def last_vote(activity: Activity) -> datetime | None:
    """When a vote was cast or changed last."""
    newest = Vote.objects.filter(statement=OuterRef("pk")).order_by("-changed_at").values("changed_at")[:1]
    return Statement.objects.filter(activity=activity).aggregate(last=Max(Subquery(newest)))["last"]


def state(activity: Activity) -> list[Any]:
    """What a result depends on, cheaply: when a vote changed last, and how many seats, statements and imports count."""
    last = last_vote(activity)
    imported = ImportedVotes.objects.filter(source__activity=activity).aggregate(n=Sum("votes"))["n"] or 0
    moment = last.isoformat() if last else ""
    return [moment, seats.usable(activity).count(), votable(activity.pk).count(), imported]


def anybody(state: list[Any]) -> bool:
    """Whether anybody has voted, by a state."""
    return bool(state[0] or state[3])


def may_be_public(activity: Activity, *, people: int, imported: int) -> bool:
    """Whether a result of so many people, some of them imported, may take the place of what the public sees."""
    if people < SMALLEST_SHOWN:
        return False
    before = shown(activity)
    if before is None:
        return True
    read_at = parse_datetime(before.summary["read_at"])
    assert read_at is not None
    return (
        changed_since(activity, read_at) + imported - before.summary["imported"] >= SMALLEST_SHOWN
        or seats.usable(activity).filter(taken_at__lte=read_at).count() < before.summary["seats"]
    )


def changed_since(activity: Activity, moment: datetime) -> int:
    """How many people have voted or changed a vote since a moment."""
    since = Vote.objects.filter(changed_at__gt=moment, statement__activity=activity)
    return since.values("seat").distinct().count()


def forget_older(run: Run) -> None:
    """Delete results that this one replaces, but not what a finding rests on, nor what the public sees."""
    if run.activity is None:
        return
    seen = shown(run.activity)
    older = Run.objects.filter(activity=run.activity, kind=KIND, pk__lt=run.pk, findings__isnull=True)
    older.exclude(status__in=runs.UNFINISHED).exclude(pk=seen.pk if seen else 0).delete()
