"""Asking for work that takes a while: suggestions of software, and figures. Each is a run that can be repeated."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.evidence.actions import ask_for_run
from throughline.evidence.models import Run
from throughline.people.models import Account
from throughline.programmes.models import Programme
from throughline.programmes.permissions import Duty, require
from throughline.understand.coding.actions._common import hold, record
from throughline.understand.coding.models import Codebook
from throughline.understand.coding.queries.suggesting import FIGURES, SUGGESTIONS

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
def show_suggestions(*, codebook: Codebook, shown: bool, order: str = "", by: Account | None) -> Codebook:
    """Say whether coders see what software suggests before they code, and what they are given first.

    Args:
        codebook: whose coders.
        shown: whether they see it.
        order: a `Codebook.Order`; empty leaves it as it is.
        by: who says so.

    Raises:
        Refused: there is no such order.
        NotAllowed: the person may not.
    """
    codebook = hold(codebook, by=by)
    order = order or codebook.order
    if order not in Codebook.Order.values:
        raise Refused(_("Choose what comes first."), field="order")
    if (codebook.shows_suggestions, codebook.order) != (shown, order):
        codebook.shows_suggestions, codebook.order = shown, order
        codebook.save(update_fields=["shows_suggestions", "order"])
        record(by, "coding.show-suggestions", f"programme:{codebook.programme.ref}", shown=int(shown), order=order)
    return codebook


def _ask(programme: Programme, kind: str, task: Any, by: Account | None, once_key: str) -> Run:
    require(Duty.ANALYSE, by=by, programme=programme)
    if not Codebook.objects.filter(programme=programme).exists():
        raise Refused(_("Begin a codebook first."))
    return ask_for_run(programme=programme, kind=kind, task=task, by=by, once_key=once_key, seed=SEED)
