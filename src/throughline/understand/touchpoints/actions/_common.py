"""What every change ends with."""

from __future__ import annotations

from throughline.core import audit
from throughline.core.actions import Actor
from throughline.people.models import Account


def record(by: Account | None, verb: str, target: str, **detail: str | int) -> None:
    """Write the audit row of a change: identifiers, never words."""
    actor = by.actor() if by else Actor.system("touchpoints")
    audit.record(actor=actor, verb=f"touchpoints.{verb}", target=target, detail=detail or None)
