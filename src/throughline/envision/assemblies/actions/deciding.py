"""What a named person of the team decides about an issue before anybody puts work into it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.core.errors import NotFound, Refused
from throughline.envision.assemblies import queries
from throughline.envision.assemblies.models import Issue, RemitDecision
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require

State, Outcome = Issue.State, RemitDecision.Outcome
AFTER = {
    Outcome.ACCEPT: State.GATHERING,
    Outcome.ROUTE: State.ROUTED,
    Outcome.MERGE: State.MERGED,
    Outcome.ASK: State.ASKED,
}


@action
def decide_remit(
    *,
    activity: Activity,
    issue: str,
    outcome: str,
    reason: str,
    routed_to: str = "",
    into: str = "",
    by: Account | None,
    once_key: str,
) -> RemitDecision:
    """Decide whether an issue can be raised here, and tell its author.

    Args:
        activity: which standing assembly.
        issue: its ref.
        outcome: one of `RemitDecision.Outcome`.
        reason: why, or the question; its author and everybody can read it.
        routed_to: the name of the address of the published set-up that it is for, where it is for somebody else.
        into: ref of the issue that it is joined with, where it is.
        by: who decides.
        once_key: the form's idempotency key.

    Raises:
        NotAllowed: the account may not.
        NotFound: there is no such issue.
        Refused: it does not wait for a decision, a moderator has not read it, or a part of the decision is missing.
    """
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    claim = once.claim(scope=f"assemblies.decide:{issue}", key=once_key)
    if not claim.first:
        return RemitDecision.objects.get(ref=claim.outcome)
    one = _waiting(activity, issue)
    values = _checked(activity, one, outcome, reason, routed_to, into)
    decision = RemitDecision.objects.create(issue=one, decided_by=by, **values)
    one.state, one.into, one.waits_since = AFTER[Outcome(outcome)], decision.into, None
    one.gathers_until = None
    if one.state == State.GATHERING:
        one.gathers_until = timezone.localdate() + timedelta(days=one.charter.terms.gather_days)
    one.save(update_fields=["state", "into", "waits_since", "gathers_until"])
    actor = by.actor() if by else Actor.system("assemblies")
    detail = {"outcome": outcome, "decision": decision.ref}
    audit.record(actor=actor, verb="assemblies.decide-remit", target=f"assembly-issue:{one.ref}", detail=detail)
    claim.settle(decision.ref)
    from throughline.envision.assemblies import jobs  # jobs knows the actions

    jobs.tell_of_decision.enqueue(decision.ref)
    return decision


def _waiting(activity: Activity, ref: str) -> Issue:
    rows = Issue.objects.select_for_update(of=("self",)).select_related("charter", "contribution__data_key")
    one = rows.filter(activity=activity, ref=ref).first()
    if one is None:
        raise NotFound(_("We could not find this issue."))
    if not queries.line_of(one):
        raise Refused(_("A moderator has to approve these words before you can decide."))
    if one.waits_since is None and one.state != State.ASKED:
        raise Refused(_("This issue does not wait for a decision."))
    return one


def _checked(activity: Activity, one: Issue, outcome: str, reason: str, routed_to: str, into: str) -> dict[str, Any]:
    if outcome not in Outcome.values:
        raise Refused(_("Choose what you decide"), field="outcome")
    if not reason.strip():
        raise Refused(_("Give the reason, or the question. Its author reads it, and it is public."), field="reason")
    values: dict[str, Any] = {"outcome": outcome, "reason": reason.strip(), "routed_to": "", "into": None}
    if outcome == Outcome.ROUTE:
        addresses = dict(one.charter.terms.elsewhere)
        if routed_to not in addresses:
            raise Refused(_("Choose who it is for"), field="routed_to")
        values["routed_to"] = f"{routed_to}: {addresses[routed_to]}"[:300]
    if outcome == Outcome.MERGE:
        values["into"] = next((other for other in queries.others(activity, one) if other.ref == into), None)
        if values["into"] is None:
            raise Refused(_("Choose the issue that it is joined with"), field="into")
    return values
