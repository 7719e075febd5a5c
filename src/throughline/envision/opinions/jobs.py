"""Making the map anew in the background, some seconds after votes came in."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django_tasks import task

from throughline.analysis.disclosure.counts import SMALLEST_SHOWN
from throughline.core import jobs
from throughline.core.db import batches
from throughline.core.jobs import every
from throughline.envision.opinions import gathering, runs_of, working
from throughline.envision.opinions.actions import ask_again_if_changed, look_again
from throughline.envision.opinions.models import Statement
from throughline.envision.seats import queries as seats
from throughline.evidence import runs
from throughline.programmes.models import Activity

VERSION = 1
MOVED = 0.02
"""Of a weight: what moves less changes nobody's turn to be asked."""


@task(priority=10)
def look(activity_ref: str) -> None:
    """Ask for a new map if anything has changed. Safe to repeat."""
    activity = Activity.objects.select_related("programme").filter(ref=activity_ref).first()
    if activity is not None:
        look_again(activity)


@task()
def look_everywhere() -> None:
    """Look at every map: for what no vote tells, such as a statement approved or votes taken back."""
    for activity in Activity.objects.filter(method="opinions").select_related("programme"):
        ask_again_if_changed(activity)


every(30, look_everywhere)


@task()
def work_out(run_ref: str) -> None:
    """Make the map of an activity. Started again after a crash it begins anew; nothing is shown until the end."""
    run = runs.begin(run_ref)
    if run is None or run.activity is None:
        return
    activity = run.activity
    state, read_at = runs_of.state(activity), timezone.now()
    given = gathering.gather(activity)
    found: dict[str, Any] = {}
    if given.people >= SMALLEST_SHOWN:
        found = jobs.compute(
            lambda tell: working.work(given, seed=run.seed, tell=tell), progress=runs.progress_of(run), soon=True
        )
    summary = {
        "state": state,
        "read_at": read_at.isoformat(),
        "seats": seats.usable(activity).filter(taken_at__lte=read_at).count(),
        "imported": given.imported,
        "voters": given.people,
        "votes": len(given.value),
        "enough": bool(found),
        "public": runs_of.may_be_public(activity, people=given.people, imported=given.imported),
    }
    fingerprint = given.fingerprint()
    _weigh(activity, found)
    # People vote meanwhile, and on SQLite one at a time writes: the result alone is in this transaction.
    with jobs.commit():
        runs.finish(
            run,
            inputs=len(given.value),
            fingerprint=fingerprint,
            versions={"opinions": VERSION},
            summary=found | summary,
        )
    runs_of.forget_older(run)
    if runs_of.state(activity) != state:
        look.enqueue(activity.ref)


def _weigh(activity: Activity, found: dict[str, Any]) -> None:
    """Store the weights that have moved enough to tell, a few at a time."""
    rows = Statement.objects.filter(activity=activity).only("pk", "ref", "weight")
    changed = []
    for row in rows:
        weight = found.get("statements", {}).get(row.ref, {}).get("weight", row.weight)
        if abs(weight - row.weight) > MOVED * row.weight:
            row.weight = weight
            changed.append(row)
    for some in batches(changed, 50):
        Statement.objects.bulk_update(some, ["weight"])
