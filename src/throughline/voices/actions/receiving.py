"""How words come in from a person: durably, once, under keys of their own, with the consent that was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once, vault
from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.language import signals
from throughline.people.models import Account, Contact
from throughline.programmes.models import Activity, Region
from throughline.programmes.permissions import Duty, require
from throughline.voices import queries
from throughline.voices.actions.forgetting import remove_draft
from throughline.voices.actions.telling import tell_listeners
from throughline.voices.consent_wording import HEAR
from throughline.voices.labels import in_order
from throughline.voices.models import (
    ConsentRecord,
    Contribution,
    Enrolment,
    Participant,
    Receipt,
    Recording,
    SentRecording,
    Submission,
)
from throughline.voices.sealing import receipt_code, receipt_index

Medium = Contribution.Medium
HELPED_MEDIA = (Medium.TELEPHONE, Medium.PAPER)
HELPED_CONSENT = (ConsentRecord.How.VOICE, ConsentRecord.How.PAPER)


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
class Helped:
    """That somebody of the team wrote it down: who, how it came to them, and how its author agreed.

    `medium` is "telephone" or "paper"; `agreed`, a `ConsentRecord.How` other than by the author on this site.
    """

    by: Account
    medium: str
    agreed: str


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
    helped: Helped | None = None,
    labels: Sequence[str] = (),
) -> Received:
    """Store what one person sent, once.

    Args:
        activity: where it was given; it must be open.
        giver: who speaks, as far as they say.
        words: the texts; blank ones are left out.
        consent: use → yes or no, for the uses of `voices.consent_wording`; recordings stay only where its author
            agreed that they are heard, and quoted.
        consent_version: which wording was on the page.
        once_key: the form's idempotency key. The same key again stores nothing and returns the same code.
        email: an address left to be told, kept apart from the words.
        account: the signed-in person, if any.
        draft_key: the draft that this completes; it is removed.
        helped: who wrote it down for the person, if they did not send it themselves.
        labels: the content labels that the person wants readers to be warned by.

    Raises:
        NotAllowed: the helper may not write down for others in this programme.
        Refused: the activity is not open, reading by the team was not agreed to, or a helper has left their own
            address.
    """
    if helped is not None:
        _check_help(helped, activity=activity, email=email)
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
        helped_by=helped.by if helped else None,
        labels=in_order(labels),
    )
    media = _media(words, helped=helped, draft_key=draft_key)
    received = _store(words, submission=submission, giver=giver, consent=consent, media=media)
    if any(row.signals for row in received):
        warn_moderators(activity)
    how = helped.agreed if helped else ConsentRecord.How.SELF
    ConsentRecord.objects.create(submission=submission, version=consent_version, uses=dict(consent), how=how)
    Receipt.objects.create(participant=participant, code_index=receipt_index(code))
    if draft_key:
        hear = bool(consent.get(HEAR.slug) and consent.get("quote"))
        _send_recordings(words, submission=submission, draft_key=draft_key, received=received, hear=hear)
        remove_draft(draft_key)
    if helped is not None:
        _record_help(helped, submission)
    claim.settle(submission.ref)
    return Received(code, submission, first=True)


def _check_help(helped: Helped, *, activity: Activity, email: str) -> None:
    require(Duty.WRITE_DOWN, by=helped.by, programme=activity.programme)
    if helped.medium not in HELPED_MEDIA:
        raise Refused(_("Say whether they told you by telephone or on paper."), field="medium")
    if helped.agreed not in HELPED_CONSENT:
        raise Refused(_("Say how they agreed."), field="given")
    if email and Contact.objects.for_email(email).pk == helped.by.contact_id:
        # Whoever holds the address is told what happens, and may open it by signing in.
        raise Refused(_("That is your own address. Leave theirs, or leave it empty."), field="email")


def _record_help(helped: Helped, submission: Submission) -> None:
    audit.record(
        actor=helped.by.actor(),
        verb="voices.write-down",
        target=f"submission:{submission.ref}",
        detail={"medium": helped.medium, "consent": helped.agreed},
    )


def _store(
    words: Sequence[Words],
    *,
    submission: Submission,
    giver: Giver,
    consent: Mapping[str, bool],
    media: Mapping[str, str],
) -> list[Contribution]:
    """Each text that is not blank, sealed under a key of its own. `media`: kind → how it was given."""
    return Contribution.objects.bulk_create(
        [
            seal_contribution(
                text=text,
                medium=media[text.kind],
                labels=submission.labels,
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


def _media(words: Sequence[Words], *, helped: Helped | None, draft_key: str) -> dict[str, str]:
    """Kind → how words of this kind were given."""
    if helped is not None:
        return dict.fromkeys((text.kind for text in words), helped.medium)
    spoken = _spoken(draft_key)
    return {text.kind: Medium.SPOKEN if text.kind in spoken else Medium.WRITTEN for text in words}


def _spoken(draft_key: str) -> set[str]:
    """The kinds of words that a draft's author spoke, and checked in writing."""
    approved = Recording.objects.filter(status=Recording.Status.APPROVED, draft__key_index=vault.token_hash(draft_key))
    return set(approved.values_list("kind", flat=True)) if draft_key else set()


def _send_recordings(
    words: Sequence[Words], *, submission: Submission, draft_key: str, received: Sequence[Contribution], hear: bool
) -> None:
    """Take along the recordings that a person is to write down (where words were written as well, those are sent), and,
    if others may `hear` them, those whose words are sent.
    """
    written = {one.kind: one for one in received}
    texts = {text.kind: text for text in words}
    found = Recording.objects.select_related("data_key").filter(draft__key_index=vault.token_hash(draft_key))
    silent = texts.keys() - written.keys()
    asked = [one for one in found if one.status == Recording.Status.PERSON and one.kind in silent]
    heard = [one for one in found if hear and one.for_others and one.kind in written]
    for one in asked:
        _take_along(one, submission, texts[one.kind], hear=hear)
    for one in heard:
        _take_along(one, submission, texts[one.kind], hear=hear, contribution=written[one.kind])
    if asked:
        tell_listeners(submission.activity.programme)


def _take_along(
    one: Recording, submission: Submission, text: Words, *, hear: bool, contribution: Contribution | None = None
) -> None:
    """Let the submission have a recording with its file and key. `contribution`: its words, where they are sent."""
    row = SentRecording(
        ref=one.ref,
        submission=submission,
        contribution=contribution,
        status=SentRecording.Status.KEPT if contribution else SentRecording.Status.WAITING,
        kind=one.kind,
        prompt=text.prompt,
        data_key=one.data_key,
        stored_as=one.stored_as,
        size=one.size,
        seconds=one.seconds,
        film=one.film,
        cleaned=one.cleaned,
        hearing=SentRecording.Hearing.WAITING if hear and one.cleaned else SentRecording.Hearing.NO,
    )
    times = queries.times_in(one, text.text) if contribution else []
    if times and one.data_key is not None:
        row.times = vault.seal_json(times, key=one.data_key, context=row.context("times"))
    row.save()
    one.delete()  # the file and its key now belong to the other row


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


def warn_moderators(activity: Activity) -> None:
    """Have the moderators told that words with red flags wait."""
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
