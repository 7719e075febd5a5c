"""What decision makers answered to an issue, and what was done since, written down by the team."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.core.errors import NotFound, Refused
from throughline.envision.assemblies import queries
from throughline.envision.assemblies.models import Answer, Report, Selection
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require


@action
def answer(
    *,
    activity: Activity,
    selected: str,
    verdict: str,
    said: str,
    answered_by: str,
    next_step: str,
    due_on: date | None,
    by: Account | None,
    once_key: str,
) -> Answer:
    """Put an answer to an issue in public. A later one stands beside the earlier, it does not replace it.

    Args:
        activity: which standing assembly.
        selected: ref of the issue's place on the list of an assembly.
        verdict: one of `Answer.Verdict`.
        said: what was said, with the reason.
        answered_by: name and role of who answered: one of those whom the assembly names.
        next_step: what happens next.
        due_on: by when.
        by: who writes it down.
        once_key: the form's idempotency key.

    Raises:
        NotAllowed: the account may not.
        NotFound: the issue is on no list.
        Refused: the assembly is still ahead, or a part is missing; the message and field say which.
    """
    require(Duty.REPLY, by=by, programme=activity.programme)
    chosen = queries.selection(activity, selected)
    if chosen is None or not chosen.chosen:
        raise NotFound
    claim = once.claim(scope=f"assemblies.answer:{selected}", key=once_key)
    if not claim.first:
        return Answer.objects.get(ref=claim.outcome)
    _check(chosen, verdict, said, answered_by, next_step, due_on)
    promised = verdict != Answer.Verdict.NOT
    given = Answer.objects.create(
        selection=chosen,
        verdict=verdict,
        said=said.strip(),
        answered_by=answered_by,
        next_step=next_step.strip() if promised else "",
        due_on=due_on if promised else None,
    )
    _record(by, "assemblies.answer", f"assembly-issue:{chosen.issue.ref}", given.ref)
    claim.settle(given.ref)
    from throughline.envision.assemblies import jobs  # jobs knows the actions

    jobs.tell_of_answer.enqueue(given.ref)
    return given


def _check(chosen: Selection, verdict: str, said: str, answered_by: str, next_step: str, due_on: date | None) -> None:
    held_on = chosen.assembly.held_on
    if timezone.localdate() < held_on:
        raise Refused(
            _("The assembly is on %(day)s. Write the answer down after it.") % {"day": date_format(held_on, "j F Y")}
        )
    if verdict not in Answer.Verdict.values:
        raise Refused(_("Choose the answer"), field="verdict")
    if not said.strip():
        raise Refused(_("Write what was said, with the reason"), field="said")
    if answered_by not in names(chosen):
        raise Refused(_("Choose who answered"), field="answered_by")
    if verdict == Answer.Verdict.NOT:
        return
    if not next_step.strip():
        raise Refused(_("Say what happens next"), field="next_step")
    if due_on is None:
        raise Refused(_("Say by when it happens"), field="due_on")
    if due_on < held_on:
        raise Refused(_("Choose a day after the assembly"), field="due_on")


def names(chosen: Selection) -> list[str]:
    """Those who answer at the assembly, each with their role."""
    return [f"{name}, {role}" for name, role in chosen.assembly.who]


@action
def report(*, activity: Activity, given: str, status: str, words: str, by: Account | None, once_key: str) -> Report:
    """Say in public what has been done about a promise.

    Args:
        activity: which standing assembly.
        given: ref of the answer that promised something.
        status: one of `Report.Status`.
        words: what has been done.
        by: who reports; named in public.
        once_key: the form's idempotency key.

    Raises:
        NotAllowed: the account may not.
        NotFound: there is no such promise.
        Refused: a part is missing.
    """
    require(Duty.REPLY, by=by, programme=activity.programme)
    promise = queries.answer(activity, given)
    if promise is None or promise.due_on is None:
        raise NotFound
    if status not in Report.Status.values:
        raise Refused(_("Choose how it is going"), field="status")
    if not words.strip():
        raise Refused(_("Say what has been done"), field="words")
    claim = once.claim(scope=f"assemblies.report:{given}", key=once_key)
    if not claim.first:
        return Report.objects.get(ref=claim.outcome)
    name = by.name if by else ""
    made = Report.objects.create(answer=promise, status=status, words=words.strip(), reported_by=name)
    _record(by, "assemblies.report", f"assembly-issue:{promise.selection.issue.ref}", made.ref)
    claim.settle(made.ref)
    return made


def _record(by: Account | None, verb: str, target: str, ref: str) -> None:
    actor = by.actor() if by else Actor.system("assemblies")
    audit.record(actor=actor, verb=verb, target=target, detail={"ref": ref})
