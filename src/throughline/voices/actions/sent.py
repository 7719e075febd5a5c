"""Recordings that were sent: taken to listen to, written down by a person, checked by their author, destroyed unless
others may hear them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once, vault
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.core.models import DataKey
from throughline.language import signals
from throughline.people.models import Account
from throughline.programmes.permissions import Duty, require
from throughline.voices import hooks, queries
from throughline.voices.actions.receiving import Words, seal_contribution, warn_moderators
from throughline.voices.actions.telling import tell_author
from throughline.voices.models import (
    RECORDINGS,
    Contribution,
    Decision,
    Hold,
    ProposedRemovals,
    SecondOpinion,
    SentRecording,
)

Status, Standing, Hearing = SentRecording.Status, Contribution.Standing, SentRecording.Hearing
LISTENING = timedelta(hours=2)
CHECKING = timedelta(days=14)
AT_ONCE = 50


@action
def take_recording(*, recording: SentRecording, by: Account) -> SentRecording:
    """Take a recording to listen to it and write it down. Only who has taken it hears it, and the log says who did.

    Raises:
        NotAllowed: the person may not.
        Refused: it is gone or written down, its author paused it, or somebody else has taken it.
    """
    require(Duty.LISTEN, by=by, programme=recording.submission.activity.programme)
    row = _waiting(recording)
    if row.held_by not in (None, by.pk):
        raise Refused(_("Somebody else is listening to this now. Take another, or come back later."))
    row.taken_by, row.taken_until = by, timezone.now() + LISTENING
    row.save(update_fields=["taken_by", "taken_until"])
    _record(by.actor(), "listen", row)
    return row


@action
def write_recording(*, recording: SentRecording, words: str, by: Account, once_key: str) -> Contribution:
    """Store the words of a recording as a person heard them. Its author may correct them for two weeks.

    Args:
        recording: one that waits, and that nobody else has taken.
        words: what is said in it.
        by: who listened.
        once_key: the form's idempotency key.

    Raises:
        NotAllowed: the person may not.
        Refused: there are no words; or it is written down meanwhile, taken back, or somebody else's to write.
    """
    require(Duty.LISTEN, by=by, programme=recording.submission.activity.programme)
    if not words.strip():
        raise Refused(_("Write down what is said in the recording."), field="words")
    claim = once.claim(scope=f"write-recording:{recording.ref}", key=once_key)
    if not claim.first:
        return Contribution.objects.get(ref=claim.outcome)
    row = _waiting(recording)
    if row.held_by not in (None, by.pk):
        raise Refused(_("Your time for this recording ran out, and somebody else has taken it. Keep your words."))
    contribution = _contribution(row, words)
    row.contribution, row.status, row.taken_until = contribution, Status.WRITTEN, None
    row.written_by, row.written_at = by, timezone.now()
    row.check_by = row.written_at + CHECKING
    row.save()
    _record(by.actor(), "write-recording", row)
    if queries.consent_now(row.submission).get("contact"):
        tell_author(row.submission, once=f"recording-written:{row.ref}")
    claim.settle(contribution.ref)
    return contribution


@action
def check_recording(*, recording: SentRecording, words: str, once_key: str) -> None:
    """Take the words as the author has checked or corrected them, and destroy the recording, unless others may hear it.

    Corrected words are new words: what was made from the others is forgotten, and a moderator reads them again.

    Args:
        recording: one that was written down. The caller has checked that it is the author's.
        words: the words as its author wants them.
        once_key: the form's idempotency key.

    Raises:
        Refused: there are no words, or the recording or its words are gone meanwhile.
    """
    if not words.strip():
        raise Refused(_("Write what you said. To take it back, use the page that says what happened."), field="words")
    if not once.claim(scope=f"check-recording:{recording.ref}", key=once_key).first:
        return
    row = SentRecording.objects.select_for_update().get(pk=recording.pk)
    if row.status != Status.WRITTEN or row.contribution_id is None:
        raise Refused(_("The recording is deleted, so the words can no longer be compared with it."))
    contribution = Contribution.objects.select_for_update().get(pk=row.contribution_id)
    if contribution.standing not in (Standing.LIVE, Standing.PAUSED):
        raise Refused(_("You have taken these words back."))
    if words.strip() != queries.words_of(contribution).strip():
        _correct(contribution, words)
        if row.hearing == Hearing.APPROVED:  # of the words as they were
            row.hearing = Hearing.WAITING
    _end_check([row])
    participant = row.submission.participant
    _record(Actor(kind="participant", ref=participant.ref, label="participant"), "check-recording", row)


@action
def let_checks_end() -> int:
    """End up to 50 checks whose authors have had their two weeks. Returns how many; call until it is 0."""
    due = SentRecording.objects.select_for_update().filter(status=Status.WRITTEN, check_by__lt=timezone.now())
    rows = list(due.order_by("check_by")[:AT_ONCE])
    for row in _end_check(rows):
        _record(Actor.system("voices"), "recording-deleted", row)
    return len(rows)


def _end_check(rows: Iterable[SentRecording]) -> list[SentRecording]:
    """Keep what others may hear, and destroy the others, which are returned."""
    gone = []
    for row in rows:
        if row.hearing in (Hearing.WAITING, Hearing.APPROVED):
            row.status = Status.KEPT
            row.save(update_fields=["status", "hearing"])
        else:
            gone.append(row)
    destroy(gone)
    return gone


def destroy(recordings: Iterable[SentRecording]) -> None:
    """Destroy keys now and files after the caller's transaction. That they were there, and who listened, stays."""
    found = list(recordings)
    keys = [one.data_key_id for one in found if one.data_key_id is not None]
    gone = SentRecording.objects.filter(pk__in=[one.pk for one in found])
    gone.update(status=Status.GONE, data_key=None, times=None, taken_by=None, taken_until=None)
    DataKey.objects.filter(pk__in=keys).delete()
    for one in found:
        transaction.on_commit(partial(RECORDINGS.remove, one.stored_as, None))


def _waiting(recording: SentRecording) -> SentRecording:
    """The row as it is now, held."""
    row = SentRecording.objects.select_for_update().get(pk=recording.pk)
    if row.status != Status.WAITING:
        raise Refused(_("Somebody has written this down meanwhile, or its author took it back."))
    if row.standing != Standing.LIVE:
        raise Refused(_("Its author has paused this. Nobody listens to it until they say otherwise."))
    return row


def _contribution(row: SentRecording, words: str) -> Contribution:
    """The words as a contribution like any other, under the consent that holds now."""
    submission = row.submission
    uses = queries.consent_now(submission)
    contribution = seal_contribution(
        text=Words(row.kind, row.prompt, words.strip()),
        medium=Contribution.Medium.HEARD,
        labels=submission.labels,
        programme_id=submission.activity.programme_id,
        activity=submission.activity,
        submission=submission,
        participant=submission.participant,
        constituency=submission.participant.constituency,
        region=submission.participant.region,
        given_on=timezone.localdate(submission.given_at),
        may_analyse=bool(uses.get("analyse")),
        may_quote=bool(uses.get("quote")),
        may_keep=bool(uses.get("keep")),
    )
    contribution.save()
    if contribution.signals:
        warn_moderators(submission.activity)
    return contribution


def _correct(contribution: Contribution, words: str) -> None:
    """Put the author's words in the place of those that were heard, and begin again with reading them."""
    assert contribution.data_key is not None, "words in use have their key"
    text, moderation = words.strip(), Contribution.Moderation.WAITING
    contribution.words = vault.seal(text, key=contribution.data_key, context=contribution.context("words"))
    contribution.public_words, contribution.moderation = None, moderation
    contribution.word_count = len(text.split())
    contribution.signals = sorted({signal.kind for signal in signals.find(text)})
    contribution.save(update_fields=["words", "public_words", "moderation", "word_count", "signals"])
    # A decision of its own, so that nobody who has the old words open decides on the new ones.
    Decision.objects.create(contribution=contribution, outcome=moderation, reason=_("Its author corrected the words."))
    changed: Sequence[Contribution] = [contribution]
    for model in (Hold, SecondOpinion, ProposedRemovals):
        model._default_manager.filter(contribution=contribution).delete()
    hooks.on_out_of_use.run(changed)
    hooks.on_erase.run(changed)
    if contribution.signals:
        warn_moderators(contribution.activity)


def _record(actor: Actor, verb: str, row: SentRecording) -> None:
    audit.record(actor=actor, verb=f"voices.{verb}", target=f"recording:{row.ref}")
