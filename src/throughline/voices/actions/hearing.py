"""Recordings that others may hear: kept with the words where their author agrees, and decided on with the words."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.people.models import Account
from throughline.programmes.permissions import Duty, require
from throughline.voices.actions.sent import destroy
from throughline.voices.models import Contribution, Decision, SentRecording, Submission

Outcome, Hearing, Status = Contribution.Moderation, SentRecording.Hearing, SentRecording.Status


@action
def note_listening(*, recording: SentRecording, by: Account) -> None:
    """Keep in the log that a moderator listened, before they decide.

    Raises:
        NotAllowed: the person may not.
    """
    require(Duty.MODERATE, by=by, programme=recording.submission.activity.programme)
    audit.record(actor=by.actor(), verb="voices.listen", target=f"recording:{recording.ref}")


def held_for(contribution: Contribution) -> SentRecording | None:
    """The recording of words that others may hear, if there is one, held in the caller's transaction. Hold it before
    the words, as those do who take back.
    """
    row = SentRecording.objects.select_for_update().filter(contribution=contribution).first()
    return row if row is not None and row.may_be_heard else None


def decide_hearing(
    row: SentRecording, decision: Decision, *, publish: bool | None, reason: str, by: Account | None
) -> None:
    """Let a recording follow the decision on its words: only whole, approved words may be heard.

    Args:
        row: the recording, held.
        decision: the one that was just made on its words.
        publish: whether the moderator, who listened, publishes it; None where they did not say.
        reason: why not, for its author.
        by: the moderator.

    Raises:
        Refused: the words are published as they are, and the moderator has not said whether the recording is, or gives
            no reason why not; or it may still say where it was made.
    """
    if decision.outcome == Outcome.SECOND:
        SentRecording.objects.filter(pk=row.pk).update(hearing=Hearing.WAITING)
        return
    if decision.outcome == Outcome.RED:
        publish, reason = False, _("Your words are not published, so your recording is not either.")
    elif decision.outcome != Outcome.GREEN or decision.removed:
        publish, reason = False, _("We took words out of the text, and the recording would still say them.")
    elif publish is None:
        raise Refused(_("Listen to the recording, and decide on it as well."), field="hearing")
    elif publish and not row.cleaned:
        raise Refused(_("This recording may still say where it was made. Publish the words only."), field="hearing")
    elif not publish and not reason.strip():
        raise Refused(_("Say why the recording is not published. The author will see it."), field="hearing_reason")
    row.hearing = Hearing.APPROVED if publish else Hearing.REFUSED
    row.heard_reason, row.heard_by, row.heard_at = "" if publish else reason.strip(), by, timezone.now()
    row.save(update_fields=["hearing", "heard_reason", "heard_by", "heard_at"])
    if not publish and row.status == Status.KEPT:
        destroy([row])
    audit.record(
        actor=by.actor() if by else Actor.system("voices"),
        verb=f"voices.recording-{row.hearing}",
        target=f"recording:{row.ref}",
    )


def stop_hearing(submission: Submission) -> None:
    """Nobody else may hear the recordings of a submission any more. Those kept for nothing else are destroyed.

    The caller holds the rows.
    """
    rows = list(submission.recordings.exclude(hearing=Hearing.NO))
    destroy([row for row in rows if row.status == Status.KEPT])
    SentRecording.objects.filter(pk__in=[row.pk for row in rows]).update(
        hearing=Hearing.NO, heard_reason="", heard_by=None, heard_at=timezone.now()
    )
