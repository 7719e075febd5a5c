"""Asking for a new map: soon after votes, at most once a second for each process, and never in a voter's way.

Each vote asks for a look `DELAY` later, unless one was asked for within `WINDOW`, which is shorter: so every vote is
followed by a look. A look asks for a run where something changed since the newest one; while a run is under way it
does nothing, since that run looks again when it ends. While votes keep coming a map stands for `STANDS`: a vote has its
own look still to come for at least as long as `DELAY` is longer than `WINDOW`, so the last one finds that they ended.
"""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone

from throughline.core import vault
from throughline.envision.opinions import runs_of
from throughline.evidence import runs
from throughline.evidence.actions import ask_for_run
from throughline.evidence.models import Run
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty

WINDOW, DELAY, STANDS = 1, timedelta(seconds=1.5), timedelta(seconds=30)


def nudge(activity_ref: str) -> None:
    """Have somebody look in a moment whether the map is still true. Called inside the transaction of what changed."""
    from throughline.envision.opinions import jobs  # jobs knows the actions

    if cache.add(f"opinions-nudged:{activity_ref}", 1, WINDOW):
        jobs.look.using(run_after=timezone.now() + DELAY).enqueue(activity_ref)


def refresh(*, activity: Activity, by: Account | None, once_key: str) -> Run:
    """Ask for a new map now.

    Args:
        activity: of which.
        by: who asks; None for the system.
        once_key: the form's idempotency key.

    Raises:
        NotAllowed: the person may not.
    """
    from throughline.envision.opinions import jobs  # jobs knows the actions

    return ask_for_run(
        programme=activity.programme,
        kind=runs_of.KIND,
        task=jobs.work_out,
        activity=activity,
        by=by,
        once_key=once_key,
        duty=Duty.RUN_ACTIVITY,
    )


def ask_again_if_changed(activity: Activity) -> Run | None:
    """Ask for a new map where something has changed since the newest one was begun.

    Args:
        activity: of which.

    Returns:
        The run; None where nothing changed, nobody voted yet, or a run is under way.
    """
    newest = runs_of.newest(activity)
    if runs.is_busy(newest):
        return None
    state = runs_of.state(activity)
    known = newest.summary.get("state") if newest is not None and newest.status == Run.Status.DONE else None
    if state == known or (known is None and not runs_of.anybody(state)):
        return None
    return refresh(activity=activity, by=None, once_key=vault.new_token())


def look_again(activity: Activity) -> Run | None:
    """Ask for a new map where something has changed, unless votes keep coming and the newest map still stands.

    Args:
        activity: of which.

    Returns:
        The run, if one was asked for.
    """
    newest, now = runs_of.newest_done(activity), timezone.now()
    if newest is not None and newest.finished_at and newest.finished_at > now - STANDS:
        last = runs_of.last_vote(activity)
        if last is not None and last > now - (DELAY - timedelta(seconds=WINDOW)):
            return None
    return ask_again_if_changed(activity)
