"""Register once, confirm from the mailbox, stop with one press; and telling those who asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from throughline.core import once, vault
from throughline.core.actions import action
from throughline.core.errors import NotFound, Refused
from throughline.notices.models import Notice, Subscription
from throughline.people import outbox
from throughline.people.models import Contact, SignInLink
from throughline.programmes.models import Programme, Region, Topic

CONFIRM_LIFE = timedelta(days=3)


@action
def register(*, email: str, topics: Iterable[Topic], regions: Iterable[Region], once_key: str) -> None:
    """Ask to hear of programmes that open. Nothing more is sent until the mailbox has confirmed.

    Args:
        email: where to write; kept apart, sealed.
        topics, regions: what it should be about; none means all.
        once_key: the form's idempotency key.
    """
    claim = once.claim(scope="notices.register", key=once_key)
    if not claim.first:
        return
    contact = Contact.objects.for_email(email)
    subscription, _made = Subscription.objects.get_or_create(contact=contact)
    subscription.topics.set(topics)
    subscription.regions.set(regions)
    token = vault.new_token()
    SignInLink.objects.create(
        token_hash=vault.token_hash(token),
        contact=contact,
        purpose=SignInLink.Purpose.SUBSCRIBE,
        expires_at=timezone.now() + CONFIRM_LIFE,
    )
    outbox.send(
        contact=contact,
        kind="confirm-notices",
        subject=_("Confirm that you want to hear from us"),
        body=_(
            "Open this link and press the button, and we will tell you when something opens that you asked about:\n"
            "{link}\n\nIf it was not you, you can ignore this message. We will not write again."
        ).format(link=settings.SITE_URL + reverse("hear-confirm", args=[token])),
    )
    claim.settle(subscription.ref)


@action
def confirm(*, token: str) -> None:
    """Start a subscription, from its mailbox.

    Raises:
        Refused: the link is unknown, used or too old.
    """
    now = timezone.now()
    usable = SignInLink.objects.filter(
        token_hash=vault.token_hash(token),
        purpose=SignInLink.Purpose.SUBSCRIBE,
        used_at__isnull=True,
        expires_at__gt=now,
    )
    if not usable.update(used_at=now):
        raise Refused(_("This link has been used or is too old. Register again."))
    link = SignInLink.objects.get(token_hash=vault.token_hash(token))
    Subscription.objects.filter(contact_id=link.contact_id).update(confirmed_at=now, stopped_at=None)


def stop_token(subscription: Subscription) -> str:
    """The token of the link under every message, which stops them. Derived, so that none is stored."""
    proof = vault.blind_index(subscription.ref, purpose="notices.stop").hex()[:32]
    return f"{subscription.ref}-{proof}"


@action
def stop(*, token: str) -> None:
    """Stop for good, with one press.

    Raises:
        NotFound: the link is not one of ours.
    """
    ref = token.partition("-")[0]
    subscription = Subscription.objects.filter(ref=ref).first()
    if subscription is None or not constant_time_compare(stop_token(subscription), token):
        raise NotFound(_("This link does not work. Copy the whole address from the message."))
    if subscription.stopped_at is None:
        subscription.stopped_at = timezone.now()
        subscription.save(update_fields=["stopped_at"])


@action
def tell(*, subscription: Subscription, programme: Programme) -> bool:
    """Tell one subscriber of one programme, once.

    Returns:
        Whether a message was queued.
    """
    _notice, made = Notice.objects.get_or_create(subscription=subscription, programme=programme)
    if not made:
        return False
    site = settings.SITE_URL
    outbox.send(
        contact=subscription.contact,
        kind="programme-open",
        subject=_("Now open: {title}").format(title=programme.title),
        body=_(
            "{question}\n\nTake part until {closes}:\n{address}\n\nTo stop these messages, open this and press the button:\n{stop}"
        ).format(
            question=programme.question,
            closes=programme.closes_on,
            address=site + reverse("programme", args=[programme.slug]),
            stop=site + reverse("hear-stop", args=[stop_token(subscription)]),
        ),
        once=f"open:{programme.ref}:{subscription.ref}",
    )
    return True
