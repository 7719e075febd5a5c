"""The journey: which touchpoints it has, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from throughline.core import once
from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.people.models import Account
from throughline.programmes.models import Programme
from throughline.programmes.permissions import Duty, allowed, require
from throughline.understand.touchpoints.actions._common import record
from throughline.understand.touchpoints.models import Touchpoint

MOST = 20


@dataclass(frozen=True)
class Wanted:
    """One touchpoint as the journey should have it. `ref`: of one that it has already; without a name it goes."""

    name: str
    ref: str = ""


@action
def set_journey(*, programme: Programme, wanted: Sequence[Wanted], by: Account | None, once_key: str) -> None:
    """Give the journey these touchpoints, in this order. Those that are not named stay away.

    Args:
        programme: whose journey.
        wanted: every touchpoint, in order; those that exist by their ref.
        once_key: the form's idempotency key.

    Raises:
        Refused: there are too many, two have the same name, or words stand at one that should go.
        NotAllowed: the person is neither analyst nor facilitator.
    """
    if by is None or not allowed(Duty.ANALYSE, by=by, programme=programme):
        require(Duty.WRITE_DOWN, by=by, programme=programme)
    if not once.claim(scope=f"touchpoints.journey:{programme.ref}", key=once_key).first:
        return
    Programme.objects.select_for_update().get(pk=programme.pk)
    known = {row.ref: row for row in Touchpoint.objects.filter(programme=programme).annotate(used=Count("placements"))}
    kept = [Wanted(one.name.strip(), one.ref if one.ref in known else "") for one in wanted if one.name.strip()]
    _check(kept, known)
    staying = {one.ref for one in kept}
    Touchpoint.objects.filter(programme=programme, ref__in=known.keys() - staying).delete()
    for number, one in enumerate(kept, 1):
        if one.ref:
            Touchpoint.objects.filter(ref=one.ref).update(name=one.name, place=number)
        else:
            Touchpoint.objects.create(programme=programme, name=one.name, place=number)
    record(by, "journey", f"programme:{programme.ref}", touchpoints=len(kept))


def _check(kept: Sequence[Wanted], known: Mapping[str, Touchpoint]) -> None:
    if len(kept) > MOST:
        raise Refused(_("A journey can have at most %(most)s touchpoints.") % {"most": MOST}, field="more")
    names = [one.name.casefold() for one in kept]
    if len(set(names)) != len(names):
        raise Refused(_("Two touchpoints have the same name."), field="more")
    staying = {one.ref for one in kept}
    for ref, row in known.items():
        if ref not in staying and row.used:  # type: ignore[attr-defined]
            raise Refused(_("Words stand at “%(name)s”. Take them off the map first.") % {"name": row.name})
