"""What every action of the team begins and ends with."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor
from throughline.core.errors import Refused
from throughline.envision.partnerships.models import Partnership
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require


def begin(verb: str, activity: Activity, by: Account | None, once_key: str) -> Partnership | None:
    """The partnership, held against other changes, with the activity as it is now; None if this form was sent before.

    Raises:
        NotAllowed: the account may not.
    """
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    if not once.claim(scope=f"partnerships.{verb}:{activity.ref}", key=once_key).first:
        return None
    current = Activity.objects.select_for_update().get(pk=activity.pk)
    partnership, _made = Partnership.objects.get_or_create(activity=current)
    partnership.activity = current
    return partnership


def record(activity: Activity, by: Account | None, verb: str, **detail: object) -> None:
    actor = by.actor() if by else Actor.system("partnerships")
    audit.record(actor=actor, verb=f"partnerships.{verb}", target=f"activity:{activity.ref}", detail=detail)


def while_preparing(partnership: Partnership) -> None:
    """Raises Refused where people may have chosen from the questions already."""
    if partnership.activity.status != Activity.Status.DRAFT:
        raise Refused(_("People may have chosen from these questions already, so they cannot be changed any more."))


def after_closing(partnership: Partnership) -> None:
    """Raises Refused while people can still choose, or before."""
    if partnership.activity.status != Activity.Status.CLOSED:
        raise Refused(_("Close the survey first."))
