"""The only functions that change a budget, its options and what people choose, and that ask for the outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.envision.budgets.models import Ballot
from throughline.envision.budgets.plan import MOST_OPTIONS, SHARE, Option, Plan, amount, dump, plan_of
from throughline.envision.budgets.queries import KIND
from throughline.envision.seats.models import Seat
from throughline.evidence.actions import ask_for_run
from throughline.evidence.models import Run
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require


@action
def set_budget(
    *,
    activity: Activity,
    budget: int,
    unit: str,
    ballot: str,
    points: int,
    rest: str,
    by: Account | None,
    once_key: str,
) -> None:
    """Say how large the budget is, in what unit, and how people choose.

    Args:
        activity: one that has not opened.
        budget: how much there is, above 0.
        unit: a key of `plan.UNITS`.
        ballot, points: "tick", or "share" with so many points for each person.
        rest: "fill" or "leave": what is done with what equal shares leave over.
        by, once_key: who asks, with the form's key.

    Raises:
        Refused: the activity has opened, the budget is 0 or less, or an option costs more than that.
        NotAllowed: the account may not.
    """
    current = _begin("set", activity, by, once_key)
    if current is None:
        return
    if budget < 1:
        raise Refused(_("The budget must be 1 or more"), field="budget")
    plan = plan_of(current.settings)
    dear = max(plan.options, key=lambda one: one.cost, default=None)
    if dear is not None and dear.cost > budget:
        words = _("“%(name)s” costs %(cost)s, more than this budget. Change one of the two.")
        raise Refused(words % {"name": dear.name, "cost": amount(dear.cost, plan.unit)}, field="budget")
    changed = replace(plan, budget=budget, unit=unit, ballot=ballot, points=points, rest=rest)
    _store(current, changed, by, f"budget {budget} {unit}")


@action
def put_option(
    *,
    activity: Activity,
    name: str,
    about: str,
    cost: int,
    replaces: str = "",
    by: Account | None,
    once_key: str,
) -> None:
    """Add an option at the end, or put it in the place of another (`replaces`, its slug).

    Raises:
        Refused: the activity has opened; the option costs nothing, or more than the budget; or there are too many, or
            one of this name.
        NotAllowed: the account may not.
    """
    current = _begin("put", activity, by, once_key)
    if current is None:
        return
    plan = plan_of(current.settings)
    others = [one for one in plan.options if one.slug != replaces]
    if any(one.name.casefold() == name.casefold() for one in others):
        raise Refused(_("There is an option with this name already. Give it another name."), field="name")
    if cost < 1:
        raise Refused(_("The cost must be 1 or more"), field="cost")
    if plan.budget and cost > plan.budget:
        words = _("This costs more than the whole budget of %(budget)s, so it could never be funded.")
        raise Refused(words % {"budget": amount(plan.budget, plan.unit)}, field="cost")
    if len(others) == len(plan.options) >= MOST_OPTIONS:
        words = _("There are %(most)s options already. People cannot weigh more at a time.")
        raise Refused(words % {"most": MOST_OPTIONS})
    option = Option(replaces or plan.next_slug(), name, about, cost)
    options = tuple(option if one.slug == replaces else one for one in plan.options)
    if option not in options:
        options = (*options, option)
    _store(current, replace(plan, options=options), by, f"put {option.slug}")


@action
def remove_option(*, activity: Activity, slug: str, by: Account | None, once_key: str) -> None:
    """Take an option out. Raises Refused where the activity has opened, NotAllowed where the account may not."""
    current = _begin("remove", activity, by, once_key)
    if current is not None:
        plan = plan_of(current.settings)
        left = tuple(one for one in plan.options if one.slug != slug)
        _store(current, replace(plan, options=left), by, f"without {slug}")


@action
def cast(*, seat: Seat, given: Mapping[str, int]) -> None:
    """Keep what a person would fund, in the place of what they chose before. The last one counts.

    Args:
        seat: whose choice it is.
        given: slug → points, or 1 where an option is ticked; empty for somebody who would fund none of them.

    Raises:
        Refused: the activity is not open; an option is not there; points are not whole numbers above 0; or it is more
            than there is.
    """
    activity = Activity.objects.only("settings", "status").get(pk=seat.activity_id)
    if activity.status != Activity.Status.OPEN:
        raise Refused(_("This is closed, so this choice could not be kept. What you sent before is kept."))
    plan = plan_of(activity.settings)
    _check(plan, given)
    Ballot.objects.bulk_create(
        [Ballot(seat=seat, given=dict(given), cast_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["seat"],
        update_fields=["given", "cast_at"],
    )


def _check(plan: Plan, given: Mapping[str, int]) -> None:
    known = {one.slug for one in plan.options}
    if not given.keys() <= known:
        raise Refused(_("One of these options is not here. Look at your choice again."))
    most = plan.points if plan.ballot == SHARE else 1
    if any(type(number) is not int or not 1 <= number <= most for number in given.values()):
        raise Refused(_("Points are whole numbers, 0 or more. Look at your choice again."))
    if plan.used(given) > plan.limit:
        raise Refused(_("This is more than there is. Take something away."))


@action
def ask_for_outcome(*, activity: Activity, by: Account | None, once_key: str) -> Run:
    """Queue working out what the budget funds. Nobody knows how it stands while people can still choose.

    Raises:
        Refused: the activity has not closed.
        NotAllowed: the account may not.
    """
    from throughline.envision.budgets.jobs import work_out

    if activity.status != Activity.Status.CLOSED:
        raise Refused(_("Close this first. While people can still choose, nobody sees how it stands."))
    return ask_for_run(
        programme=activity.programme,
        kind=KIND,
        task=work_out,
        activity=activity,
        by=by,
        once_key=once_key,
        duty=Duty.ANALYSE,
    )


def _begin(verb: str, activity: Activity, by: Account | None, once_key: str) -> Activity | None:
    """The activity, held against other changes; None if this form was sent before."""
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    if not once.claim(scope=f"budgets.{verb}:{activity.ref}", key=once_key).first:
        return None
    current = Activity.objects.select_for_update().get(pk=activity.pk)
    if current.status != Activity.Status.DRAFT:
        raise Refused(_("People may have chosen already, so this cannot be changed any more."))
    return current


def _store(activity: Activity, plan: Plan, by: Account | None, what: str) -> None:
    activity.settings = activity.settings | dump(plan)
    activity.save(update_fields=["settings"])
    audit.record(
        actor=by.actor() if by else Actor.system("budgets"),
        verb="budgets.plan",
        target=f"activity:{activity.ref}",
        detail={"change": what},
    )
