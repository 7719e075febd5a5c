"""Taking words to decide on them, so that two people do not decide on the same; and opinions nobody gave in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import takewhile
from typing import NoReturn

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughline.core import audit
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.people import outbox
from throughline.people.models import Account
from throughline.programmes.links import sign_in_to
from throughline.programmes.models import Programme, Role
from throughline.programmes.permissions import Duty, require
from throughline.voices.models import Contribution, Hold, SecondOpinion
from throughline.voices.moderation import times

AT_ONCE = 20


@action
def take(*, contribution: Contribution, by: Account) -> Hold:
    """Take words to decide on them for a set time; what one holds already is held for as long again.

    Returns:
        The hold that stands now. It is somebody else's where they were first and their time has not run out.

    Raises:
        NotAllowed: the person may not decide.
    """
    require(Duty.MODERATE, by=by, programme=contribution.programme)
    Contribution.objects.select_for_update().get(pk=contribution.pk)
    standing = held_by_another(contribution, by)
    if standing is not None:
        return standing
    until = timezone.now() + times.hold_length()
    hold, _made = Hold.objects.update_or_create(contribution=contribution, defaults={"account": by, "until": until})
    return hold


@action
def give_back(*, contribution: Contribution, by: Account) -> None:
    """Let others take words at once that one holds oneself; what somebody else holds stays theirs.

    Raises:
        NotAllowed: the person may not decide.
    """
    require(Duty.MODERATE, by=by, programme=contribution.programme)
    Hold.objects.filter(contribution=contribution, account=by).delete()


@action
def let_second_opinions_lapse(*, programme: Programme) -> int:
    """Give second opinions that nobody gave in time back to the whole queue, up to 20, and tell the organisers.

    Returns:
        How many went back. Call until it is 0.
    """
    late = _late(programme)
    for opinion in late:
        SecondOpinion.objects.filter(pk=opinion.pk).update(lapsed_at=timezone.now())
        Contribution.objects.filter(pk=opinion.contribution_id).update(moderation=Contribution.Moderation.WAITING)
        audit.record(
            actor=Actor.system("voices"),
            verb="voices.second-opinion-lapsed",
            target=f"contribution:{opinion.contribution.ref}",
        )
    if late:
        _tell_organisers(programme)
    return len(late)


def held_by_another(contribution: Contribution, by: Account | None) -> Hold | None:
    """The hold of somebody else that stands now. Call while the contribution is locked."""
    standing = Hold.objects.select_related("account").filter(contribution=contribution, until__gt=timezone.now())
    return (standing.exclude(account=by) if by else standing).first()


def check_hold(contribution: Contribution, by: Account | None) -> None:
    """Refuse while somebody else has the words open to decide on them."""
    hold = held_by_another(contribution, by)
    if hold is not None:
        refuse_held(hold)


def refuse_held(hold: Hold) -> NoReturn:
    """Say who has the words open.

    Raises:
        Refused: always.
    """
    raise Refused(_("{name} has opened these words to decide on them.").format(name=hold.account.name))


def ask_for_second(contribution: Contribution, *, for_author: bool = False) -> None:
    """Start the time in which somebody else should decide."""
    values = {"asked_at": timezone.now(), "lapsed_at": None, "for_author": for_author}
    SecondOpinion.objects.update_or_create(contribution=contribution, defaults=values)


def programmes_with_late_opinions() -> list[Programme]:
    """The programmes in which a second opinion may be late."""
    ids = _waiting().values_list("contribution__programme", flat=True).distinct()
    return list(Programme.objects.filter(pk__in=list(ids)).order_by("pk"))


def _waiting() -> QuerySet[SecondOpinion]:
    return SecondOpinion.objects.filter(
        lapsed_at__isnull=True,
        asked_at__lte=_earliest(timezone.now()),
        contribution__moderation=Contribution.Moderation.SECOND,
        contribution__standing=Contribution.Standing.LIVE,
    )


def _earliest(now: datetime) -> datetime:
    """Nothing asked for later than this can be late: working days are never shorter than days."""
    return now - timedelta(days=settings.MODERATION_SECOND_DAYS)


def _late(programme: Programme) -> list[SecondOpinion]:
    """The first of those that are late, their words held so that nobody decides in between."""
    now = timezone.now()
    rows = _waiting().filter(contribution__programme=programme).order_by("asked_at", "pk")
    found = takewhile(lambda one: times.second_due(one.asked_at) <= now, rows[:AT_ONCE])
    refs = {one.contribution_id: one for one in found}
    locked = Contribution.objects.select_for_update().filter(pk__in=refs, moderation=Contribution.Moderation.SECOND)
    still = SecondOpinion.objects.filter(contribution__in=list(locked.order_by("pk")), lapsed_at__isnull=True)
    return [one for one in still.select_related("contribution") if times.second_due(one.asked_at) <= now]


def _tell_organisers(programme: Programme) -> None:
    """At most one message a day to each: it says that there are some, and no word of them."""
    organisers = Account.objects.filter(
        memberships__programme=programme, memberships__role=Role.ORGANISER, is_active=True
    )
    day = timezone.localdate().isoformat()
    days: int = settings.MODERATION_SECOND_DAYS
    for one in organisers.select_related("contact").order_by("pk"):
        outbox.send(
            contact=one.contact,
            kind="second-opinion-lapsed",
            subject=_("Nobody gave a second opinion in time"),
            body=ngettext(
                "In “{programme}” a moderator asked for a second opinion. Nobody gave it within {days} working day. "
                "The words are back in the queue, and any moderator may decide now.",
                "In “{programme}” a moderator asked for a second opinion. Nobody gave it within {days} working days. "
                "The words are back in the queue, and any moderator may decide now.",
                days,
            ).format(programme=programme.title, days=days)
            + "\n\n"
            + _("Please make sure that there are enough moderators:\n{address}").format(
                address=sign_in_to("team", programme=programme.slug)
            ),
            once=f"second-lapsed:{programme.ref}:{one.ref}:{day}",
        )
