"""How long words are one moderator's, and until when a second opinion is to be given."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

FRIDAY = 4


def hold_length() -> timedelta:
    """How long words that a moderator opened are theirs to decide on."""
    return timedelta(minutes=settings.MODERATION_HOLD_MINUTES)


def second_due(asked: datetime) -> datetime:
    """When a second opinion that was asked for at this moment should have been given.

    Working days are Monday to Friday, by the site's clock. What is asked at a weekend counts from Monday morning.
    """
    due = timezone.localtime(asked)
    if due.weekday() > FRIDAY:
        due = due.replace(hour=0, minute=0, second=0, microsecond=0)
    left: int = settings.MODERATION_SECOND_DAYS
    while left > 0 or due.weekday() > FRIDAY:
        left -= due.weekday() <= FRIDAY
        due += timedelta(days=1)
    return due
