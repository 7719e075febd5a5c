"""Working scores out, and drawing the pairs to ask next, in the background."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from throughline.core import jobs
from throughline.core.jobs import every
from throughline.envision.pairs import gathering, runs_of, working
from throughline.envision.pairs.actions import ask_again_if_changed
from throughline.envision.pairs.models import Prompts
from throughline.envision.seats import queries as seats
from throughline.evidence import runs
from throughline.programmes.models import Activity

VERSION = 1


@task()
def look_everywhere() -> None:
    """Ask for new scores wherever something has changed. Safe to repeat."""
    for activity in Activity.objects.filter(method=runs_of.KIND).select_related("programme"):
        ask_again_if_changed(activity=activity)


every(30, look_everywhere)


@task()
def work_out(run_ref: str) -> None:
    """Work the scores of an activity out. Started again after a crash it begins anew; nothing is shown until the
    end."""
    run = runs.begin(run_ref)
    if run is None or run.activity is None:
        return
    activity = run.activity
    state, read_at = runs_of.state(activity), timezone.now()
    given = gathering.gather(activity)
    found, drawn = jobs.compute(
        lambda _tell: (working.work(given, seed=run.seed), working.prompts(given, seed=run.ref)),
        progress=runs.progress_of(run),
    )
    people = len(given.constituency)
    summary = {
        "state": state,
        "read_at": read_at.isoformat(),
        "seats": seats.usable(activity).filter(taken_at__lte=read_at).count(),
        "public": bool(found["scores"]) and runs_of.may_be_public(activity, people=people),
    }
    with jobs.commit():
        Prompts.objects.update_or_create(activity=activity, defaults={"pairs": drawn})
        runs.finish(
            run,
            inputs=len(given.outcome),
            fingerprint=given.fingerprint(),
            versions={"pairs": VERSION},
            summary=found | summary,
        )
        runs_of.forget_older(run)
