"""What one person chose, how many have chosen, and the choices that may be counted."""

from __future__ import annotations

from dataclasses import dataclass

from throughline.envision.budgets.models import Ballot
from throughline.envision.seats import outcomes
from throughline.envision.seats import queries as seats
from throughline.envision.seats.models import Seat
from throughline.evidence.models import Run
from throughline.programmes.models import Activity

KIND = "budgets"


@dataclass(frozen=True)
class Given:
    """One person's choice. ref: of their seat. about: what they said of themselves."""

    ref: str
    constituency: str
    about: dict[str, str]
    given: dict[str, int]


def ballot_of(seat: Seat) -> Ballot | None:
    """What a person has sent; None before they have."""
    return Ballot.objects.filter(seat=seat).first()


def given(activity: Activity) -> list[Given]:
    """Every choice that may be counted, in the order in which people joined. Two queries."""
    usable = seats.usable(activity).values("pk")
    rows = Ballot.objects.filter(seat__in=usable).select_related("seat__participant").order_by("seat_id")
    return [
        Given(row.seat.ref, row.seat.participant.constituency, row.seat.participant.about, row.given) for row in rows
    ]


def voted(activity: Activity) -> dict[str, int]:
    """People who sent a choice, by constituency. Exact: for the team."""
    return outcomes.voted(activity, Ballot)


def newest(activity: Activity) -> Run | None:
    """The run that was asked for last."""
    return outcomes.newest(activity, KIND)


def shown(activity: Activity) -> Run | None:
    """The newest outcome that may be shown; see `outcomes.may_be_public`."""
    return outcomes.shown(activity, KIND)
