"""What every change begins and ends with."""

from __future__ import annotations

from throughline.core import audit
from throughline.core.actions import Actor
from throughline.people.models import Account
from throughline.programmes.permissions import Duty, require
from throughline.understand.coding.models import Codebook


def hold(codebook: Codebook, *, by: Account | None) -> Codebook:
    """Check that the person may change this codebook, and lock it as it is now.

    Raises:
        NotAllowed: the person may not.
    """
    require(Duty.ANALYSE, by=by, programme=codebook.programme)
    return Codebook.objects.select_for_update().select_related(None).get(pk=codebook.pk)


def record(by: Account | None, verb: str, target: str, **detail: str | int) -> None:
    """Write the audit row of a change."""
    actor = by.actor() if by else Actor.system("coding")
    audit.record(actor=actor, verb=verb, target=target, detail=detail or None)
