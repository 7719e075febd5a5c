"""What was promised: which version holds, and whether its dates can be kept."""

from __future__ import annotations

import hashlib
import json
from datetime import date

from django.utils.translation import gettext as _

from throughline.core.errors import Refused
from throughline.programmes.models import Commitment, Programme

WORDS = ("sponsor_name", "sponsor_role", "can_change", "cannot_change", "who_decides")


def published(programme: Programme) -> Commitment | None:
    """The version that holds: the newest that the sponsor published."""
    return programme.commitments.filter(published_at__isnull=False).order_by("-version").first()


def draft(programme: Programme) -> Commitment | None:
    """The version that is being written, if any."""
    return programme.commitments.filter(published_at__isnull=True).order_by("-version").first()


def fingerprint(commitment: Commitment) -> str:
    """16 characters that stand for exactly these words and this day: a sponsor publishes only what they saw."""
    values = [getattr(commitment, name) for name in WORDS] + [commitment.answer_by.isoformat()]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]


def check_days(*, answer_by: date, closes_on: date | None) -> None:
    """Refuse an answer that is due before everybody has been heard.

    Raises:
        Refused: on the field “answer_by”.
    """
    if closes_on is not None and answer_by < closes_on:
        raise Refused(
            _("The answer is due before people stop taking part. Choose a day on or after the closing date."),
            field="answer_by",
        )
