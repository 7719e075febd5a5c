"""Links: one step of the throughline each."""

from __future__ import annotations

from throughline.core.actions import action
from throughline.evidence.models import Link
from throughline.evidence.nodes import End
from throughline.people.models import Account
from throughline.programmes.models import Programme


@action
def link(
    *, programme: Programme, start: End, end: End, reason: str = "", by: Account | None, machine: bool = False
) -> Link:
    """Say that `start` shaped `end`. Saying so twice keeps the first.

    Args:
        programme: whose throughline it is.
        start: (kind, ref) of what came first.
        end: (kind, ref) of what it shaped.
        reason: why, in one sentence.
        by: the person who says so; None where they have no account, or for software.
        machine: whether software says so. Permission is the calling action's matter.
    """
    made, _new = Link.objects.get_or_create(
        from_kind=start[0],
        from_ref=start[1],
        to_kind=end[0],
        to_ref=end[1],
        defaults={"programme": programme, "reason": reason, "by_account": by, "by_machine": machine},
    )
    return made


@action
def unlink(*, start: End, end: End) -> None:
    """Take a link away again, while its end is still a draft. Permission is the calling action's matter."""
    Link.objects.filter(from_kind=start[0], from_ref=start[1], to_kind=end[0], to_ref=end[1]).delete()
