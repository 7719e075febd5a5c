"""Reads of what a language model may draft and drafted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from throughline.core import jobs, vault
from throughline.core.errors import NotFound
from throughline.core.jobs import Status as JobStatus
from throughline.core.vault import Destroyed
from throughline.evidence import queries as evidence
from throughline.evidence.drafting import endpoint
from throughline.evidence.drafting.models import REWORDINGS, Choice, Proposal, Purpose
from throughline.evidence.models import Finding
from throughline.language import redaction
from throughline.language.drafting import client
from throughline.language.drafting.purposes import SUMMARY, TITLE, rewording
from throughline.language.drafting.purposes import Purpose as Kind
from throughline.language.drafting.results import Source
from throughline.programmes.hooks import Note
from throughline.programmes.models import Programme
from throughline.voices.models import Contribution
from throughline.voices.moderation import name_lists

OF_PLACES = ("place", "site", "ward")
OF_TEXT = "text"
"""The id of the team's own text among the sources."""


def is_on(programme: Programme) -> bool:
    """Whether the operator has set a model and an organiser of the programme has turned drafting on."""
    return bool(endpoint.host()) and Choice.objects.filter(programme=programme, on=True).exists()


def choice(programme: Programme) -> Choice:
    """What the programme's organisers chose; a row that is not stored where they chose nothing."""
    return Choice.objects.select_related("changed_by").filter(programme=programme).first() or Choice(
        programme=programme
    )


def public_note(programme: Programme, exact: bool) -> Iterable[Note]:
    """Says on the programme's page that a language model drafts."""
    if not is_on(programme):
        return []
    text = _("A language model at {host} drafts texts about what we learnt. A person checks each of them.")
    return [Note(text.format(host=endpoint.host()), reverse("software-record", args=["drafting"]))]


def kind_of(purpose: str) -> Kind:
    """What the library calls a purpose."""
    if purpose in REWORDINGS:
        return rewording(purpose)
    return TITLE if purpose == Purpose.TITLE else SUMMARY


@dataclass(frozen=True)
class Given:
    """What is sent: texts under ids that mean nothing outside, and whose words they are."""

    sources: list[Source]
    contributions: dict[str, Contribution] = field(default_factory=dict)


def to_send(finding: Finding, purpose: str) -> Given:
    """What is sent for a draft: public words that the finding rests on, as many as one request may hold, or its own
    summary for a rewording. Nothing else ever is.
    """
    if purpose in REWORDINGS:
        return Given([Source(OF_TEXT, finding.summary)])
    given, room = Given([]), client.MOST_LETTERS
    for quote in evidence.quotes(evidence.cited_by(finding), most=kind_of(purpose).sources):
        if len(quote.text) <= min(room, client.MOST_LETTERS_EACH):
            source = Source(f"s{len(given.sources) + 1}", quote.text)
            given.sources.append(source)
            given.contributions[source.id] = quote.contribution
            room -= len(quote.text)
    return given


def says_who(finding: Finding, purpose: str) -> list[str]:
    """What in the team's own text may say who somebody is: it is not sent before that is taken out. Public words were
    read for this by a moderator.
    """
    if purpose not in REWORDINGS:
        return []
    names = name_lists.known(finding.programme).names
    found = redaction.propose(finding.summary, known_names=names)
    return [finding.summary[one.start : one.end] for one in found if one.kind not in OF_PLACES]


def proposals(finding: Finding) -> QuerySet[Proposal]:
    """What was drafted for a finding, newest first."""
    return Proposal.objects.filter(finding=finding).select_related("asked_by", "decided_by", "data_key")


def proposal(*, finding: Finding, ref: str) -> Proposal:
    """One of them.

    Raises:
        NotFound: there is none of this finding.
    """
    row = proposals(finding).filter(ref=ref).first()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True)
class Held:
    """A claim of a draft with the words that hold it up, and whose they are (None: the team's own text)."""

    text: str
    support: list[tuple[str, Contribution | None]]


def opened(row: Proposal) -> list[Held]:
    """The claims of a draft; none where there is no draft, or words that it was made from are public no more."""
    if row.sealed is None or row.data_key is None:
        return []
    sent = row.contributions.all()
    if evidence.quotable(sent).count() != sent.count():
        return []
    try:
        kept: dict[str, Any] = vault.unseal_json(row.sealed, key=row.data_key, context=row.context())
    except Destroyed:
        return []
    by_ref = {one.ref: one for one in sent}
    return [
        Held(claim["text"], [(one["quote"], by_ref.get(kept["refs"].get(one["id"], ""))) for one in claim["support"]])
        for claim in kept["claims"]
    ]


def text_of(claims: Iterable[Held]) -> str:
    """A draft as one text."""
    return " ".join(claim.text for claim in claims)


def progress(row: Proposal) -> JobStatus | None:
    """How far a draft is; None where its job is gone."""
    try:
        return jobs.status(row.job)
    except NotFound:
        return None


def checked(finding: Finding) -> list[Proposal]:
    """What of a finding began as a machine's draft and was accepted by a named person."""
    taken = (Proposal.Status.ACCEPTED, Proposal.Status.CHANGED)
    return list(Proposal.objects.filter(finding=finding, status__in=taken).select_related("decided_by").order_by("id"))
