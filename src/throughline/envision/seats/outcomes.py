"""Outcomes that are worked out once an activity has closed, and shown in steps of eight people."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count, Model

from throughline.analysis import disclosure
from throughline.envision.seats import queries as seats
from throughline.evidence import runs
from throughline.evidence.models import Run
from throughline.programmes.models import Activity, Constituency


def newest(activity: Activity, kind: str) -> Run | None:
    """The run of this kind that was asked for last."""
    return runs.latest(activity.programme, kind, activity=activity)


def shown(activity: Activity, kind: str) -> Run | None:
    """The newest outcome of this kind that may be shown; its summary says so under “public”."""
    done = Run.objects.filter(activity=activity, kind=kind, status=Run.Status.DONE, summary__public=True)
    return done.order_by("-pk").first()


def may_be_public(activity: Activity, kind: str, *, ballots: type[Model], people: Mapping[str, int]) -> bool:
    """Whether an outcome may take the place of the one that is shown.

    Only if nobody or at least eight people came or went in between, and nobody or at least eight cast again: a smaller
    change would tell what those few chose.

    Args:
        activity, kind: of the runs.
        ballots: the model of what people cast, with a `seat` and the moment `cast_at`.
        people: who is counted now, by constituency; what is shown has its own under “people” in its summary.
    """
    before = shown(activity, kind)
    if before is None or before.started_at is None:
        return True
    cast = ballots._default_manager.filter(seat__activity=activity, cast_at__gt=before.started_at).count()
    return disclosure.may_replace(before.summary["people"], people) and disclosure.may_replace({}, {"changed": cast})


def voted(activity: Activity, ballots: type[Model]) -> dict[str, int]:
    """People who cast a ballot that may be counted, by constituency. Exact: for the team."""
    rows = ballots._default_manager.filter(seat__in=seats.usable(activity).values("pk")).order_by()
    counted = rows.values_list("seat__participant__constituency").annotate(n=Count("pk"))
    return dict.fromkeys(Constituency.values, 0) | dict(counted)
