"""Counting support in the background."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from throughline.core import jobs
from throughline.core.jobs import every
from throughline.envision.ideas import counting, runs_of
from throughline.envision.ideas.actions import ask_again_if_changed
from throughline.envision.seats import queries as seats
from throughline.evidence import runs
from throughline.programmes.models import Activity

VERSION = 1


@task()
def look_everywhere() -> None:
    """Ask for a new count wherever something has changed. Safe to repeat."""
    for activity in Activity.objects.filter(method=runs_of.KIND).select_related("programme"):
        ask_again_if_changed(activity=activity)


every(30, look_everywhere)


@task()
def work_out(run_ref: str) -> None:
    """Count the support of an activity. Started again after a crash it begins anew; nothing is shown until the end."""
    run = runs.begin(run_ref)
    if run is None or run.activity is None:
        return
    activity = run.activity
    state, read_at = runs_of.state(activity), timezone.now()
    given = counting.gather(activity)
    found = jobs.compute(lambda _tell: counting.count(given), progress=runs.progress_of(run))
    summary = {
        "state": state,
        "read_at": read_at.isoformat(),
        "seats": seats.usable(activity).filter(taken_at__lte=read_at).count(),
        "public": runs_of.may_be_public(activity, people=len(given.constituency)),
    }
    with jobs.commit():
        runs.finish(
            run,
            inputs=given.given,
            fingerprint=given.fingerprint(),
            versions={"ideas": VERSION},
            summary=found | summary,
        )
        runs_of.forget_older(run)
