"""Telling moderators that words with signals came in: no content, and at most one message an hour to each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import limits, once
from throughline.core.errors import TooMany
from throughline.people import outbox
from throughline.people.models import Account
from throughline.programmes.links import sign_in_to
from throughline.programmes.models import Programme, Role
from throughline.voices.moderation import queries

HOUR = 3600


def warn(*, programme_ref: str, again: Callable[[float], object]) -> int:
    """Write to each moderator of a programme in which words with signals wait unread.

    Whoever was written to within the hour is left for later, once, so that no warning is lost.

    Args:
        again: called with a number of seconds after which this should be tried again.

    Returns:
        How many messages were queued.
    """
    programme = Programme.objects.get(ref=programme_ref)
    if not queries.flagged_unread(programme):
        return 0
    moderators = Account.objects.filter(
        memberships__programme=programme, memberships__role=Role.MODERATOR, is_active=True
    )
    return sum(_tell(one, programme, again) for one in moderators.select_related("contact").order_by("pk"))


def _tell(moderator: Account, programme: Programme, again: Callable[[float], object]) -> bool:
    with transaction.atomic():
        try:
            limits.take(bucket="urgent-words", who=moderator.ref, rate=1 / HOUR, burst=1)
        except TooMany as too_many:
            _later(moderator, programme, too_many.retry_after, again)
            return False
        outbox.send(
            contact=moderator.contact,
            kind="urgent-words",
            subject=_("Somebody may need help: please read what came in"),
            body=_(
                "Words came in to “{programme}” that software has marked, because somebody may be at risk. "
                "Nobody has read them yet.\n\nPlease read them now:\n{address}"
            ).format(programme=programme.title, address=sign_in_to("moderation", programme=programme.slug)),
        )
    return True


def _later(moderator: Account, programme: Programme, seconds: int, again: Callable[[float], object]) -> None:
    """Ask for one more try, however many words come in until then."""
    when = timezone.now() + timedelta(seconds=seconds)
    claim = once.claim(scope=f"urgent-words:{moderator.ref}:{programme.ref}", key=when.strftime("%Y-%m-%d %H"))
    if claim.first:
        again(seconds)
