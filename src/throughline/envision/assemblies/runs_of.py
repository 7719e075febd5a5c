"""The runs that work out the list of an assembly, and what goes into them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from throughline.envision.assemblies import counting
from throughline.envision.assemblies.choosing import Candidate
from throughline.envision.assemblies.models import Assembly, Issue
from throughline.envision.assemblies.queries import readable
from throughline.evidence import runs
from throughline.evidence.models import Run
from throughline.programmes.models import Activity

KIND = "assemblies"


def newest(activity: Activity) -> Run | None:
    """The run that was asked for last."""
    return runs.latest(activity.programme, KIND, activity=activity)


def newest_done(activity: Activity, assembly: Assembly) -> Run | None:
    """The newest list of an assembly, for the team alone."""
    rows = Run.objects.filter(activity=activity, kind=KIND, status=Run.Status.DONE)
    return rows.filter(parameters__assembly=assembly.ref).order_by("-pk").first()


def ready(activity: Activity) -> QuerySet[Issue]:
    """Issues whose gathering has ended and that no assembly has looked at."""
    rows = Issue.objects.filter(readable("contribution"), activity=activity, state=Issue.State.GATHERING)
    return rows.filter(gathers_until__lt=timezone.localdate())


def candidates(activity: Activity) -> list[Candidate]:
    """What a list is made from. Four queries, whatever the number of issues and people."""
    issues = list(ready(activity).select_related("charter").order_by("ref"))
    counted = counting.exact(activity, issues)
    return [
        Candidate(
            one.ref,
            one.gathers_until.isoformat() if one.gathers_until else "",
            one.harm,
            one.charter.terms,
            counted.get(one.ref, counting.Counted()),
        )
        for one in issues
    ]
