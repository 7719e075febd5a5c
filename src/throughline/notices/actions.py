"""Register once, confirm from the mailbox, stop with one press; and telling those who asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.core import limits, once, vault
from throughline.core.actions import action
from throughline.core.errors import NotFound, Refused
from throughline.notices.models import Notice, Subscription
from throughline.people import outbox
from throughline.people.models import Contact, SignInLink
from throughline.programmes.models import Programme, Region, Topic

CONFIRM_LIFE = timedelta(days=3)
UNUSABLE = gettext_lazy("This link has been used or is too old. Register again.")


@action
def register(*, email: str, topics: Iterable[Topic], regions: Iterable[Region], once_key: str) -> None:
    """Ask to hear of programmes that open. Nothing is stored of the wish until the mailbox has confirmed it: the
    link carries it, sealed, so that nobody can change what somebody else asked for.

    Args:
        email: where to write; kept apart, sealed.
        topics, regions: what it should be about; none means all.
        once_key: the form's idempotency key.

    Raises:
        TooMany: this address was written to often enough for now.
    """
    claim = once.claim(scope="notices.register", key=once_key)
    if not claim.first:
        return
    limits.take(bucket="hear-to", who=email.strip().lower(), rate=1 / 3600, burst=3)
    contact, token = Contact.objects.for_email(email), vault.new_token()
    SignInLink.objects.create(
        token_hash=vault.token_hash(token),
        contact=contact,
        purpose=SignInLink.Purpose.SUBSCRIBE,
        expires_at=timezone.now() + CONFIRM_LIFE,
    )
    wish = vault.seal_value(
        [sorted(topic.slug for topic in topics), sorted(region.slug for region in regions)], purpose=_wish_of(token)
    )
    outbox.send(
        contact=contact,
        kind="confirm-notices",
        subject=_("Confirm that you want to hear from us"),
        body=_(
            "Open this link and press the button, and we will tell you when something opens that you asked about:\n"
            "{link}\n\nIf it was not you, you can ignore this message. We will not write again."
        ).format(link=f"{settings.SITE_URL}{reverse('hear-confirm', args=[token])}?for={wish}"),
    )


@action
def confirm(*, token: str, wish: str) -> None:
    """Start a subscription, or change what it is about, from its mailbox. Pressing twice counts once.

    Args:
        token, wish: the two parts of the link.

    Raises:
        Refused: the link is unknown, incomplete or too old, or was used before it was stopped.
    """
    now = timezone.now()
    try:
        topics, regions = vault.open_value(wish, purpose=_wish_of(token))
    except vault.VaultError:
        raise Refused(UNUSABLE) from None
    links = SignInLink.objects.filter(token_hash=vault.token_hash(token), purpose=SignInLink.Purpose.SUBSCRIBE)
    if not links.filter(used_at__isnull=True, expires_at__gt=now).update(used_at=now):
        if Subscription.objects.filter(contact__in=links.values("contact"), stopped_at__isnull=True).exists():
            return
        raise Refused(UNUSABLE)
    subscription, _made = Subscription.objects.get_or_create(contact_id=links.get().contact_id)
    subscription.confirmed_at, subscription.stopped_at = now, None
    subscription.save(update_fields=["confirmed_at", "stopped_at"])
    subscription.topics.set(Topic.objects.filter(slug__in=topics))
    subscription.regions.set(Region.objects.filter(slug__in=regions))


def _wish_of(token: str) -> str:
    return f"notices.wish:{token}"


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
        Whether a message was queued: not to somebody who has stopped meanwhile, nor a second time.
    """
    held = Subscription.objects.select_for_update(of=("self",)).select_related("contact").get(pk=subscription.pk)
    if held.confirmed_at is None or held.stopped_at is not None:
        return False
    _notice, made = Notice.objects.get_or_create(subscription=held, programme=programme)
    if not made:
        return False
    site, closes = settings.SITE_URL, programme.closes_on
    stop_address = site + reverse("hear-stop", args=[stop_token(held)])
    part = _("Take part until {day}:").format(day=date_format(closes, "j F Y")) if closes else _("Take part:")
    outbox.send(
        contact=held.contact,
        kind="programme-open",
        subject=_("Now open: {title}").format(title=programme.title),
        body=_(
            "{question}\n\n{part}\n{address}\n\nTo stop these messages, open this and press the button:\n{stop}"
        ).format(
            question=programme.question,
            part=part,
            address=site + reverse("programme", args=[programme.slug]),
            stop=stop_address,
        ),
        once=f"open:{programme.ref}:{held.ref}",
        stop=stop_address,
    )
    return True
