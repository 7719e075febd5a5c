"""Where a contribution ended when it is in no theme."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughline.core import audit
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.evidence.models import Disposition
from throughline.people.models import Account
from throughline.programmes.permissions import Duty, require
from throughline.voices.models import Contribution


@action
def dispose(*, contribution: Contribution, kind: str, reason: str, by: Account | None) -> Disposition:
    """Say where a contribution ended, with the reason that its author will read.

    Args:
        contribution: the words.
        kind: a `Disposition.Kind`.
        reason: plain words for the author.
        by: the person; None for software, which may only say “stands alone”.

    Raises:
        Refused: no reason was given, or software tried to decide.
        NotAllowed: the person may not.
    """
    require(Duty.ANALYSE, by=by, programme=contribution.programme)
    if not reason.strip():
        raise Refused(_("Say why. The author will read it."), field="reason")
    if by is None and kind != Disposition.Kind.STANDS_ALONE:
        raise Refused(_("Only a person may decide that words are not used."))
    disposition, _made = Disposition.objects.update_or_create(
        contribution=contribution, defaults={"kind": kind, "reason": reason.strip(), "by_account": by}
    )
    actor = by.actor() if by else Actor.system("evidence")
    audit.record(
        actor=actor,
        verb="evidence.dispose",
        target=f"contribution:{contribution.ref}",
        detail={"kind": kind},
    )
    return disposition
