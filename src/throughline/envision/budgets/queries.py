"""What one person chose, how many have chosen, and the choices that may be counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from throughline.envision.budgets.models import Ballot
from throughline.envision.seats import queries as seats
from throughline.envision.seats.models import Seat
from throughline.evidence import runs
from throughline.evidence.models import Run
from throughline.programmes.models import Activity, Constituency

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
    rows = Ballot.objects.filter(seat__in=seats.usable(activity).values("pk")).order_by()
    counted = rows.values_list("seat__participant__constituency").annotate(n=Count("pk"))
    return dict.fromkeys(Constituency.values, 0) | dict(counted)


def cast_since(activity: Activity, moment: datetime) -> int:
    """How many people have sent or changed their choice since a moment, as after opening again."""
    return Ballot.objects.filter(seat__activity=activity, cast_at__gt=moment).count()


def newest(activity: Activity) -> Run | None:
    """The run that was asked for last."""
    return runs.latest(activity.programme, KIND, activity=activity)


def shown(activity: Activity) -> Run | None:
    """The newest outcome that may be shown; see `jobs.work_out`."""
    done = Run.objects.filter(activity=activity, kind=KIND, status=Run.Status.DONE, summary__public=True)
    return done.order_by("-pk").first()
