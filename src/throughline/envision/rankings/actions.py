"""The only functions that change what is put in order and what people send, and that ask for the outcome."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.envision.rankings.models import Ballot
from throughline.envision.rankings.plan import MOST_ITEMS, Item, Plan, dump, plan_of
from throughline.envision.rankings.queries import KIND
from throughline.envision.seats.models import Seat
from throughline.evidence.actions import ask_for_run
from throughline.evidence.models import Run
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require


@action
def set_ranking(
    *,
    activity: Activity,
    question: str,
    asked: int,
    partial: bool,
    items: Sequence[tuple[str, str]],
    by: Account | None,
    once_key: str,
) -> None:
    """Say what is put in order, and how many places people fill.

    Args:
        activity: one that has not opened.
        question: what people are asked; empty for our own words.
        asked: how many places, 0 for as many as there are items.
        partial: whether places may be left empty.
        items: (name, plain description) of each.
        by, once_key: who asks, with the form's key.

    Raises:
        Refused: the activity has opened, two items have one name, there are too many of them, or more places than
            items.
        NotAllowed: the account may not.
    """
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    if not once.claim(scope=f"rankings.set:{activity.ref}", key=once_key).first:
        return
    current = Activity.objects.select_for_update().get(pk=activity.pk)
    if current.status != Activity.Status.DRAFT:
        raise Refused(_("People may have sent an order already, so this cannot be changed any more."))
    named = tuple(Item(f"i{number}", name, about) for number, (name, about) in enumerate(items, start=1))
    if len({one.name.casefold() for one in named}) < len(named):
        raise Refused(_("Two items have the same name. Give one of them another name."))
    if len(named) > MOST_ITEMS:
        raise Refused(_("There are more than %(most)s items. People cannot weigh so many.") % {"most": MOST_ITEMS})
    if named and asked > len(named):
        raise Refused(_("There are more places than items. Ask for fewer places, or for none."), field="asked")
    current.settings = current.settings | dump(Plan(question, asked, partial, named))
    current.save(update_fields=["settings"])
    audit.record(
        actor=by.actor() if by else Actor.system("rankings"),
        verb="rankings.plan",
        target=f"activity:{activity.ref}",
        detail={"items": len(named), "places": asked},
    )


@action
def cast(*, seat: Seat, order: Sequence[str]) -> None:
    """Keep the order that a person sends, in the place of what they sent before. The last one counts.

    Args:
        seat: whose order it is.
        order: slugs of items, the first place first.

    Raises:
        Refused: the activity is not open; an item is not there or stands twice; there are more than there are places;
            or places are empty where all have to be filled.
    """
    activity = Activity.objects.only("settings", "status").get(pk=seat.activity_id)
    if activity.status != Activity.Status.OPEN:
        raise Refused(_("This is closed, so this order could not be kept. What you sent before is kept."))
    plan = plan_of(activity.settings)
    _check(plan, order)
    Ballot.objects.bulk_create(
        [Ballot(seat=seat, order=list(order), cast_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["seat"],
        update_fields=["order", "cast_at"],
    )


def _check(plan: Plan, order: Sequence[str]) -> None:
    if not set(order) <= plan.names().keys():
        raise Refused(_("One of these items is not here. Look at your order again."))
    if len(set(order)) < len(order) or len(order) > plan.places:
        raise Refused(_("Each place can be given once, and each item has one place at most."))
    if not order or (len(order) < plan.places and not plan.partial):
        raise Refused(_("Some places are empty. Fill them all."))


@action
def ask_for_outcome(*, activity: Activity, by: Account | None, once_key: str) -> Run:
    """Queue working out the order of all. Nobody knows how it stands while people can still change theirs.

    Raises:
        Refused: the activity has not closed.
        NotAllowed: the account may not.
    """
    from throughline.envision.rankings.jobs import work_out

    if activity.status != Activity.Status.CLOSED:
        raise Refused(_("Close this first. While people can still take part, nobody sees how it stands."))
    return ask_for_run(
        programme=activity.programme,
        kind=KIND,
        task=work_out,
        activity=activity,
        by=by,
        once_key=once_key,
        duty=Duty.ANALYSE,
    )
