"""Sign-in by single-use link: the GET shows a button and the POST signs in, because mail scanners open links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from throughline.core import audit, vault
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.people import outbox
from throughline.people.models import Account, Contact, SignInLink

LINK_LIFE = timedelta(minutes=15)


@dataclass(frozen=True)
class SignedIn:
    account: Account
    next_path: str


def safe_path(path: str) -> str:
    """The path if it stays on this site, else the account's own page."""
    if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return path[:300]
    return reverse("account")


@action
def make_link(*, contact: Contact, next_path: str = "", life: timedelta = LINK_LIFE) -> str:
    """A fresh single-use address that signs this contact in.

    Args:
        contact: whose mailbox, or screen, the link is for.
        next_path: where to go afterwards, on this site.
        life: how long the link works.

    Returns:
        The whole address. Only a hash of its token is stored.
    """
    token = vault.new_token()
    SignInLink.objects.create(
        token_hash=vault.token_hash(token),
        contact=contact,
        purpose=SignInLink.Purpose.SIGN_IN,
        next_path=next_path,
        expires_at=timezone.now() + life,
    )
    return settings.SITE_URL + reverse("sign-in-link", args=[token])


@action
def send_sign_in_link(*, email: str, next_path: str = "") -> None:
    """Send a sign-in link. The page says the same whether the address is known or not."""
    contact = Contact.objects.for_email(email)
    link = make_link(contact=contact, next_path=next_path)
    outbox.send(
        contact=contact,
        kind="sign-in",
        subject=_("Your sign-in link"),
        body=_(
            "Somebody, we hope you, asked to sign in to Throughline.\n\n"
            "Open this link and press the button. It works once, for 15 minutes:\n{link}\n\n"
            "If it was not you, you can ignore this message."
        ).format(link=link),
    )


@action
def use_link(*, token: str) -> SignedIn:
    """Sign in with a token, once.

    Returns:
        The account, made now if the address had none, and where to go.

    Raises:
        Refused: the token is unknown, used or too old. The message does not say which.
    """
    now = timezone.now()
    usable = SignInLink.objects.filter(
        token_hash=vault.token_hash(token),
        purpose=SignInLink.Purpose.SIGN_IN,
        used_at__isnull=True,
        expires_at__gt=now,
    )
    # One conditional UPDATE, so that two presses cannot both win.
    if not usable.update(used_at=now):
        raise Refused(_("This link has been used or is too old. Ask for a new one."))
    link = SignInLink.objects.select_related("contact").get(token_hash=vault.token_hash(token))
    Contact.objects.filter(pk=link.contact_id, verified_at__isnull=True).update(verified_at=now)
    account, _made = Account.objects.get_or_create(contact=link.contact)
    if not account.is_active:
        raise Refused(_("This account has been closed."))
    audit.record(actor=account.actor(), verb="people.sign-in", target=account.ref)
    return SignedIn(account, safe_path(link.next_path))


@action
def create_account(*, email: str, name: str, is_operator: bool = False) -> Account:
    """The account with this address, made if there is none, with this name."""
    contact = Contact.objects.for_email(email)
    account, made = Account.objects.get_or_create(contact=contact, defaults={"name": name, "is_operator": is_operator})
    if not made and ((is_operator and not account.is_operator) or not account.name):
        account.is_operator = account.is_operator or is_operator
        account.name = account.name or name
        account.save(update_fields=["is_operator", "name"])
    audit.record(actor=Actor.system("people"), verb="people.create-account", target=account.ref)
    return account


@action
def end_sessions(*, account: Account) -> None:
    """Sign an account out everywhere, because what it may do has changed."""
    Account.objects.filter(pk=account.pk).update(session_epoch=F("session_epoch") + 1)
