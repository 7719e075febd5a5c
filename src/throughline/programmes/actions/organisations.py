"""Organisations: made by an operator; their people make programmes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import NotAllowed, Refused
from throughline.people import outbox
from throughline.people.actions import create_account
from throughline.people.models import Account
from throughline.programmes import queries
from throughline.programmes.actions._common import free_slug, pressed, record
from throughline.programmes.links import sign_in_to
from throughline.programmes.models import Organisation


@action
def create_organisation(*, name: str, about: str = "", by: Account | None, once_key: str = "") -> Organisation:
    """Make an organisation. The operator who makes it belongs to it.

    Args:
        name: as people know it.
        about: a few sentences, in Markdown.
        once_key: the form's key; the same key again gives the same organisation.

    Raises:
        NotAllowed: the account is not an operator.
        Refused: there is one of this name.
    """
    if by is not None and not by.is_operator:
        raise NotAllowed(_("Only the people who run this site can add an organisation."))
    claim = pressed("programmes.create-organisation", by=by, key=once_key)
    if not claim.first:
        return Organisation.objects.get(slug=claim.outcome)
    if Organisation.objects.filter(name__iexact=name.strip()).exists():
        raise Refused(_("There is an organisation with this name already."), field="name")
    slug = free_slug(name, taken=Organisation.objects, length=60, reserved=("new",))
    organisation = Organisation.objects.create(name=name.strip(), slug=slug, about=about)
    if by is not None:
        organisation.people.add(by)
    claim.settle(slug)
    record("programmes.create-organisation", by=by, target=f"organisation:{slug}")
    return organisation


@action
def add_to_organisation(
    *, organisation: Organisation, email: str, name: str, by: Account | None, once_key: str = ""
) -> Account:
    """Let somebody make programmes in an organisation, and tell them by e-mail.

    Raises:
        NotAllowed: the asker neither belongs to the organisation nor is an operator.
        Refused: the person belongs to it already.
    """
    require_place_in(organisation, by=by)
    claim = pressed("programmes.add-to-organisation", by=by, key=once_key)
    account = create_account(email=email, name=name)
    if not claim.first:
        return account
    if organisation.people.filter(pk=account.pk).exists():
        raise Refused(_("This person belongs to the organisation already."), field="email")
    organisation.people.add(account)
    outbox.send(
        contact=account.contact,
        kind="invitation",
        subject=_("You can now plan programmes for {organisation}").format(organisation=organisation.name),
        body=_("You can now plan programmes for {organisation} on Throughline.\n\nSign in here:\n{link}").format(
            organisation=organisation.name, link=sign_in_to("organisation", organisation=organisation.slug)
        ),
    )
    record(
        "programmes.add-to-organisation",
        by=by,
        target=f"organisation:{organisation.slug}",
        account=account.ref,
    )
    return account


def require_place_in(organisation: Organisation, *, by: Account | None) -> None:
    """Refuse unless the account belongs to the organisation or is an operator.

    Raises:
        NotAllowed: it does not.
    """
    if by is not None and not queries.may_plan_for(account=by, organisation=organisation):
        raise NotAllowed(_("Only people of this organisation can do this."))
