"""What every change to a theme begins and ends with."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughline.core import audit
from throughline.core.actions import Actor
from throughline.core.errors import Refused
from throughline.people.models import Account
from throughline.programmes.permissions import Duty, require
from throughline.understand.themes.models import Theme


def hold(*themes: Theme, by: Account | None) -> None:
    """Check that the person may arrange these themes, and lock them as they are now.

    Raises:
        NotAllowed: the person may not.
        Refused: one has been merged or set aside, or they are of different programmes.
    """
    for theme in themes:
        require(Duty.ANALYSE, by=by, programme=theme.programme)
    for theme in sorted(themes, key=lambda one: one.pk):  # always in one order, so that two people never block
        theme.refresh_from_db(from_queryset=Theme.objects.select_for_update().select_related(None))
        if theme.status not in Theme.OPEN:
            raise Refused(_("This theme has been merged or set aside."))
    if len({theme.programme_id for theme in themes}) > 1:
        raise Refused(_("Choose another theme of this programme."), field="into")


def record(theme: Theme, by: Account | None, verb: str, **detail: str | int) -> None:
    """Write the audit row of a change."""
    actor = by.actor() if by else Actor.system("themes")
    audit.record(actor=actor, verb=verb, target=f"theme:{theme.ref}", detail=detail or None)
