"""Asking for groups of similar words, over every activity of a programme."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.evidence.models import Run
from throughline.people.models import Account
from throughline.programmes.models import Programme
from throughline.programmes.permissions import Duty, require
from throughline.understand.themes import queries

KIND = "themes"
SEED = 20261122


@action
def ask_for_themes(*, programme: Programme, seed: int = SEED, by: Account | None, once_key: str) -> Run:
    """Queue a run over all usable words that are in no signed-off theme yet.

    Args:
        programme: whose words.
        seed: the same seed over the same words gives the same groups.
        by: who asks; None for the system.
        once_key: the form's idempotency key.

    Returns:
        The run, whose progress can be watched; or the one that is already under way.

    Raises:
        NotAllowed: the person may not.
    """
    require(Duty.ANALYSE, by=by, programme=programme)
    claim = once.claim(scope=f"themes:{programme.ref}", key=once_key)
    if not claim.first:
        return Run.objects.get(ref=claim.outcome)
    Programme.objects.select_for_update().get(pk=programme.pk)  # one run at a time, whoever asks
    under_way = _under_way(programme)
    run = under_way or Run.objects.create(
        programme=programme, kind=KIND, seed=seed, asked_by=by, parameters={"seed": seed}
    )
    if under_way is None:
        from throughline.understand.themes import jobs

        run.job = jobs.find_themes.enqueue(run.ref).id
        run.save(update_fields=["job"])
        audit.record(
            actor=by.actor() if by else Actor.system("themes"),
            verb="themes.ask",
            target=f"run:{run.ref}",
            detail={"seed": seed},
        )
    claim.settle(run.ref)
    return run


def _under_way(programme: Programme) -> Run | None:
    """The run that a worker is on or will take. One whose job was given up is marked as failed on the way."""
    waiting = Run.objects.filter(programme=programme, kind=KIND, status__in=[Run.Status.WAITING, Run.Status.RUNNING])
    run = waiting.select_for_update().first()
    if run is None or not queries.given_up(run):
        return run
    run.status, run.failure = Run.Status.FAILED, _("It could not be finished. Ask again.")
    run.save(update_fields=["status", "failure"])
    return None
