"""Inviting people by constituency, and joining: by a link that serves one person once, or by the open page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings as site
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.envision.delphi import queries
from throughline.envision.delphi.models import Invitation, Panellist
from throughline.envision.seats.actions import take_seat
from throughline.people import outbox
from throughline.people.models import Account, Contact
from throughline.programmes.models import Activity, Constituency
from throughline.programmes.permissions import Duty, require
from throughline.voices.actions import Received
from throughline.voices.models import Enrolment
from throughline.voices.part.steps import Answers

AT_ONCE = 200
INVITED, ROUNDS = "invited", "rounds"
"""Slugs of the panel's own steps."""


@dataclass(frozen=True)
class Sent:
    """How many messages were queued, and how many of the addresses had been invited before."""

    new: int
    known: int


@action
def invite(*, activity: Activity, emails: Iterable[str], constituency: str, by: Account | None, once_key: str) -> Sent:
    """Invite people of one constituency, each by a link of their own. Nobody is written to twice.

    Raises:
        NotAllowed: the account may not.
        Refused: an address is not one, there are none or too many, or no such constituency.
    """
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    claim = once.claim(scope=f"delphi.invite:{activity.ref}", key=once_key)
    if not claim.first:
        before = [int(number) for number in claim.outcome.split()]
        return Sent(*before)
    wanted = _addresses(emails)
    if constituency not in Constituency.values:
        raise Refused(_("Choose which group you invite."), field="constituency")
    if activity.status == Activity.Status.CLOSED:
        raise Refused(_("This panel is closed, so nobody can join it."))
    new = 0
    for email in wanted:
        contact = Contact.objects.for_email(email)
        row, made = Invitation.objects.get_or_create(
            activity=activity, contact=contact, defaults={"constituency": constituency}
        )
        new += made
        _write(row)
    claim.settle(f"{new} {len(wanted) - new}")
    audit.record(
        actor=by.actor() if by else Actor.system("delphi"),
        verb="delphi.invite",
        target=f"activity:{activity.ref}",
        detail={"constituency": constituency, "people": new},
    )
    return Sent(new, len(wanted) - new)


def _addresses(emails: Iterable[str]) -> list[str]:
    wanted = list(dict.fromkeys(email.strip().lower() for email in emails if email.strip()))
    if not wanted:
        raise Refused(_("Write at least one e-mail address."), field="emails")
    if len(wanted) > AT_ONCE:
        raise Refused(_("Invite %(most)s people or fewer at a time.") % {"most": AT_ONCE}, field="emails")
    for email in wanted:
        try:
            validate_email(email)
        except ValidationError:
            raise Refused(_("“%(email)s” is not an e-mail address.") % {"email": email[:80]}, field="emails") from None
    return wanted


def _write(invitation: Invitation) -> None:
    outbox.send(
        contact=invitation.contact,
        kind="delphi-invitation",
        subject=_("Join a panel: {title}").format(title=invitation.activity.title),
        body=_(
            "We would like you to join a panel: {title}\n\n"
            "You rate statements by yourself, in a few rounds. Between rounds you see how each group rated them. "
            "Nobody in the panel learns who you are.\n\n"
            "This link is for you alone and works for one person:\n{page}"
        ).format(title=invitation.activity.title, page=link_of(invitation)),
        once=f"delphi-invitation:{invitation.ref}",
    )


def link_of(invitation: Invitation) -> str:
    """The address behind which the invited person joins."""
    activity = invitation.activity
    token = queries.token_of(invitation.ref)
    return str(site.SITE_URL) + reverse("delphi-join", args=[activity.programme.slug, activity.ref, token])


@action
def join(
    *,
    activity: Activity,
    answers: Answers,
    once_key: str,
    draft_key: str = "",
    account: Account | None = None,
    helper: Account | None = None,
) -> Received:
    """Take a seat in the panel for all its rounds, using up the invitation.

    Args: as `seats.actions.take_seat`, with the answers of the panel's own steps.

    Raises:
        Refused: there is no invitation where one is needed, or somebody has joined with it; or as `take_seat`.
    """
    received = take_seat(
        activity=activity, answers=answers, once_key=once_key, draft_key=draft_key, account=account, helper=helper
    )
    if not received.first:
        return received
    settings = queries.settings_of(activity)
    agreed = answers.get(ROUNDS, {}).get("agreed")
    if not agreed:
        raise Refused(_("Say that you can take part in all rounds."))
    Panellist.objects.create(seat=received.submission.seat, rounds=settings.rounds)
    ref = answers.get(INVITED, {}).get("invitation", "")
    if not ref and settings.open_link:
        return received
    if not Invitation.objects.filter(activity=activity, ref=ref, used=False).update(used=True):
        raise Refused(
            _(
                "Somebody has joined with this invitation already. If it was you, use your six words to come back. "
                "If not, ask the team for an invitation of your own. What you wrote here is kept."
            )
        )
    contact = Contact.objects.get(pk=Invitation.objects.values_list("contact_id").get(ref=ref)[0])
    Enrolment.objects.get_or_create(participant=received.submission.participant, defaults={"contact": contact})
    return received
