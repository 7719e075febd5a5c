"""Casting a vote: one row for each person and statement, the last one wins."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import NotFound, Refused
from throughline.core.prepared import Asked, Prepared
from throughline.envision.opinions import queries
from throughline.envision.opinions.actions.refreshing import nudge
from throughline.envision.opinions.models import AGREE, DISAGREE, PASS, Vote
from throughline.envision.seats.models import Seat
from throughline.programmes.models import Activity

_votable = Prepared(
    lambda: (
        queries.votable(Asked("activity"))
        .filter(ref=Asked("statement"))
        .values_list("pk", "activity__ref", "activity__status")
    )
)


@action
def vote(*, seat: Seat, statement: str, value: int, matters: bool = False) -> None:
    """Store what a person thinks of a statement, or what they think of it now.

    Safe to repeat: the same press twice is the same row. No row is read first, so that two at once make one.

    Args:
        seat: whose vote it is.
        statement: the statement's ref.
        value: 1 agree, 0 pass, -1 disagree.
        matters: “this matters to me”.

    Raises:
        NotFound: there is no such statement in this activity that people can see.
        Refused: the activity is not open, or this is no vote.
    """
    if value not in (AGREE, PASS, DISAGREE):
        raise Refused(_("Choose agree, disagree or pass."), field="vote")
    found = _votable(activity=seat.activity_id, statement=statement)
    if not found:
        raise NotFound(_("We could not find this statement. It may have been taken out."))
    number, activity, status = found[0]
    if status != Activity.Status.OPEN:
        raise Refused(_("This is closed now, so we could not take your vote. What you voted before is kept."))
    Vote.objects.bulk_create(
        [Vote(seat=seat, statement_id=number, value=value, matters=matters, changed_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["seat", "statement"],
        update_fields=["value", "matters", "changed_at"],
    )
    nudge(activity)
