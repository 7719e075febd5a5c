"""Activities: one method at work in a programme."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.people.models import Account
from throughline.programmes import methods
from throughline.programmes.actions._common import locked, pressed, record
from throughline.programmes.models import Activity, Programme
from throughline.programmes.permissions import Duty, require


@action
def create_activity(
    *,
    programme: Programme,
    method: str,
    title: str,
    by: Account | None,
    intro: str = "",
    settings: Mapping[str, Any] | None = None,
    closes_on: date | None = None,
    once_key: str = "",
) -> Activity:
    """Prepare an activity. Nobody can take part before it is opened.

    Args:
        method: the slug of a registered method; it says which stage the activity belongs to.
        title: what people read.
        intro: what it is about, in Markdown.
        settings: what the method's settings form gave, as JSON can hold it.
        closes_on: the day people are told, if any.
        once_key: the form's key; the same key again gives the same activity.

    Raises:
        NotAllowed: the account is neither organiser nor facilitator.
        NotFound: there is no such method.
        Refused: the programme is closed, the day is after the programme closes, or the method comes by itself.
    """
    require(Duty.RUN_ACTIVITY, by=by, programme=programme)
    claim = pressed("programmes.create-activity", by=by, key=once_key)
    if not claim.first:
        return Activity.objects.get(ref=claim.outcome)
    programme, chosen = locked(programme), methods.get(method)
    if not chosen.by_hand:
        raise Refused(_("Every programme brings this activity by itself."))
    if programme.status == Programme.Status.CLOSED:
        raise Refused(_("This programme is closed, so nothing can be added to it."))
    _check_day(closes_on, programme)
    activity = Activity.objects.create(
        programme=programme,
        stage=chosen.stage,
        method=chosen.slug,
        title=title,
        intro=intro,
        settings=dict(settings or {}),
        closes_on=closes_on,
    )
    claim.settle(activity.ref)
    record("programmes.create-activity", by=by, target=f"activity:{activity.ref}", method=chosen.slug)
    return activity


@action
def edit_activity(
    *,
    activity: Activity,
    title: str,
    by: Account | None,
    intro: str = "",
    settings: Mapping[str, Any] | None = None,
    closes_on: date | None = None,
    once_key: str = "",
) -> Activity:
    """Change what an activity says and how it works. `settings` replaces the values of the keys it has.

    Raises:
        NotAllowed: the account is neither organiser nor facilitator.
        Refused: the day is after the programme closes.
    """
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    if not pressed("programmes.edit-activity", by=by, key=once_key).first:
        return activity
    _check_day(closes_on, activity.programme)
    current = Activity.objects.select_for_update().get(pk=activity.pk)
    current.title, current.intro, current.closes_on = title, intro, closes_on
    current.settings = current.settings | dict(settings or {})
    current.save(update_fields=["title", "intro", "settings", "closes_on"])
    record("programmes.edit-activity", by=by, target=f"activity:{activity.ref}")
    return current


@action
def open_activity(*, activity: Activity, by: Account | None, once_key: str = "") -> Activity:
    """Let people take part, or begin again after it was closed.

    Raises:
        NotAllowed: the account is neither organiser nor facilitator.
        Refused: the programme is not open, so nothing has been promised yet, or nothing is taken in any more; or
            something that the method needs is missing.
    """
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    if not pressed("programmes.open-activity", by=by, key=once_key).first:
        return activity
    method = methods.get(activity.method)
    if not method.by_hand:
        raise Refused(_("This activity opens and closes with its programme."))
    if missing := method.missing(activity):
        raise Refused(missing)
    if locked(activity.programme).status != Programme.Status.OPEN:
        raise Refused(_("Open the programme first. Until then nobody can take part."))
    return _set_status(activity, Activity.Status.OPEN, by=by, verb="programmes.open-activity")


@action
def close_activity(*, activity: Activity, by: Account | None, once_key: str = "") -> Activity:
    """Stop taking anything in.

    Raises:
        NotAllowed: the account is neither organiser nor facilitator.
        Refused: it is not open.
    """
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    if not pressed("programmes.close-activity", by=by, key=once_key).first:
        return activity
    if not methods.get(activity.method).by_hand:
        raise Refused(_("This activity opens and closes with its programme."))
    if not Activity.objects.filter(pk=activity.pk, status=Activity.Status.OPEN).exists():
        raise Refused(_("This activity is not open."))
    return _set_status(activity, Activity.Status.CLOSED, by=by, verb="programmes.close-activity")


def _set_status(activity: Activity, status: Activity.Status, *, by: Account | None, verb: str) -> Activity:
    activity.status = status
    activity.save(update_fields=["status"])
    record(verb, by=by, target=f"activity:{activity.ref}")
    return activity


def _check_day(closes_on: date | None, programme: Programme) -> None:
    if closes_on and programme.closes_on and closes_on > programme.closes_on:
        raise Refused(_("Choose a day on or before the closing date of the programme."), field="closes_on")
