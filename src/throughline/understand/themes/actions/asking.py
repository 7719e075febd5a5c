"""Asking for groups of similar words, over every activity of a programme."""

from __future__ import annotations

from throughline.core.actions import action
from throughline.evidence.actions import ask_for_run
from throughline.evidence.models import Run
from throughline.people.models import Account
from throughline.programmes.models import Programme

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
    from throughline.understand.themes import jobs

    return ask_for_run(programme=programme, kind=KIND, task=jobs.find_themes, by=by, once_key=once_key, seed=seed)
