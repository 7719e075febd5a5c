"""What people who joined do: begin, and choose. Each choice is its own record, and the last one counts."""

from __future__ import annotations

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.envision.choices.asked import asked_of, order_for
from throughline.envision.choices.design import Design, design_of
from throughline.envision.choices.models import Choice, Place
from throughline.envision.seats.models import Seat
from throughline.programmes.models import Activity


@action
def begin(*, seat: Seat, version: int = 0) -> Place:
    """Give a person their version of the tasks: those of one constituency get the versions in turn.

    Args:
        seat: whose it is.
        version: the one that stands on the paper which they filled in, if they did.

    Returns:
        The place, the same one however often this is asked for.

    Raises:
        Refused: the activity is not open, has no tasks, or there is no such version.
    """
    known = Place.objects.filter(seat=seat).first()
    if known is not None:
        return known
    # Held until the end, so that two people who begin at once never get the same number.
    activity = Activity.objects.select_for_update().get(pk=seat.activity_id)
    design = _open_design(activity)
    known = Place.objects.filter(seat=seat).first()
    if known is not None:
        return known
    constituency = seat.participant.constituency
    own = Place.objects.filter(activity=activity, constituency=constituency)
    number = (own.aggregate(last=Max("number"))["last"] or 0) + 1
    if version not in range(design.plan.blocks + 1):
        raise Refused(_("There is no such version. Look at the number on the paper."))
    block = version or (number - 1) % design.plan.blocks + 1
    return Place.objects.create(seat=seat, activity=activity, constituency=constituency, number=number, block=block)


@action
def choose(*, seat: Seat, kind: str, task: int, chosen: int) -> None:
    """Keep what a person chose in one task, in the place of what they chose there before.

    Args:
        seat: whose choice it is.
        kind, task: which task (`asked.Asked.key`).
        chosen: 0 or 1 for an option, 2 for neither.

    Raises:
        Refused: the activity is not open, the task is not one of this person's, or that cannot be chosen.
    """
    activity = Activity.objects.only("settings", "status").get(pk=seat.activity_id)
    design = _open_design(activity)
    place = Place.objects.filter(seat=seat).first()
    asked = asked_of(design, place, order_for(seat)) if place else []
    here = next((one for one in asked if one.key == (kind, task)), None)
    if here is None:
        raise Refused(_("This is not one of your choices. Go back to your own, which are all still here."))
    if chosen not in range(3 if design.plan.opt_out else 2):
        raise Refused(_("Choose one of the options"), field="chosen")
    Choice.objects.bulk_create(
        [Choice(seat=seat, kind=kind, task=task, position=here.position, chosen=chosen, answered_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["seat", "kind", "task"],
        update_fields=["chosen", "answered_at"],
    )


def _open_design(activity: Activity) -> Design:
    if activity.status != Activity.Status.OPEN:
        raise Refused(_("This is closed, so this choice could not be kept. Everything that you chose before is kept."))
    design = design_of(activity.settings)
    if design is None:
        raise Refused(_("This is not ready yet. Come back later."))
    return design
