"""Changing one's mind: consent per use, and the four steps of withdrawal (W0 pause … W2 erase)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.core.models import DataKey
from throughline.voices import consent_wording, hooks
from throughline.voices.actions.adding import held
from throughline.voices.actions.hearing import stop_hearing
from throughline.voices.actions.routing import forget_what_was_done
from throughline.voices.actions.sent import destroy
from throughline.voices.models import (
    AuthorReply,
    ConsentRecord,
    Contribution,
    Decision,
    Enrolment,
    Participant,
    ProposedRemovals,
    PublicReply,
    SentRecording,
    Submission,
    Withdrawal,
)

ERASED_WITHIN = timedelta(hours=24)

_STANDING = {
    Withdrawal.Kind.PAUSE: Contribution.Standing.PAUSED,
    Withdrawal.Kind.RESUME: Contribution.Standing.LIVE,
    Withdrawal.Kind.STOP: Contribution.Standing.STOPPED,
    Withdrawal.Kind.ERASE: Contribution.Standing.STOPPED,
}
_ENDED = (Withdrawal.Kind.STOP, Withdrawal.Kind.ERASE)


@action
def change_consent(*, submission: Submission, uses: Mapping[str, bool], once_key: str) -> ConsentRecord:
    """Keep a new answer to the consent questions and act on it at once.

    Args:
        submission: what the person sent. The caller has checked that it is theirs.
        uses: use → yes or no, for every use of `consent_wording.USES`, and for hearing where that was asked.
        once_key: the form's idempotency key.

    Raises:
        Refused: reading by the team was taken back; that is a withdrawal, asked for on its own page.
    """
    if not uses.get("read"):
        raise Refused(_("If nobody may read your words any more, take them back instead."), field="read")
    claim = once.claim(scope=f"consent:{submission.ref}", key=once_key)
    if not claim.first:
        return ConsentRecord.objects.filter(submission=submission).latest("id")
    held(submission)
    _lock(submission)
    record = ConsentRecord.objects.create(submission=submission, version=consent_wording.VERSION, uses=dict(uses))
    contributions = submission.contributions
    contributions.update(
        may_analyse=bool(uses.get("analyse")), may_quote=bool(uses.get("quote")), may_keep=bool(uses.get("keep"))
    )
    if not uses.get("analyse"):
        hooks.on_out_of_use.run(list(contributions.all()))
    if not (uses.get(consent_wording.HEAR.slug) and uses.get("quote")):
        stop_hearing(submission)
    _record(submission, "voices.change-consent")
    claim.settle(submission.ref)
    return record


@action
def withdraw(*, submission: Submission, kind: str, once_key: str) -> Withdrawal:
    """Pause, use again, stop, or stop and erase everything of one submission.

    Stopping takes effect with this transaction (W1); erasing stops at once and destroys the words by a job
    within a day (W2).

    Args:
        submission: what the person sent. The caller has checked that it is theirs.
        kind: a `Withdrawal.Kind`.
        once_key: the form's idempotency key.

    Raises:
        Refused: the words were stopped or erased before, so they can no longer be paused or used again.
    """
    claim = once.claim(scope=f"withdraw:{submission.ref}", key=once_key)
    if not claim.first:
        return Withdrawal.objects.get(ref=claim.outcome)
    held(submission)
    _lock(submission)
    contributions = submission.contributions.exclude(standing=Contribution.Standing.ERASED)
    gentle = kind in (Withdrawal.Kind.PAUSE, Withdrawal.Kind.RESUME)
    if gentle and submission.withdrawals.filter(kind__in=_ENDED).exists():
        raise Refused(_("These words have been taken back and cannot be used again. You can send them anew."))
    withdrawal = Withdrawal.objects.create(
        submission=submission, kind=kind, done_at=None if kind == Withdrawal.Kind.ERASE else timezone.now()
    )
    contributions.update(standing=_STANDING[Withdrawal.Kind(kind)])
    submission.recordings.update(standing=_STANDING[Withdrawal.Kind(kind)])
    if not gentle:
        destroy(submission.recordings.all())
    if kind != Withdrawal.Kind.RESUME:
        hooks.on_out_of_use.run(list(submission.contributions.all()))
    if kind == Withdrawal.Kind.ERASE:
        from throughline.voices import jobs

        jobs.erase_submission.enqueue(withdrawal.ref)
    _record(submission, f"voices.{kind}")
    claim.settle(withdrawal.ref)
    return withdrawal


@action
def erase(*, withdrawal: Withdrawal) -> None:
    """Destroy the words of a submission and all that was made from them. Doing it again changes nothing."""
    if withdrawal.done_at is not None:
        return
    submission = withdrawal.submission
    contributions = _lock(submission)
    hooks.on_erase.run(contributions)
    keys = [row.data_key_id for row in contributions if row.data_key_id]
    replies = AuthorReply.objects.filter(decision__contribution__in=contributions)
    keys += forget_what_was_done(contributions)
    keys += [key for key in replies.values_list("data_key_id", flat=True) if key]
    replies.delete()
    ProposedRemovals.objects.filter(contribution__in=contributions).delete()
    Decision.objects.filter(contribution__in=contributions).update(reason="", removed=[], labels=[])
    PublicReply.objects.filter(contribution__in=contributions).delete()  # it may quote them
    Submission.objects.filter(pk=submission.pk).update(relationship="", labels=[])
    submission.contributions.update(
        words=b"",
        public_words=None,
        extra=None,
        data_key=None,
        signals=[],
        labels=[],
        service="",
        region=None,
        rating=None,
        standing=Contribution.Standing.ERASED,
    )
    destroy(submission.recordings.all())
    submission.recordings.all().delete()
    DataKey.objects.filter(pk__in=keys).delete()
    _forget_participant(submission.participant)
    withdrawal.done_at = timezone.now()
    withdrawal.save(update_fields=["done_at"])
    _record(submission, "voices.erased")


def _lock(submission: Submission) -> list[Contribution]:
    """The rows of a submission, held, so that no decision or other change of mind comes in between."""
    # Not by way of the submission: PostgreSQL holds no rows that its page fetched with it, joined to others.
    list(SentRecording.objects.select_for_update().filter(submission=submission).order_by("pk"))
    return list(Contribution.objects.select_for_update().filter(submission=submission).order_by("pk"))


def _forget_participant(participant: Participant) -> None:
    """Once nothing of a participant is left in use, what they said about themselves goes too, and the address."""
    waiting = SentRecording.objects.filter(submission__participant=participant, contribution=None)
    if participant.contributions.exclude(standing=Contribution.Standing.ERASED).exists() or waiting.exists():
        return
    participant.about, participant.region = {}, None
    participant.save(update_fields=["about", "region"])
    Enrolment.objects.filter(participant=participant).delete()


def _record(submission: Submission, verb: str) -> None:
    audit.record(
        actor=Actor(kind="participant", ref=submission.participant.ref, label="participant"),
        verb=verb,
        target=f"submission:{submission.ref}",
    )
