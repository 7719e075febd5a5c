"""Messages to panellists: that a round is open, and one reminder in each round to those who have not finished."""

from __future__ import annotations

from django.conf import settings as site
from django.urls import reverse
from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.envision.delphi import queries
from throughline.envision.delphi.actions.joining import link_of
from throughline.envision.delphi.models import Invitation, Round
from throughline.envision.seats.models import Seat
from throughline.people import outbox


@action
def tell_of_round(*, seat: Seat, round_: Round) -> bool:
    """Tell one person that a round has opened, once. Returns whether a message was queued."""
    activity = round_.activity
    body = _(
        "Round {number} of the panel “{title}” is open. You find your own ratings there, and what is asked now:\n"
        "{page}\n\nOn another device, use your six words first, or sign in with this address."
    ).format(number=round_.number, title=activity.title, page=_page(round_))
    subject = _("Round {number} is open: {title}").format(number=round_.number, title=activity.title)
    return _send(seat, subject, body, "delphi-round", f"delphi-round:{round_.pk}:{seat.ref}")


@action
def remind_seat(*, seat: Seat, round_: Round) -> bool:
    """Remind one person of a round that they have not finished, once; not any more if they have by now."""
    if not queries.unfinished(round_).filter(pk=seat.pk).exists():
        return False
    body = _(
        "You have not rated everything in round {number} of the panel “{title}” yet. You can go on where you were:\n"
        "{page}\n\nWe remind you once in each round."
    ).format(number=round_.number, title=round_.activity.title, page=_page(round_))
    subject = _("A reminder: {title}").format(title=round_.activity.title)
    return _send(seat, subject, body, "delphi-reminder", f"delphi-reminder:{round_.pk}:{seat.ref}")


@action
def remind_invited(*, invitation: Invitation, round_: Round) -> bool:
    """Remind somebody of an invitation that nobody has used, once in a round."""
    if Invitation.objects.filter(pk=invitation.pk, used=True).exists():
        return False
    title = invitation.activity.title
    body = _("We asked you to join the panel “{title}”. You can still do so by your own link:\n{page}").format(
        title=title, page=link_of(invitation)
    )
    sent = outbox.send(
        contact=invitation.contact,
        kind="delphi-reminder",
        subject=_("A reminder: {title}").format(title=title),
        body=body,
        once=f"delphi-reminder:{round_.pk}:i{invitation.ref}",
    )
    return sent is not None


def _send(seat: Seat, subject: str, body: str, kind: str, name: str) -> bool:
    contact = seat.participant.enrolment.contact
    return outbox.send(contact=contact, kind=kind, subject=subject, body=body, once=name) is not None


def _page(round_: Round) -> str:
    activity = round_.activity
    return str(site.SITE_URL) + reverse("delphi-start", args=[activity.programme.slug, activity.ref])
