"""What changes the attributes of a choice experiment that has not opened, and the pairs of levels that cannot be."""

from __future__ import annotations

from dataclasses import asdict, replace

from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.envision.choices.models import LevelPicture
from throughline.envision.choices.plan import MOST_ATTRIBUTES, Attribute, ChoicePlan, Pair, dump, plan_of
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require


@action
def put_attribute(
    *, activity: Activity, attribute: Attribute, replaces: str = "", by: Account | None, once_key: str
) -> None:
    """Add an attribute at the end, or put it in the place of another (`replaces`, its slug).

    Pairs that name levels which are gone go with them.

    Raises:
        Refused: the activity has opened, or there are too many attributes, or one of this name.
        NotAllowed: the account may not.
    """
    current = hold("put", activity, by, once_key)
    if current is None:
        return
    plan = plan_of(current.settings)
    others = [one for one in plan.attributes if one.slug != replaces]
    if any(one.name.casefold() == attribute.name.casefold() for one in others):
        raise Refused(_("There is one with this name already. Give it another name."), field="name")
    if not replaces and len(others) >= MOST_ATTRIBUTES:
        raise Refused(
            _("There are %(most)s already, and people cannot weigh more at a time.") % {"most": MOST_ATTRIBUTES}
        )
    if replaces:
        attributes = tuple(attribute if one.slug == replaces else one for one in plan.attributes)
    else:
        attributes = (*plan.attributes, attribute)
    _store(current, replace(plan, attributes=attributes), by, f"put {attribute.slug}")


@action
def remove_attribute(*, activity: Activity, slug: str, by: Account | None, once_key: str) -> None:
    """Take an attribute out, with the pairs that name it. Raises as `put_attribute`."""
    current = hold("remove", activity, by, once_key)
    if current is not None:
        plan = plan_of(current.settings)
        left = tuple(one for one in plan.attributes if one.slug != slug)
        _store(current, replace(plan, attributes=left), by, f"without {slug}")


@action
def rule_out_pair(*, activity: Activity, pair: Pair, by: Account | None, once_key: str) -> None:
    """Say that no option may have these two levels together.

    Raises:
        Refused: the activity has opened, both levels are of one attribute, or one is not there.
        NotAllowed: the account may not.
    """
    current = hold("rule-out", activity, by, once_key)
    if current is None:
        return
    plan = plan_of(current.settings)
    if pair.attribute == pair.other:
        raise Refused(_("Choose levels of two different things."), field="second")
    if not _is_there(plan, pair):
        raise Refused(_("One of these levels is not there any more. Choose again."), field="first")
    if pair not in plan.pairs:
        _store(current, replace(plan, pairs=(*plan.pairs, pair)), by, "a pair ruled out")


@action
def allow_pair(*, activity: Activity, pair: Pair, by: Account | None, once_key: str) -> None:
    """Let two levels stand together again. Raises as `put_attribute`."""
    current = hold("allow", activity, by, once_key)
    if current is not None:
        plan = plan_of(current.settings)
        _store(current, replace(plan, pairs=tuple(one for one in plan.pairs if one != pair)), by, "a pair allowed")


def hold(verb: str, activity: Activity, by: Account | None, once_key: str) -> Activity | None:
    """The activity, held against other changes by whoever may make them; None if this form was sent before.

    Raises:
        Refused: it has opened.
        NotAllowed: the account may not.
    """
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    if not once.claim(scope=f"choices.{verb}:{activity.ref}", key=once_key).first:
        return None
    current = Activity.objects.select_for_update().get(pk=activity.pk)
    if current.status != Activity.Status.DRAFT:
        raise Refused(_("People may have chosen already, so what they choose between cannot be changed any more."))
    return current


def _is_there(plan: ChoicePlan, pair: Pair) -> bool:
    return plan.has(pair.attribute, pair.level) and plan.has(pair.other, pair.other_level)


def _store(activity: Activity, plan: ChoicePlan, by: Account | None, what: str) -> None:
    plan = replace(plan, pairs=tuple(pair for pair in plan.pairs if _is_there(plan, pair)))
    kept = dump(plan)
    activity.settings = activity.settings | {"attributes": kept["attributes"], "pairs": [asdict(p) for p in plan.pairs]}
    activity.save(update_fields=["settings"])
    for picture in LevelPicture.objects.filter(activity=activity).defer("content"):
        if not plan.has(picture.attribute, picture.level):  # its slug may be given to something else
            picture.delete()
    record(activity, by, what)


def record(activity: Activity, by: Account | None, what: str) -> None:
    """Write a change of the plan into the log."""
    audit.record(
        actor=by.actor() if by else Actor.system("choices"),
        verb="choices.plan",
        target=f"activity:{activity.ref}",
        detail={"change": what},
    )
