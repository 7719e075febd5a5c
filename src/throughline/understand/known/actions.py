"""Asking what is known already."""

from __future__ import annotations

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.people.models import Account
from throughline.programmes.models import Programme
from throughline.programmes.permissions import Duty, require
from throughline.understand.known.models import Search


@action
def look_up(*, programme: Programme, question: str, by: Account | None, once_key: str) -> Search:
    """Queue a search for what is known about a question.

    Args:
        programme: for which it is asked; its organisation says which programmes are searched.
        question: at most 300 characters, in plain words.
        by: who asks, and whose roles decide which words are searched; None for the system, which searches none.
        once_key: the form's idempotency key.

    Raises:
        NotAllowed: the person may not.
    """
    require(Duty.LOOK_UP, by=by, programme=programme)
    claim = once.claim(scope=f"known:{programme.ref}", key=once_key)
    if not claim.first:
        return Search.objects.get(ref=claim.outcome)
    from throughline.understand.known import jobs  # jobs knows the models

    search = Search.objects.create(programme=programme, question=question, asked_by=by)
    search.job = jobs.search_what_is_known.enqueue(search.ref).id
    search.save(update_fields=["job"])
    audit.record(actor=by.actor() if by else Actor.system("known"), verb="known.look-up", target=f"search:{search.ref}")
    claim.settle(search.ref)
    return search
