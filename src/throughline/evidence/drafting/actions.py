"""Turning drafting on, asking for a draft, and what a person makes of it."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once, vault
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.core.models import DataKey
from throughline.evidence import queries as evidence
from throughline.evidence.actions import edit_finding
from throughline.evidence.drafting import endpoint, queries
from throughline.evidence.drafting.models import Choice, Proposal, Purpose
from throughline.evidence.models import Finding
from throughline.language.drafting.results import Draft, Refusal
from throughline.people.models import Account
from throughline.programmes.models import Programme
from throughline.programmes.permissions import Duty, require
from throughline.voices.models import Contribution

Status = Proposal.Status
MACHINE = Actor.system("drafting")


@action
def choose(*, programme: Programme, on: bool, by: Account | None) -> None:
    """Turn drafting on or off for a programme, which its public page then says.

    Raises:
        NotAllowed: the person does not plan the programme.
        Refused: the operator has set no model.
    """
    require(Duty.PLAN, by=by, programme=programme)
    if on and not endpoint.host():
        raise Refused(_("The people who run this site have set no language model."), field="on")
    Choice.objects.update_or_create({"on": on, "changed_by": by}, programme=programme)
    verb = "drafting.turn-on" if on else "drafting.turn-off"
    _record(by.actor() if by else MACHINE, verb, f"programme:{programme.slug}", endpoint=endpoint.host())


@action
def ask(*, finding: Finding, purpose: str, by: Account, once_key: str) -> Proposal:
    """Queue a draft.

    Args:
        purpose: a `Purpose`.
        once_key: the form's idempotency key.

    Raises:
        NotAllowed: the person may not write findings here.
        Refused: drafting is off, the finding is published, or there is nothing to send.
    """
    require(Duty.PUBLISH, by=by, programme=finding.programme)
    claim = once.claim(scope=f"drafting:{finding.ref}", key=once_key)
    if not claim.first:
        return Proposal.objects.get(ref=claim.outcome)
    if not queries.is_on(finding.programme):
        raise Refused(_("Drafting is off in this programme."))
    if finding.status != Finding.Status.DRAFT:
        raise Refused(_("The finding is published. Only a draft can be written anew."))
    if purpose not in Purpose.values:
        raise Refused(_("Choose what to draft"), field="purpose")
    if who := queries.says_who(finding, purpose):
        told = _("The summary may say who somebody is. Take this out first: {words}")
        raise Refused(told.format(words=", ".join(who)), field="purpose")
    if not queries.to_send(finding, purpose).sources:
        raise Refused(_("The finding rests on no words that the public may read, so there is nothing to send."))
    from throughline.evidence.drafting import jobs  # jobs knows the actions

    row = Proposal.objects.create(finding=finding, purpose=purpose, asked_by=by)
    row.job = jobs.draft.enqueue(row.ref).id
    row.save(update_fields=["job"])
    claim.settle(row.ref)
    _record(by.actor(), "drafting.ask", f"proposal:{row.ref}", finding=finding.ref, purpose=purpose)
    return row


@action
def keep(*, proposal: Proposal, given: queries.Given, result: Draft | Refusal) -> None:
    """Keep what came of a request: a draft with its record, sealed, or why there is none.

    Words that were taken back while the model wrote make it a refusal, and nothing of them is kept.
    """
    sent = list(given.contributions.values())
    quotable = evidence.quotable(Contribution.objects.filter(pk__in=[one.pk for one in sent]))
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    record = result.record
    row.endpoint, row.prompt_hash = record.endpoint, record.prompt_hash
    row.model = record.model_answering or record.model
    if isinstance(result, Refusal):
        row.status, row.refusal = Status.REFUSED, result.message[:300]
    elif quotable.count() != len(sent):
        row.status, row.refusal = Status.REFUSED, _("Words that were sent have since been taken back.")
    else:
        row.status, row.data_key = Status.DRAFTED, DataKey.objects.new()
        refs = {name: one.ref for name, one in given.contributions.items()}
        row.sealed = vault.seal_json(result.to_dict() | {"refs": refs}, key=row.data_key, context=row.context())
        row.contributions.set(sent)
    row.save()
    _record(
        MACHINE,
        f"drafting.{row.status}",
        f"proposal:{row.ref}",
        endpoint=row.endpoint,
        model=row.model,
        prompt=row.prompt_hash,
        sent=len(given.sources),
    )


@action
def refuse(*, proposal: Proposal, why: str) -> None:
    """Say why nothing was asked."""
    Proposal.objects.filter(pk=proposal.pk, status=Status.WAITING).update(status=Status.REFUSED, refusal=why)
    _record(MACHINE, "drafting.refused", f"proposal:{proposal.ref}", sent=0)


@action
def accept(*, proposal: Proposal, text: str, by: Account) -> None:
    """Put a draft, as it is or changed, into the finding's draft under the person's name. It publishes nothing.

    Raises:
        NotAllowed: the person may not write findings here.
        Refused: somebody has decided already, the finding is published, or the text is empty or too long.
    """
    row, finding = _undecided(proposal, by)
    drafted = queries.text_of(queries.opened(row))
    if not drafted:
        raise Refused(_("Words that it was made from have been taken back, so it cannot be used any more."))
    text = text.strip()
    column = "title" if row.purpose == Purpose.TITLE else "summary"
    if not text or (column == "title" and len(text) > 200):
        raise Refused(_("Enter a text; a title has at most 200 characters."), field="text")
    words = {name: getattr(finding, name) for name in ("kind", "title", "summary", "limits")} | {column: text}
    edit_finding(finding=finding, by=by, **words)
    _decide(row, Status.ACCEPTED if text == drafted else Status.CHANGED, by)


@action
def set_aside(*, proposal: Proposal, by: Account) -> None:
    """Use nothing of a draft.

    Raises:
        NotAllowed: the person may not write findings here.
        Refused: somebody has decided already.
    """
    row, _finding = _undecided(proposal, by)
    _decide(row, Status.SET_ASIDE, by)


def _undecided(proposal: Proposal, by: Account) -> tuple[Proposal, Finding]:
    row = Proposal.objects.select_for_update(of=("self",)).select_related("finding__programme").get(pk=proposal.pk)
    require(Duty.PUBLISH, by=by, programme=row.finding.programme)
    if row.status != Status.DRAFTED:
        raise Refused(_("There is no draft here that waits for somebody to decide."))
    return row, row.finding


def _decide(row: Proposal, status: str, by: Account) -> None:
    row.status, row.decided_by, row.decided_at = status, by, timezone.now()
    row.save(update_fields=["status", "decided_by", "decided_at"])
    _record(by.actor(), f"drafting.{status}", f"proposal:{row.ref}", finding=row.finding.ref)


def _record(actor: Actor, verb: str, target: str, **detail: str | int) -> None:
    audit.record(actor=actor, verb=verb, target=target, detail=detail)
