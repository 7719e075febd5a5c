"""Panels in a believable state, written quickly: before they are fixed, in the first round, and in the second."""

from __future__ import annotations

from tests.envision.joining import make_seats
from tests.support import factories
from tests.support.working import finished

from throughline.envision.delphi import actions
from throughline.envision.delphi.definition import Settings
from throughline.envision.delphi.models import Rating, Reason, Round, Suggestion
from throughline.envision.seats.models import Seat
from throughline.evidence.models import Run
from throughline.programmes.models import Activity, Constituency, Programme

ITEMS = ("A bell at the desk", "Fewer chairs", "Phones answered by software")


def prepared(programme: Programme | None = None, *, title: str = "What matters most", **settings: object) -> Activity:
    """A panel with statements, not fixed."""
    activity = factories.make_activity(programme=programme, method="delphi", stage="envision", title=title)
    actions.keep_settings(activity=activity, settings=Settings(fewest=3, **settings), by=None, once_key="ready-s")
    actions.keep_items(activity=activity, texts=ITEMS, by=None, once_key="ready-i")
    return activity


def opened(programme: Programme | None = None, *, title: str = "What matters most", **settings: object) -> Activity:
    """A panel whose first round is open."""
    activity = prepared(programme, title=title, **settings)
    actions.lock(activity=activity, by=None, once_key="l")
    actions.open_next_round(activity=activity, by=None, once_key="1")
    return activity


def seated(activity: Activity, each: int = 8) -> list[Seat]:
    """So many seats of each constituency."""
    return make_seats(activity, [name for name in Constituency.values for _n in range(each)])


def rated(activity: Activity, seats: list[Seat], *, apart: int = 2) -> Round:
    """Everybody rates everything in the open round: the first item high, the second low, the third by group."""
    round_ = Round.objects.get(activity=activity, closed_at=None)
    values = {"patients": 8, "staff": 2, "policy": 5}
    rows = [
        Rating(seat=seat, round=round_, item=item, value=by.get(item.text, values[seat.participant.constituency]))
        for number, seat in enumerate(seats)
        for by in [{ITEMS[0]: 9 - number % apart, ITEMS[1]: 1 + number % apart}]
        for item in round_.items.all()
    ]
    Rating.objects.bulk_create(rows)
    return round_


def closed(activity: Activity, key: str = "c") -> Run:
    """Close the open round and work it out."""
    actions.close_round(activity=activity, by=None, once_key=key)
    return finished(Run.objects.filter(activity=activity, kind="delphi").latest("pk"), queues=["default"])


def reasoned(seat: Seat, text: str, **columns: object) -> Reason:
    """An approved reason for the first item of the newest round."""
    round_ = Round.objects.filter(activity=seat.activity).latest("number")
    row = factories.make_contribution(
        activity=seat.activity,
        submission=seat.submission,
        kind="reason",
        text=text,
        constituency=seat.participant.constituency,
        **columns,
    )
    return Reason.objects.create(contribution=row, seat=seat, item=round_.items.first(), round=round_)


def suggested(seat: Seat, text: str, **columns: object) -> Suggestion:
    """An item that somebody asks for, approved by a moderator."""
    row = factories.make_contribution(
        activity=seat.activity, submission=seat.submission, kind="suggestion", text=text, **columns
    )
    return Suggestion.objects.create(contribution=row, seat=seat)
