"""What plans, opens and ends a wave: a further time at which the same questions are asked."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.people.models import Account
from throughline.programmes.actions import close_activity, open_activity
from throughline.programmes.models import Activity, Programme
from throughline.programmes.permissions import Duty, require
from throughline.understand.questionnaires.models import Wave


@action
def plan_wave(*, activity: Activity, opens_on: date, closes_on: date, by: Account | None, once_key: str) -> Wave | None:
    """Plan to ask the same questions again; a wave that begins today opens at once.

    Args:
        activity: a questionnaire that has been open.
        opens_on, closes_on: its first and last day.
        once_key: the form's key; the same key again plans nothing.

    Returns:
        The wave; None where this form was sent before.

    Raises:
        Refused: nobody has been asked yet, another wave is planned, or the days do not fit.
        NotAllowed: the account may not.
    """
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    if not once.claim(scope=f"questionnaires.plan-wave:{activity.ref}", key=once_key).first:
        return None
    held = Activity.objects.select_for_update().select_related("programme").get(pk=activity.pk)
    if held.status == Activity.Status.DRAFT:
        raise Refused(_("Open the questionnaire first. You can ask again once people have been asked once."))
    waves = list(Wave.objects.filter(activity=held))
    _check_days(held.programme, waves, opens_on=opens_on, closes_on=closes_on)
    if not waves:
        began = timezone.localdate(held.created_at)
        waves = [
            Wave.objects.create(
                activity=held,
                number=1,
                opens_on=min(held.opens_on or began, opens_on),
                closes_on=held.closes_on,
                opened_at=held.created_at,
            )
        ]
    wave = Wave.objects.create(activity=held, number=waves[-1].number + 1, opens_on=opens_on, closes_on=closes_on)
    _record(wave, by, "questionnaires.plan-wave")
    if opens_on <= timezone.localdate():
        open_wave(wave=wave, by=by)
    return wave


def _check_days(programme: Programme, waves: list[Wave], *, opens_on: date, closes_on: date) -> None:
    if any(wave.opened_at is None for wave in waves):
        raise Refused(_("Another time is planned already. Take it off the plan first."))
    if opens_on < timezone.localdate():
        raise Refused(_("Choose today or a later day."), field="opens_on")
    if closes_on < opens_on:
        raise Refused(_("The last day must be on or after the first day."), field="closes_on")
    if programme.closes_on and closes_on > programme.closes_on:
        raise Refused(_("Choose a day on or before the closing date of the programme."), field="closes_on")


@action
def open_wave(*, wave: Wave, by: Account | None) -> None:
    """Begin a planned wave: what is answered from now on belongs to it, and those who agreed to it are told.

    The wave before it ends with this. Opening it again changes nothing.

    Raises:
        Refused: the programme takes nothing in.
        NotAllowed: the account may not.
    """
    require(Duty.RUN_ACTIVITY, by=by, programme=wave.activity.programme)
    activity = Activity.objects.select_for_update().get(pk=wave.activity_id)
    if not Wave.objects.filter(pk=wave.pk, opened_at__isnull=True).update(opened_at=timezone.now()):
        return
    today = timezone.localdate()
    before = Wave.objects.filter(activity=activity, number=wave.number - 1).get()
    if before.closes_on is None or before.closes_on > today:
        before.closes_on = today
        before.save(update_fields=["closes_on"])
    activity.closes_on = wave.closes_on
    activity.save(update_fields=["closes_on"])
    open_activity(activity=activity, by=by)
    _record(wave, by, "questionnaires.open-wave")
    from throughline.understand.questionnaires import jobs  # jobs knows the actions

    jobs.tell_of_wave.enqueue(wave.activity.ref, wave.number)


@action
def drop_wave(*, activity: Activity, by: Account | None) -> None:
    """Take the planned wave off the plan. Without one nothing happens.

    Raises:
        NotAllowed: the account may not.
    """
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    Activity.objects.select_for_update().get(pk=activity.pk)
    planned = Wave.objects.filter(activity=activity, opened_at__isnull=True).first()
    if planned is not None:
        _record(planned, by, "questionnaires.drop-wave")
        planned.delete()


@action
def end_wave(*, wave: Wave) -> None:
    """Stop taking answers in once the last day is over."""
    activity = Activity.objects.select_for_update().get(pk=wave.activity_id)
    newest = Wave.objects.filter(activity=activity, opened_at__isnull=False).last()
    over = newest == wave and activity.closes_on is not None and activity.closes_on < timezone.localdate()
    if over and activity.status == Activity.Status.OPEN:
        Wave.objects.filter(pk=wave.pk).update(closes_on=activity.closes_on)
        close_activity(activity=activity, by=None)


def _record(wave: Wave, by: Account | None, verb: str) -> None:
    audit.record(
        actor=by.actor() if by else Actor.system("questionnaires"),
        verb=verb,
        target=f"activity:{wave.activity.ref}",
        detail={"wave": wave.number},
    )
