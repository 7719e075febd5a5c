"""Asking for an analysis that takes a while. Each is a run that can be repeated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.evidence import runs
from throughline.evidence.models import Run
from throughline.people.models import Account
from throughline.programmes.models import Activity, Programme
from throughline.programmes.permissions import Duty, require


@action
def ask_for_run(
    *,
    programme: Programme,
    kind: str,
    task: Any,
    by: Account | None,
    once_key: str,
    activity: Activity | None = None,
    duty: Duty = Duty.ANALYSE,
    seed: int = 0,
    parameters: Mapping[str, Any] | None = None,
) -> Run:
    """Queue an analysis, unless one of its kind is under way.

    Args:
        programme: whose answers or words.
        kind: a slug that names the analysis.
        task: the job that does it, given the run's ref.
        by: who asks; None for the system.
        once_key: the form's idempotency key.
        activity: the activity that it is about, if it is about one.
        duty: what the asker must be allowed to do.
        seed: kept with the run, for what is random in it.
        parameters: kept with the run, so that it can be repeated.

    Returns:
        The run, whose progress can be watched; or the one that is under way.

    Raises:
        NotAllowed: the person may not.
    """
    require(duty, by=by, programme=programme)
    claim = once.claim(scope=f"{kind}:{activity.ref if activity else programme.ref}", key=once_key)
    if not claim.first:
        return Run.objects.get(ref=claim.outcome)
    Programme.objects.select_for_update().get(pk=programme.pk)  # one run at a time, whoever asks
    run = _under_way(programme, kind, activity)
    if run is None:
        run = Run.objects.create(
            programme=programme,
            kind=kind,
            activity=activity,
            seed=seed,
            asked_by=by,
            parameters=dict(parameters or {}) | {"seed": seed},
        )
        run.job = task.enqueue(run.ref).id
        run.save(update_fields=["job"])
        actor = by.actor() if by else Actor.system(kind)
        audit.record(actor=actor, verb="evidence.ask", target=f"run:{run.ref}", detail={"kind": kind})
    claim.settle(run.ref)
    return run


def _under_way(programme: Programme, kind: str, activity: Activity | None) -> Run | None:
    """The run that a worker is on or will take. One that was given up is marked as failed on the way."""
    waiting = Run.objects.filter(programme=programme, kind=kind, activity=activity, status__in=runs.UNFINISHED)
    run = waiting.select_for_update().first()
    if run is None or runs.is_busy(run):
        return run
    run.status, run.failure = Run.Status.FAILED, _("It could not be finished. Ask again.")
    run.save(update_fields=["status", "failure"])
    return None
