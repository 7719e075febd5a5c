"""Asking for tasks and for results, and keeping the tasks that a job found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.envision.choices.plan import fingerprint, plan_of, problems
from throughline.envision.choices.queries import ANALYSIS, DESIGN
from throughline.evidence.actions import ask_for_run
from throughline.evidence.models import Run
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require


@action
def ask_for_design(*, activity: Activity, by: Account | None, once_key: str, seed: int = 1) -> Run:
    """Queue the search for tasks.

    Args:
        activity: one that has not opened.
        by: who asks; None for the system.
        once_key: the form's idempotency key.
        seed: the same gives the same tasks.

    Returns:
        The run, whose progress can be watched.

    Raises:
        NotAllowed: the account may not.
        Refused: the activity has opened, or something is wrong with its plan.
    """
    from throughline.envision.choices.jobs import make_tasks

    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    current = Activity.objects.select_for_update().get(pk=activity.pk)
    if current.status != Activity.Status.DRAFT:
        raise Refused(_("People may have chosen already, so the tasks cannot be changed any more."))
    wrong = problems(plan_of(current.settings))
    if wrong:
        raise Refused(" ".join(wrong))
    return ask_for_run(
        programme=activity.programme,
        kind=DESIGN,
        task=make_tasks,
        activity=activity,
        by=by,
        once_key=once_key,
        seed=seed,
        duty=Duty.RUN_ACTIVITY,
    )


@action
def keep_design(*, activity: Activity, design: Mapping[str, Any]) -> bool:
    """Store tasks that were found.

    Returns:
        Whether they were: not if the activity has opened or its plan has changed meanwhile.
    """
    current = Activity.objects.select_for_update().get(pk=activity.pk)
    same = design["of"] == fingerprint(plan_of(current.settings))
    if current.status != Activity.Status.DRAFT or not same:
        return False
    current.settings = current.settings | {"design": dict(design)}
    current.save(update_fields=["settings"])
    return True


@action
def ask_for_analysis(*, activity: Activity, by: Account | None, once_key: str, seed: int = 1) -> Run:
    """Queue the analysis of what people chose. Raises NotAllowed; see `ask_for_run`."""
    from throughline.envision.choices.jobs import analyse

    return ask_for_run(
        programme=activity.programme,
        kind=ANALYSIS,
        task=analyse,
        activity=activity,
        by=by,
        once_key=once_key,
        seed=seed,
        duty=Duty.ANALYSE,
    )
