"""Opening and closing a programme."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.people.models import Account
from throughline.programmes import commitments, hooks
from throughline.programmes.actions._common import locked, pressed, record
from throughline.programmes.models import Activity, Programme
from throughline.programmes.permissions import Duty, require


@action
def open_programme(*, programme: Programme, by: Account | None, once_key: str = "") -> Programme:
    """Open a programme to everybody. Commitment comes before participation.

    Raises:
        NotAllowed: the account is not an organiser.
        Refused: the sponsor has not published the commitment; there is no closing date, or it has passed; the
            answer is promised for a day before it; or the programme is not a draft any more.
    """
    require(Duty.PLAN, by=by, programme=programme)
    if not pressed("programmes.open", by=by, key=once_key).first:
        return locked(programme)
    programme = locked(programme)
    if programme.status != Programme.Status.DRAFT:
        raise Refused(_("This programme has been opened already."))
    check_may_open(programme)
    today = timezone.localdate()
    programme.status, programme.opened_at = Programme.Status.OPEN, timezone.now()
    programme.opens_on = min(programme.opens_on or today, today)
    programme.save(update_fields=["status", "opened_at", "opens_on"])
    hooks.on_open.run(programme)
    record("programmes.open", by=by, target=f"programme:{programme.ref}")
    return programme


def check_may_open(programme: Programme) -> None:
    """Refuse to open too early. Pages ask this too, so that they show the same words before anybody presses.

    Raises:
        Refused: with the field that the organiser has to change.
    """
    if programme.closes_on is None:
        raise Refused(_("Choose the day on which people stop taking part."), field="closes_on")
    if programme.closes_on < timezone.localdate():
        raise Refused(_("The closing date has passed. Choose a later day."), field="closes_on")
    promised = commitments.published(programme)
    if promised is None:
        raise Refused(_("The sponsor must publish the commitment before the programme opens."), field="commitment")
    commitments.check_days(answer_by=promised.answer_by, closes_on=programme.closes_on)


@action
def close_programme(*, programme: Programme, by: Account | None, once_key: str = "") -> Programme:
    """Stop taking anything in: the programme and every activity in it are closed.

    Raises:
        NotAllowed: the account is not an organiser.
        Refused: the programme is not open.
    """
    require(Duty.PLAN, by=by, programme=programme)
    if not pressed("programmes.close", by=by, key=once_key).first:
        return locked(programme)
    programme = locked(programme)
    if programme.status != Programme.Status.OPEN:
        raise Refused(_("This programme is not open."))
    programme.status, programme.closed_at = Programme.Status.CLOSED, timezone.now()
    programme.save(update_fields=["status", "closed_at"])
    still_open = Activity.objects.filter(programme=programme, status=Activity.Status.OPEN)
    still_open.update(status=Activity.Status.CLOSED)
    record("programmes.close", by=by, target=f"programme:{programme.ref}")
    return programme
