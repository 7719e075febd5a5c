"""What the voices app does in the background."""

from django_tasks import task

from throughline.core.jobs import every
from throughline.voices.actions.consent import erase
from throughline.voices.models import Withdrawal
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
