"""Choosing between two options: one row for each person and pair, the last one wins."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import NotFound, Refused
from throughline.envision.pairs import queries
from throughline.envision.pairs.models import FIRST, NEITHER, SECOND, Choice
from throughline.envision.seats.models import Seat
from throughline.programmes.models import Activity

LEFT, RIGHT, UNDECIDED = "left", "right", "undecided"


@action
def choose(*, seat: Seat, token: str, answer: str) -> None:
    """Store which of two options a person chose, or what they choose now.

    Safe to repeat: the same press twice is the same row. No row is read first, so that two at once make one.

    Args:
        seat: whose choice it is.
        token: of the pair as it was asked (`queries.Asked`), so that nobody picks the pairs they vote on.
        answer: “left”, “right” or “undecided”.

    Raises:
        NotFound: this pair was not asked of this person, or one of its options was taken out.
        Refused: the activity is not open, or this is no answer.
    """
    if answer not in (LEFT, RIGHT, UNDECIDED):
        raise Refused(_("Choose one of the two, or “I can’t decide”."))
    pair = queries.asked_of(seat, token)
    rows = queries.votable(seat.activity_id).select_related("activity").filter(pk__in=pair or ())
    options = {row.pk: row for row in rows}
    if pair is None or len(options) < 2:
        raise NotFound(_("We could not find this pair. One of the two may have been taken out."))
    left, right = pair
    if options[left].activity.status != Activity.Status.OPEN:
        raise Refused(_("This is closed now, so we could not take your choice. What you chose before is kept."))
    value = {LEFT: FIRST, RIGHT: SECOND, UNDECIDED: NEITHER}[answer] * (1 if left < right else -1)
    row = Choice(
        seat=seat,
        first=options[min(pair)],
        second=options[max(pair)],
        first_left=left < right,
        value=value,
        changed_at=timezone.now(),
    )
    Choice.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["seat", "first", "second"],
        update_fields=["value", "first_left", "changed_at"],
    )
