"""Reads of voices, scoped to what the asker may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from throughline.core import vault
from throughline.core.errors import NotFound
from throughline.people.models import Account
from throughline.programmes.models import Activity, Programme
from throughline.voices import draft_rows
from throughline.voices import words as receipt_words
from throughline.voices.models import (
    ConsentRecord,
    Contribution,
    Decision,
    Participant,
    Recording,
    SentRecording,
    Submission,
    Withdrawal,
)
from throughline.voices.sealing import draft_context, receipt_index

_AFTER: dict[str, str] = {
    Withdrawal.Kind.PAUSE: Contribution.Standing.PAUSED,
    Withdrawal.Kind.RESUME: Contribution.Standing.LIVE,
    Withdrawal.Kind.STOP: Contribution.Standing.STOPPED,
    Withdrawal.Kind.ERASE: Contribution.Standing.ERASED,
}


def draft(*, activity: Activity, key: str) -> dict[str, Any]:
    """What a browser has half-written for an activity; empty where there is nothing."""
    if not key:
        return {}
    row = draft_rows.find(key=key, activity_id=activity.pk)
    return vault.unseal_json(row.sealed, key=row.data_key, context=draft_context(row.ref)) if row else {}


def participant_by_code(typed: str) -> Participant | None:
    """The participant whose receipt this is. A mistyped and an unknown code do the same work."""
    code = receipt_words.normalise(typed)
    index = receipt_index(code if code is not None else typed[:200])
    found = Participant.objects.select_related("programme").filter(receipts__code_index=index).first()
    return found if code is not None else None


def words_of(contribution: Contribution) -> str:
    """The words as given. Only for the author and for roles with the duty to read them.

    Raises:
        Destroyed: the words have been erased.
    """
    return vault.unseal(bytes(contribution.words), key=contribution.data_key, context=contribution.context("words"))


def public_words_of(contribution: Contribution) -> str | None:
    """The words as a moderator approved them, or None where nothing may be shown."""
    if contribution.public_words is None or contribution.data_key is None:
        return None
    return vault.unseal(
        bytes(contribution.public_words),
        key=contribution.data_key,
        context=contribution.context("public_words"),
    )


def participant(ref: str) -> Participant | None:
    return Participant.objects.select_related("programme").filter(ref=ref).first()


def participants_of(account: Account) -> list[Participant]:
    """The pseudonyms of an account: those it was signed in with, and those that left its address."""
    mine = Q(enrolment__account=account) | Q(enrolment__contact_id=account.contact_id)
    rows = Participant.objects.select_related("programme").filter(mine).exclude(submissions__helped_by=account)
    return list(rows.order_by("-pk"))


def wrote_down(*, account: Any, participant: Participant) -> bool:
    """Whether this account wrote down, for somebody else, what the participant gave; never for nobody signed in."""
    return bool(
        account.is_authenticated and Submission.objects.filter(participant=participant, helped_by=account).exists()
    )


def submissions_of(participants: Sequence[Participant], *, ref: str | None = None) -> list[Submission]:
    """What these participants sent (only that of `ref`, if given), newest first, with everything their own page
    shows."""
    rows = Submission.objects.filter(participant__in=participants).select_related("activity__programme", "participant")
    if ref is not None:
        rows = rows.filter(ref=ref)
    decisions = Decision.objects.order_by("pk").prefetch_related("replies")
    contributions = (
        Contribution.objects.order_by("pk")
        .select_related("data_key", "public_reply", "programme", "recording__written_by")
        .prefetch_related(Prefetch("decisions", queryset=decisions))
    )
    return list(
        rows.prefetch_related(
            Prefetch("contributions", queryset=contributions),
            Prefetch("recordings", queryset=SentRecording.objects.order_by("pk")),
            Prefetch("consents", queryset=ConsentRecord.objects.order_by("pk")),
            Prefetch("withdrawals", queryset=Withdrawal.objects.order_by("pk")),
        ).order_by("-pk")
    )


def submission(*, ref: str, participants: Sequence[Participant]) -> Submission:
    """One submission, only if it is theirs.

    Raises:
        NotFound: there is none, or it is somebody else's; the message does not say which.
    """
    found = (
        Submission.objects.select_related("activity__programme", "participant")
        .filter(ref=ref, participant__in=participants)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def decision(*, ref: str, participants: Sequence[Participant]) -> Decision:
    """The newest decision on words of theirs that are in use.

    Raises:
        NotFound: there is none, it is about somebody else's words, or a newer one holds.
    """
    newest = Decision.objects.filter(contribution=OuterRef("contribution")).order_by("-pk").values("pk")[:1]
    found = (
        Decision.objects.select_related("contribution__programme")
        .filter(ref=ref, contribution__participant__in=participants, pk=Subquery(newest))
        .filter(contribution__standing=Contribution.Standing.LIVE)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def consent_now(submission: Submission) -> dict[str, bool]:
    """What holds now: use → yes or no."""
    given = sorted(submission.consents.all(), key=lambda one: one.pk)
    return dict(given[-1].uses) if given else {}


def standing_of(submission: Submission) -> str:
    """Whether what was sent is in use, paused, stopped or erased: what its author asked for last."""
    wishes = sorted(submission.withdrawals.all(), key=lambda one: one.pk)
    return _AFTER[wishes[-1].kind] if wishes else Contribution.Standing.LIVE


def recording(*, activity: Activity, key: str, kind: str) -> Recording | None:
    """The recording that answers a question of the draft which a browser's key opens, if there is one."""
    index = vault.token_hash(key) if key else b""
    found = Recording.objects.select_related("data_key").filter(draft__activity=activity, draft__key_index=index)
    return found.filter(kind=kind).first()


def sent_recording(*, ref: str, participants: Sequence[Participant]) -> SentRecording:
    """A recording of theirs that was written down and may still be compared with the words.

    Raises:
        NotFound: there is none, it is gone, or it is somebody else's; the message does not say which.
    """
    found = (
        SentRecording.objects.select_related("data_key", "written_by", "contribution__data_key", "submission")
        .filter(ref=ref, submission__participant__in=participants, status=SentRecording.Status.WRITTEN)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def heard_by_all() -> QuerySet[SentRecording]:
    """Recordings that anybody may hear now: agreed to, cleaned, approved with words that are public as they are."""
    return SentRecording.objects.filter(
        hearing=SentRecording.Hearing.APPROVED,
        cleaned=True,
        status__in=[SentRecording.Status.WRITTEN, SentRecording.Status.KEPT],
        data_key__isnull=False,
        standing=Contribution.Standing.LIVE,
        contribution__standing=Contribution.Standing.LIVE,
        contribution__may_quote=True,
        contribution__moderation=Contribution.Moderation.GREEN,
        contribution__public_words__isnull=False,
    )


def heard_with(*, programme: Programme, ref: str) -> SentRecording | None:
    """The recording that anybody may hear with these words (their ref), if there is one."""
    found = heard_by_all().filter(contribution__programme=programme, contribution__ref=ref)
    return found.select_related("data_key", "contribution__data_key").first()


def captions_of(recording: SentRecording) -> str:
    """The approved words of a recording as captions (WebVTT): with the times at which they are said, where these are
    known, otherwise all at once.
    """
    from throughline.language.transcription import webvtt  # it loads numpy

    assert recording.contribution is not None, "what is heard has its words"
    times: list[float] = []
    if recording.times is not None:
        times = vault.unseal_json(recording.times, key=recording.data_key, context=recording.context("times"))
    words = public_words_of(recording.contribution) or ""
    return webvtt.write_corrected(words, times, seconds=recording.seconds or 0)


def times_in(recording: Recording, words: str) -> list[float]:
    """When each of the words is said in a recording that a machine wrote down; nothing where that is not known."""
    from throughline.language.transcription import Word, webvtt  # it loads numpy

    segments = transcript_of(recording).get("segments", [])
    heard = [Word(**word) for segment in segments for word in segment["words"]]
    return webvtt.times_of(words, heard, seconds=recording.seconds or 0) if heard else []


def could_be_heard(*, activity: Activity, key: str) -> bool:
    """Whether there is a recording in the draft, which a browser's key opens, that others could hear."""
    index = vault.token_hash(key) if key else b""
    found = Recording.objects.filter(draft__activity=activity, draft__key_index=index)
    return any(one.for_others for one in found.only("cleaned", "status"))


def parts_of(recording: Recording) -> list[dict[str, Any]]:
    """What was written down so far of a recording that is being listened to."""
    if recording.parts is None:
        return []
    found: list[dict[str, Any]] = vault.unseal_json(
        recording.parts, key=recording.data_key, context=recording.context("parts")
    )
    return found


def transcript_of(recording: Recording) -> dict[str, Any]:
    """What the machine wrote down, as `language.transcription.Transcript.to_dict` gives it; empty before."""
    if recording.transcript is None:
        return {}
    found: dict[str, Any] = vault.unseal_json(
        recording.transcript, key=recording.data_key, context=recording.context("transcript")
    )
    return found
