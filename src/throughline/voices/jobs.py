"""What the voices app does in the background."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from throughline.core.jobs import every
from throughline.voices.actions.consent import erase
from throughline.voices.actions.holding import let_second_opinions_lapse, programmes_with_late_opinions
from throughline.voices.actions.sent import let_checks_end
from throughline.voices.listening import write_down as listen
from throughline.voices.models import RECORDINGS, Recording, SentRecording, Withdrawal
from throughline.voices.moderation import proposing, warning
from throughline.voices.part import actions


@task
def purge_drafts() -> None:
    """Throw away half-written work that nobody touched for 30 days. Safe to repeat."""
    while actions.purge_drafts():
        pass


every(3600, purge_drafts)


@task
def erase_submission(withdrawal_ref: str) -> None:
    """Destroy the words that a person asked to be erased. Safe to repeat."""
    withdrawal = Withdrawal.objects.select_related("submission__participant").get(ref=withdrawal_ref)
    erase(withdrawal=withdrawal)


@task(priority=10)
def warn_moderators(programme_ref: str) -> None:
    """Tell moderators that words with signals wait. Safe to repeat: one message an hour to each."""
    warning.warn(
        programme_ref=programme_ref,
        again=lambda seconds: warn_moderators.using(run_after=timezone.now() + timedelta(seconds=seconds)).enqueue(
            programme_ref
        ),
    )


@task
def write_down(recording_ref: str) -> None:
    """Write down what is said in a recording. Begun again after a crash it goes on where it stopped."""
    recording = Recording.objects.select_related("data_key").filter(ref=recording_ref).first()
    if recording is not None and recording.status in (Recording.Status.WAITING, Recording.Status.LISTENING):
        listen(recording)


@task
def tidy_recordings() -> None:
    """Remove files that no recording knows: what a crash between two steps left. Safe to repeat."""
    known = set(Recording.objects.values_list("stored_as", flat=True))
    known |= set(SentRecording.objects.filter(data_key__isnull=False).values_list("stored_as", flat=True))
    RECORDINGS.remove_older_than(24 * 3600, but=known)


every(3600, tidy_recordings)


@task
def delete_checked_recordings() -> None:
    """Delete recordings that were written down and whose authors have had time to check. Safe to repeat."""
    while let_checks_end():
        pass


every(3600, delete_checked_recordings)


@task
def lapse_second_opinions() -> None:
    """Give second opinions that nobody gave in time back to the whole queue. Safe to repeat."""
    for programme in programmes_with_late_opinions():
        while let_second_opinions_lapse(programme=programme):
            pass


every(900, lapse_second_opinions)


@task(priority=-5)
def propose_removals() -> None:
    """Propose what to take out of words that wait, in portions, so that other work comes in between. Safe to repeat."""
    if proposing.anything_waits() and proposing.catch_up(proposing.finder()) >= proposing.AT_ONCE:
        propose_removals.enqueue()


every(60, propose_removals)
