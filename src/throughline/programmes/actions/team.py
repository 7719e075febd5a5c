"""Who works on a programme, and as what."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.people import outbox
from throughline.people.actions import create_account, end_sessions
from throughline.people.models import Account
from throughline.programmes.actions._common import locked, pressed, record
from throughline.programmes.links import sign_in_to
from throughline.programmes.models import Membership, Programme, Role
from throughline.programmes.permissions import Duty, require


@action
def add_to_team(
    *, programme: Programme, email: str, name: str, role: str, by: Account | None, once_key: str = ""
) -> Membership:
    """Give somebody a role, make their account if they have none, and invite them by e-mail.

    Their open sessions end, because what they may do has changed.

    Args:
        email: where the invitation goes.
        name: used where the account has no name yet.
        role: one of `Role`.

    Raises:
        NotAllowed: the asker is not an organiser.
        Refused: the person has this role already.
    """
    require(Duty.PLAN, by=by, programme=programme)
    claim = pressed("programmes.add-to-team", by=by, key=once_key)
    if not claim.first:
        return Membership.objects.get(pk=int(claim.outcome))
    account = create_account(email=email, name=name)
    held, made = Membership.objects.get_or_create(programme=programme, account=account, role=Role(role))
    if not made:
        raise Refused(_("This person has this role already."), field="email")
    end_sessions(account=account)
    _invite(account, programme=programme, role=Role(role))
    claim.settle(str(held.pk))
    record(
        "programmes.add-to-team",
        by=by,
        target=f"programme:{programme.ref}",
        account=account.ref,
        role=str(held.role),
    )
    return held


@action
def remove_from_team(
    *, programme: Programme, account_ref: str, role: str, by: Account | None, once_key: str = ""
) -> None:
    """Take a role away. The person's sessions end at once.

    Raises:
        NotAllowed: the asker is not an organiser.
        Refused: the person does not hold the role, or is the last organiser.
    """
    require(Duty.PLAN, by=by, programme=programme)
    if not pressed("programmes.remove-from-team", by=by, key=once_key).first:
        return
    # Held, so that two organisers cannot remove each other at the same moment.
    programme = locked(programme)
    holders = Membership.objects.filter(programme=programme, role=role)
    held = holders.select_related("account").filter(account__ref=account_ref).first()
    if held is None:
        raise Refused(_("This person does not have this role."))
    if role == Role.ORGANISER and holders.count() == 1:
        raise Refused(_("A programme needs an organiser. Add another one first."))
    held.delete()
    end_sessions(account=held.account)
    record(
        "programmes.remove-from-team",
        by=by,
        target=f"programme:{programme.ref}",
        account=account_ref,
        role=str(role),
    )


def _invite(account: Account, *, programme: Programme, role: Role) -> None:
    outbox.send(
        contact=account.contact,
        kind="invitation",
        subject=_("You have been added to “{programme}”").format(programme=programme.title),
        body=_(
            "{organisation} has added you to the programme “{programme}”.\n"
            "Your role: {role}\n\n"
            "Sign in with this e-mail address to see what you can do:\n{link}\n\n"
            "If you did not expect this, you can ignore this message."
        ).format(
            organisation=programme.organisation.name,
            programme=programme.title,
            role=role.label,
            link=sign_in_to("account"),
        ),
    )
