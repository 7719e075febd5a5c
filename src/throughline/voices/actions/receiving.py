"""How words come in from a person: durably, once, under keys of their own, with the consent that was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import once, vault
from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.language import signals
from throughline.people.models import Account, Contact
from throughline.programmes.models import Activity, Region
from throughline.voices.actions.forgetting import remove_draft
from throughline.voices.models import (
    ConsentRecord,
    Contribution,
    Enrolment,
    Participant,
    Receipt,
    Recording,
    Submission,
)
from throughline.voices.sealing import receipt_code, receipt_index


@dataclass(frozen=True)
class Words:
    """One text: what kind it is, the question it answers, and what was written."""

    kind: str
    prompt: str
    text: str


@dataclass(frozen=True)
class Giver:
    """Who speaks, as far as they chose to say."""

    constituency: str
    region: Region | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    on_behalf: bool = False
    relationship: str = ""


@dataclass(frozen=True)
class Received:
    """The six words to show once, and what was stored under them."""

    code: str
    submission: Submission
    first: bool


@action
def receive(
    *,
    activity: Activity,
    giver: Giver,
    words: Sequence[Words],
    consent: Mapping[str, bool],
    consent_version: str,
    once_key: str,
    email: str = "",
    account: Account | None = None,
    draft_key: str = "",
) -> Received:
    """Store what one person sent, once.

    Args:
        activity: where it was given; it must be open.
        giver: who speaks, as far as they say.
        words: the texts; blank ones are left out.
        consent: use → yes or no, for the uses of `voices.consent_wording`.
        consent_version: which wording was on the page.
        once_key: the form's idempotency key. The same key again stores nothing and returns the same code.
        email: an address left to be told, kept apart from the words.
        account: the signed-in person, if any.
        draft_key: the draft that this completes; it is removed.

    Raises:
        Refused: the activity is not open, or reading by the team was not agreed to.
    """
    claim = once.claim(scope=f"receive:{activity.ref}", key=once_key)
    code = receipt_code(once_key)
    if not claim.first:
        return Received(code, Submission.objects.get(ref=claim.outcome), first=False)
    if activity.status != Activity.Status.OPEN:
        raise Refused(_("This is closed now, so we could not take your words. They are still in your browser."))
    if not consent.get("read"):
        raise Refused(_("We can only take your words if the team may read them."), field="read")
    participant = _participant(activity=activity, giver=giver, email=email, account=account)
    submission = Submission.objects.create(
        activity=activity,
        participant=participant,
        on_behalf=giver.on_behalf,
        relationship=giver.relationship,
    )
    received = _store(words, submission=submission, giver=giver, consent=consent, spoken=_spoken(draft_key))
    if any(row.signals for row in received):
        _warn_moderators(activity)
    ConsentRecord.objects.create(submission=submission, version=consent_version, uses=dict(consent))
    Receipt.objects.create(participant=participant, code_index=receipt_index(code))
    if draft_key:
        remove_draft(draft_key)
    claim.settle(submission.ref)
    return Received(code, submission, first=True)


def _store(
    words: Sequence[Words], *, submission: Submission, giver: Giver, consent: Mapping[str, bool], spoken: set[str]
) -> list[Contribution]:
    """Each text that is not blank, sealed under a key of its own. `spoken`: the kinds that were spoken."""
    return Contribution.objects.bulk_create(
        [
            seal_contribution(
                text=text,
                medium=Contribution.Medium.SPOKEN if text.kind in spoken else Contribution.Medium.WRITTEN,
                programme_id=submission.activity.programme_id,
                activity=submission.activity,
                submission=submission,
                participant=submission.participant,
                constituency=giver.constituency,
                region=giver.region,
                given_on=timezone.localdate(),
                may_analyse=bool(consent.get("analyse")),
                may_quote=bool(consent.get("quote")),
                may_keep=bool(consent.get("keep")),
            )
            for text in words
            if text.text.strip()
        ]
    )


def _spoken(draft_key: str) -> set[str]:
    """The kinds of words that a draft's author spoke, and checked in writing."""
    approved = Recording.objects.filter(status=Recording.Status.APPROVED, draft__key_index=vault.token_hash(draft_key))
    return set(approved.values_list("kind", flat=True)) if draft_key else set()


def seal_contribution(*, text: Words, **columns: Any) -> Contribution:
    """An unsaved contribution whose words are sealed under a fresh data key (the key is saved)."""
    key = DataKey.objects.new()
    contribution = Contribution(
        ref=new_ref(),
        kind=text.kind,
        prompt=text.prompt,
        data_key=key,
        word_count=len(text.text.split()),
        signals=sorted({signal.kind for signal in signals.find(text.text)}),
        **columns,
    )
    contribution.words = vault.seal(text.text, key=key, context=contribution.context("words"))
    return contribution


def _warn_moderators(activity: Activity) -> None:
    from throughline.voices import jobs  # jobs knows the actions

    jobs.warn_moderators.enqueue(activity.programme.ref)


def _participant(*, activity: Activity, giver: Giver, email: str, account: Account | None) -> Participant:
    """A fresh pseudonym, or the one this account already has in the programme."""
    if account is not None:
        known = Participant.objects.filter(programme_id=activity.programme_id, enrolment__account=account).first()
        if known is not None:
            return known
    participant = Participant.objects.create(
        programme_id=activity.programme_id,
        constituency=giver.constituency,
        region=giver.region,
        about=dict(giver.about),
    )
    if account is not None:
        Enrolment.objects.create(participant=participant, account=account, contact=account.contact)
    elif email:
        contact = Contact.objects.for_email(email)
        Enrolment.objects.create(participant=participant, contact=contact)
    return participant
