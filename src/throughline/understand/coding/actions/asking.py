"""Asking for work that takes a while: suggestions of software, and figures. Each is a run that can be repeated."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from throughline.core import once
from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.evidence.models import Run
from throughline.people.models import Account
from throughline.programmes.models import Programme
from throughline.programmes.permissions import Duty, require
from throughline.understand.coding.actions._common import hold, record
from throughline.understand.coding.models import Codebook
from throughline.understand.coding.queries.suggesting import FIGURES, SUGGESTIONS, is_busy

SEED = 20261122


@action
def ask_for_suggestions(*, programme: Programme, by: Account | None, once_key: str) -> Run:
    """Queue a run that learns from the codebook and people's codes, and suggests codes for words nobody has coded.

    Args:
        programme: whose words.
        by: who asks; None for the system.
        once_key: the form's idempotency key.

    Returns:
        The run, or the one that is under way.

    Raises:
        Refused: there is no codebook.
        NotAllowed: the person may not.
    """
    from throughline.understand.coding import jobs

    return _ask(programme, SUGGESTIONS, jobs.suggest_codes, by, once_key)


@action
def ask_for_figures(*, programme: Programme, by: Account | None, once_key: str) -> Run:
    """Queue a run that works out how far coders agree, whether new codes still come, and who said what.

    Args:
        programme: whose words.
        by: who asks; None for the system.
        once_key: the form's idempotency key.

    Returns:
        The run, or the one that is under way.

    Raises:
        Refused: there is no codebook.
        NotAllowed: the person may not.
    """
    from throughline.understand.coding import jobs

    return _ask(programme, FIGURES, jobs.work_out_figures, by, once_key)


@action
def show_suggestions(*, codebook: Codebook, shown: bool, by: Account | None) -> Codebook:
    """Say whether coders see what software suggests before they code.

    Raises:
        NotAllowed: the person may not.
    """
    codebook = hold(codebook, by=by)
    if codebook.shows_suggestions != shown:
        codebook.shows_suggestions = shown
        codebook.save(update_fields=["shows_suggestions"])
        record(by, "coding.show-suggestions", f"programme:{codebook.programme.ref}", shown=int(shown))
    return codebook


def _ask(programme: Programme, kind: str, task: Any, by: Account | None, once_key: str) -> Run:
    require(Duty.ANALYSE, by=by, programme=programme)
    claim = once.claim(scope=f"{kind}:{programme.ref}", key=once_key)
    if not claim.first:
        return Run.objects.get(ref=claim.outcome)
    if not Codebook.objects.filter(programme=programme).exists():
        raise Refused(_("Begin a codebook first."))
    Programme.objects.select_for_update().get(pk=programme.pk)  # one run at a time, whoever asks
    run = _under_way(programme, kind)
    if run is None:
        run = Run.objects.create(programme=programme, kind=kind, seed=SEED, asked_by=by, parameters={"seed": SEED})
        run.job = task.enqueue(run.ref).id
        run.save(update_fields=["job"])
        record(by, "coding.ask", f"run:{run.ref}", kind=kind)
    claim.settle(run.ref)
    return run


def _under_way(programme: Programme, kind: str) -> Run | None:
    """The run that a worker is on or will take. One that was given up is marked as failed on the way."""
    waiting = Run.objects.filter(programme=programme, kind=kind, status__in=[Run.Status.WAITING, Run.Status.RUNNING])
    run = waiting.select_for_update().first()
    if run is None or is_busy(run):
        return run
    run.status, run.failure = Run.Status.FAILED, _("It could not be finished. Ask again.")
    run.save(update_fields=["status", "failure"])
    return None
