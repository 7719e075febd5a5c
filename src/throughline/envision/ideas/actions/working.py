"""Asking for the support to be counted, by the team or when something has changed."""

from __future__ import annotations

from throughline.core import vault
from throughline.envision.ideas import runs_of
from throughline.evidence import runs
from throughline.evidence.actions import ask_for_run
from throughline.evidence.models import Run
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty


def work_out(*, activity: Activity, by: Account | None, once_key: str) -> Run:
    """Ask for the support to be counted now.

    Args:
        activity: of which.
        by: who asks; None for the system.
        once_key: the form's idempotency key.

    Raises:
        NotAllowed: the person may not.
    """
    from throughline.envision.ideas import jobs  # jobs knows the actions

    return ask_for_run(
        programme=activity.programme,
        kind=runs_of.KIND,
        task=jobs.work_out,
        activity=activity,
        by=by,
        once_key=once_key,
        duty=Duty.RUN_ACTIVITY,
    )


def ask_again_if_changed(*, activity: Activity) -> Run | None:
    """Ask for a new count where something has changed since the newest one.

    Args:
        activity: of which.

    Returns:
        The run; None where nothing changed, nobody has supported anything yet, or a run is under way.
    """
    newest = runs_of.newest(activity)
    if runs.is_busy(newest):
        return None
    state = runs_of.state(activity)
    known = newest.summary.get("state") if newest is not None and newest.status == Run.Status.DONE else None
    if state == known or (known is None and not state[0]):
        return None
    return work_out(activity=activity, by=None, once_key=vault.new_token())
