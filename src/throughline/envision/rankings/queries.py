"""What one person sent, and the orders that may be counted."""

from __future__ import annotations

from dataclasses import dataclass

from throughline.envision.rankings.models import Ballot
from throughline.envision.seats import outcomes
from throughline.envision.seats import queries as seats
from throughline.envision.seats.models import Seat
from throughline.evidence.models import Run
from throughline.programmes.models import Activity

KIND = "rankings"


@dataclass(frozen=True)
class Given:
    """One person's order. ref: of their seat."""

    ref: str
    constituency: str
    order: tuple[str, ...]


def ballot_of(seat: Seat) -> Ballot | None:
    """What a person has sent; None before they have."""
    return Ballot.objects.filter(seat=seat).first()


def given(activity: Activity) -> list[Given]:
    """Every order that may be counted, in the order in which people joined. One query."""
    usable = seats.usable(activity).values("pk")
    rows = Ballot.objects.filter(seat__in=usable).select_related("seat__participant").order_by("seat_id")
    return [Given(row.seat.ref, row.seat.participant.constituency, tuple(row.order)) for row in rows]


def voted(activity: Activity) -> dict[str, int]:
    """People who sent an order, by constituency. Exact: for the team."""
    return outcomes.voted(activity, Ballot)


def newest(activity: Activity) -> Run | None:
    """The run that was asked for last."""
    return outcomes.newest(activity, KIND)


def shown(activity: Activity) -> Run | None:
    """The newest outcome that may be shown; see `outcomes.may_be_public`."""
    return outcomes.shown(activity, KIND)
