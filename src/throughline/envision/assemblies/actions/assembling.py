"""From issues to an assembly: the list is worked out by the published rule, and a named person confirms it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.core.errors import NotFound, Refused
from throughline.envision.assemblies import runs_of
from throughline.envision.assemblies.models import Assembly, Issue, Selection
from throughline.evidence import runs
from throughline.evidence.actions import ask_for_run
from throughline.evidence.models import Run
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require


@dataclass(frozen=True)
class Choice:
    """What a person decides about an issue that the rule did not choose, and why."""

    chosen: bool
    reason: str


def work_out(*, activity: Activity, assembly: Assembly, by: Account | None, once_key: str) -> Run:
    """Have the list of an assembly worked out.

    Args:
        activity: which standing assembly.
        assembly: the next one.
        by: who asks; None for the system.
        once_key: the form's idempotency key.

    Raises:
        NotAllowed: the person may not.
        Refused: its list is confirmed.
    """
    if assembly.listed_at is not None:
        raise Refused(_("This list is confirmed and public."))
    from throughline.envision.assemblies import jobs  # jobs knows the actions

    return ask_for_run(
        programme=activity.programme,
        kind=runs_of.KIND,
        task=jobs.work_out,
        activity=activity,
        by=by,
        once_key=once_key,
        duty=Duty.RUN_ACTIVITY,
        parameters={"assembly": assembly.ref, "on": timezone.localdate().isoformat()},
    )


@action
def confirm_list(
    *, activity: Activity, assembly: str, run: str, choices: Mapping[str, Choice], by: Account | None, once_key: str
) -> Assembly:
    """Make the list of an assembly public: what the rule chose, and what a person adds or leaves out, with reasons.

    Args:
        activity: which standing assembly.
        assembly: its ref.
        run: ref of the run that worked the list out, as it was read.
        choices: ref of an issue → the decision, for every issue that the rule did not choose.
        by: who confirms it; named in public.
        once_key: the form's idempotency key.

    Raises:
        NotAllowed: the account may not.
        NotFound: there is no such assembly.
        Refused: it is confirmed already, there is a newer list, a reason is missing, or no issue would be on it.
    """
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    meeting = Assembly.objects.select_for_update().filter(activity=activity, ref=assembly).first()
    if meeting is None:
        raise NotFound
    if not once.claim(scope=f"assemblies.confirm:{assembly}", key=once_key).first:
        return meeting
    newest = runs_of.newest_done(activity, meeting)
    if meeting.listed_at is not None:
        raise Refused(_("This list is confirmed and public."))
    if newest is None or newest.ref != run or runs.is_busy(runs_of.newest(activity)):
        raise Refused(_("There is a newer list. Read it first."))
    made = _selections(meeting, newest.summary["issues"], choices)
    if not any(one.chosen for one in made):
        raise Refused(_("An assembly needs at least one issue. Add one with a reason, or choose a later day for it."))
    Selection.objects.bulk_create(made)
    for chosen, state in ((True, Issue.State.CHOSEN), (False, Issue.State.NOT_CHOSEN)):
        Issue.objects.filter(pk__in=[one.issue.pk for one in made if one.chosen is chosen]).update(state=state)
    meeting.run, meeting.listed_at, meeting.listed_by = newest, timezone.now(), by
    meeting.save(update_fields=["run", "listed_at", "listed_by"])
    _tell(meeting, by, len(made))
    return meeting


def _tell(meeting: Assembly, by: Account | None, issues: int) -> None:
    from throughline.envision.assemblies import jobs

    jobs.tell_of_list.enqueue(meeting.ref)
    actor = by.actor() if by else Actor.system("assemblies")
    detail = {"issues": issues, "run": meeting.run.ref if meeting.run else ""}
    audit.record(actor=actor, verb="assemblies.confirm-list", target=f"assembly:{meeting.ref}", detail=detail)


def _selections(meeting: Assembly, listed: list[dict[str, Any]], choices: Mapping[str, Choice]) -> list[Selection]:
    """What becomes of every candidate that is still one: its author may have taken it back since."""
    refs = [row["ref"] for row in listed]
    still = runs_of.ready(meeting.activity).filter(ref__in=refs).select_for_update(of=("self",))
    issues = {one.ref: one for one in still}
    return [
        _selection(meeting, issues[row["ref"]], row, choices.get(row["ref"])) for row in listed if row["ref"] in issues
    ]


def _selection(meeting: Assembly, issue: Issue, row: dict[str, Any], choice: Choice | None) -> Selection:
    if row["chosen"]:
        reason = _("It met the published criteria.")
        return Selection(assembly=meeting, issue=issue, chosen=True, how=Selection.How.RULE, reason=reason)
    if choice is None:
        raise Refused(_("Say whether it is chosen"), field=f"chosen-{issue.ref}")
    if not choice.reason.strip():
        raise Refused(_("Give the reason. Its author reads it, and it is public."), field=f"reason-{issue.ref}")
    return Selection(
        assembly=meeting, issue=issue, chosen=choice.chosen, how=Selection.How.PERSON, reason=choice.reason.strip()
    )
