"""Recordings: how they arrive, how they are written down, and how they become their author's own words."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from throughline.core import vault
from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.core.models import DataKey
from throughline.core.sealed_files import Writer
from throughline.programmes.models import Activity
from throughline.voices import draft_rows, queries
from throughline.voices.actions.drafts import save_draft
from throughline.voices.actions.forgetting import forget_recordings
from throughline.voices.models import RECORDINGS, Recording

Status = Recording.Status


@action
def begin_recording(*, activity: Activity, key: str, kind: str, written: Writer) -> Recording:
    """Make room for a recording that answers one question of a draft; an earlier one for it is thrown away.

    Args:
        activity: what is being answered; it must be open.
        key: the draft's key. The draft is begun if there is none.
        kind: the kind of contribution that the words become.
        written: the file that was begun, or is already closed.

    Raises:
        Refused: the activity is not open.
    """
    if activity.status != Activity.Status.OPEN:
        raise Refused(_("This is closed now, so we could not take your recording."))
    if draft_rows.find(key=key, activity_id=activity.pk, hold=True) is None:
        save_draft(activity=activity, key=key, changes={})
    draft = draft_rows.find(key=key, activity_id=activity.pk)
    assert draft is not None
    for earlier in Recording.objects.filter(draft_id=draft.pk, kind=kind):
        discard_recording(recording=earlier, activity=activity, key=key)
    return Recording.objects.create(
        draft_id=draft.pk, kind=kind, stored_as=written.name, data_key=written.key, size=written.size
    )


def add_piece(*, recording: Recording, at: int, data: bytes, most: int) -> Recording:
    """Add the next bytes of a recording, on the disk before this returns. No transaction is open meanwhile.

    Args:
        recording: one that is still arriving.
        at: the byte at which the sender believes that `data` begins.
        data: the bytes.
        most: bytes that a recording may have.

    Returns:
        The recording as it is now; its `size` is where to go on. Bytes for another place are not taken.

    Raises:
        Refused: there would be too many bytes.
    """
    if recording.status != Status.ARRIVING or at != recording.size or not data:
        return recording
    if recording.size + len(data) > most:
        raise Refused(_("This recording is larger than {most} MB. Send a shorter one.").format(most=most // 1_000_000))
    assert recording.data_key is not None, "an arriving recording has its key"
    with RECORDINGS.held(recording.stored_as):
        # A browser that lost the answer sends the same bytes again, perhaps while the first are still being written.
        recording.refresh_from_db()
        if recording.status == Status.ARRIVING and at == recording.size:
            writer = RECORDINGS.resume(recording.stored_as, recording.data_key, recording.mark)
            writer.write(data)
            mark = writer.mark()
            recording.size, recording.pieces, recording.stored = mark.size, mark.pieces, mark.stored
            recording.save(update_fields=["size", "pieces", "stored"])
    return recording


def close_recording(*, recording: Recording) -> Recording:
    """Close the file of a recording that has arrived, and have it written down. Doing it again changes nothing."""
    if recording.status != Status.ARRIVING:
        return recording
    assert recording.data_key is not None, "an arriving recording has its key"
    RECORDINGS.resume(recording.stored_as, recording.data_key, recording.mark).close()
    return ask_for_words(recording=recording)


@action
def ask_for_words(*, recording: Recording) -> Recording:
    """Have a recording written down whose file is closed."""
    from throughline.voices import jobs  # jobs knows the actions

    if Recording.objects.filter(pk=recording.pk, status=Status.ARRIVING).update(status=Status.WAITING):
        jobs.write_down.enqueue(recording.ref)
    recording.refresh_from_db()
    return recording


@action
def keep_parts(*, recording: Recording, parts: list[dict[str, Any]], heard: float, seconds: float | None) -> None:
    """Keep what was written down so far, so that a worker's death costs a minute of work and not an hour."""
    sealed = vault.seal_json(parts, key=_key(recording), context=recording.context("parts"))
    _listened_to(recording).update(status=Status.LISTENING, parts=sealed, heard=heard, seconds=seconds)


@action
def keep_clean(*, recording: Recording, written: Writer, film: bool) -> None:
    """Put a copy that does not say where it was made in the place of what was sent. It has the same key."""
    sent = recording.stored_as
    replaced = Recording.objects.filter(pk=recording.pk, stored_as=sent)
    if replaced.update(stored_as=written.name, size=written.size, cleaned=True, film=film):
        transaction.on_commit(partial(RECORDINGS.remove, sent, None))
    else:  # its author deleted it meanwhile
        transaction.on_commit(partial(RECORDINGS.remove, written.name, None))


@action
def keep_transcript(*, recording: Recording, transcript: dict[str, Any], seconds: float) -> None:
    """Keep what the machine made of a recording, for its author to check; or say that there are no words in it."""
    sealed = vault.seal_json(transcript, key=_key(recording), context=recording.context("transcript"))
    status = Status.WRITTEN if transcript["text"].strip() else Status.WORDLESS
    problem = "" if status == Status.WRITTEN else " ".join(transcript["warnings"])
    _listened_to(recording).update(
        status=status, transcript=sealed, parts=None, heard=seconds, seconds=seconds, problem=problem[:300]
    )


@action
def keep_problem(*, recording: Recording, problem: str) -> None:
    """Keep why a recording could not be written down, in words for its author."""
    _listened_to(recording).update(status=Status.WORDLESS, parts=None, problem=problem[:300])


@action
def approve_words(*, recording: Recording, activity: Activity, key: str, step: str, words: str) -> None:
    """Make the words, as their author corrected them, the answer to the question that the recording answers."""
    save_draft(activity=activity, key=key, changes={step: {"words": words}})
    Recording.objects.filter(pk=recording.pk).update(status=Status.APPROVED)


@action
def ask_person(*, recording: Recording, activity: Activity, key: str, step: str) -> None:
    """Let a person of the team write a recording down, which is then sent: it answers the question by itself.

    Args:
        recording: one whose file is closed, whatever software made of it.
        activity: what is being answered.
        key: the draft's key.
        step: the question's slug.

    Raises:
        Refused: it has not arrived, or may still say where it was made.
    """
    if recording.status == Status.ARRIVING:
        raise Refused(_("Your recording has not arrived as a whole. Send it again."))
    if not recording.cleaned:
        raise Refused(
            _(
                "We cannot let anybody hear this. We could not take out of it what your device may have written into "
                "it, such as the place. Please write the words yourself, or try another recording."
            )
        )
    save_draft(activity=activity, key=key, changes={step: {"words": "", "spoken": recording.ref}})
    Recording.objects.filter(pk=recording.pk).update(status=Status.PERSON, parts=None)


@action
def discard_recording(*, recording: Recording, activity: Activity, key: str) -> None:
    """Throw a recording away, with its key and its file, and with the answer where it was itself the answer."""
    answers = queries.draft(activity=activity, key=key)
    spoken = [step for step, answer in answers.items() if answer.get("spoken") == recording.ref]
    if spoken:
        save_draft(activity=activity, key=key, changes=dict.fromkeys(spoken))
    forget_recordings([recording])


def _listened_to(recording: Recording) -> QuerySet[Recording]:
    """The row, while software is still to write it down: meanwhile its author may have asked a person."""
    return Recording.objects.filter(pk=recording.pk, status__in=[Status.WAITING, Status.LISTENING])


def _key(recording: Recording) -> DataKey:
    if recording.data_key is None:
        raise vault.Destroyed(recording.ref)
    return recording.data_key
