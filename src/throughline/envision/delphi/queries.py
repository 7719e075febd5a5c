"""Reads of a panel: where it stands, what a seat has rated, and who is still missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.crypto import constant_time_compare

from throughline.core import vault
from throughline.envision.delphi.definition import Settings
from throughline.envision.delphi.models import Invitation, Item, Panel, Rating, Round, Suggestion
from throughline.envision.seats.models import Seat
from throughline.envision.seats.queries import ENDED
from throughline.evidence import runs
from throughline.evidence.models import Run
from throughline.programmes.models import Activity, Constituency
from throughline.voices.models import Contribution, Submission

KIND = "delphi"
READABLE = (Contribution.Moderation.GREEN, Contribution.Moderation.AMBER)


def panel_of(activity: Activity) -> Panel:
    """The panel's row; an unsaved one with the usual settings before the team has kept any."""
    return Panel.objects.filter(activity=activity).first() or Panel(activity=activity)


def settings_of(activity: Activity) -> Settings:
    return panel_of(activity).decides


def items_of(activity: Activity) -> list[Item]:
    return list(Item.objects.filter(activity=activity))


def item_of(activity: Activity, ref: str) -> Item | None:
    return Item.objects.filter(activity=activity, ref=ref).first()


def rounds_of(activity: Activity) -> list[Round]:
    """Every round so far, with its items."""
    return list(Round.objects.filter(activity=activity).prefetch_related("items"))


def open_round(rounds: Sequence[Round]) -> Round | None:
    return next((one for one in rounds if one.closed_at is None), None)


def worked_out(activity: Activity) -> Run | None:
    """The newest result. It tells of every round that was closed then."""
    return runs.latest(activity.programme, KIND, activity=activity, done=True)


def has_ended(activity: Activity, run: Run | None, *, waiting: bool) -> bool:
    """Whether anybody may see the results: the panel is over by its own definition, or was closed.

    waiting: whether a round is open, or items that were suggested still have to be asked.
    """
    if run is None:
        return False
    return activity.status == Activity.Status.CLOSED or bool(run.summary.get("stop") and not waiting)


def is_over(activity: Activity, rounds: Sequence[Round], run: Run | None) -> bool:
    """`has_ended`, from what a page has read already."""
    if run is None or activity.status == Activity.Status.CLOSED:
        return has_ended(activity, run, waiting=False)
    number = rounds[-1].number if rounds else 0
    waiting = open_round(rounds) is not None or run.parameters.get("round") != number
    return has_ended(activity, run, waiting=waiting or bool(new_items(activity, number)))


def new_items(activity: Activity, number: int) -> list[Item]:
    """Items that came up after round `number` was opened and have not been asked."""
    return list(Item.objects.filter(activity=activity, since__gt=number))


# One seat


def ratings_of(seat: Seat) -> dict[tuple[int, int], int | None]:
    """(round's number, item's id) → rating; None where it is outside the person's expertise."""
    rows = Rating.objects.filter(seat=seat).values_list("round__number", "item_id", "value")
    return {(number, item): value for number, item, value in rows}


def own_reasons(seat: Seat, item: Item) -> QuerySet[Contribution]:
    """What the holder of a seat wrote about an item, oldest first."""
    mine = Contribution.objects.filter(delphi_reason__seat=seat, delphi_reason__item=item)
    return mine.filter(data_key__isnull=False).select_related("data_key").order_by("pk")


def others_reasons(seat: Seat, item: Item, upto: int) -> list[Contribution]:
    """Approved reasons of other people in the closed rounds up to number `upto`, whose authors let them be shown."""
    rows = Contribution.objects.filter(
        delphi_reason__item=item,
        delphi_reason__round__number__lte=upto,
        delphi_reason__round__closed_at__isnull=False,
        standing=Contribution.Standing.LIVE,
        may_quote=True,
        moderation__in=READABLE,
        public_words__isnull=False,
        data_key__isnull=False,
    )
    return list(rows.exclude(delphi_reason__seat=seat).select_related("data_key").order_by("ref"))


# The whole panel


@dataclass(frozen=True)
class Progress:
    """How far one constituency is: people invited, with a seat, and of these who began and finished the round."""

    constituency: str
    label: str
    invited: int
    joined: int
    begun: int
    done: int


def seats(activity: Activity) -> QuerySet[Seat]:
    """Seats whose holders have not taken back what they gave."""
    return Seat.objects.filter(activity=activity).exclude(submission__withdrawals__kind__in=ENDED)


def with_rated(rows: QuerySet[Seat], round_: Round) -> QuerySet[Any]:
    """The same seats with `rated`: how many items of the round their holders have rated."""
    return rows.annotate(rated=Count("delphi_ratings", filter=Q(delphi_ratings__round=round_), distinct=True))


def unfinished(round_: Round) -> QuerySet[Any]:
    """Seats that have not rated every item of a round."""
    return with_rated(seats(round_.activity), round_).filter(rated__lt=round_.items.count())


def progress(activity: Activity, round_: Round | None) -> list[Progress]:
    """Exact numbers, for the team."""
    invited = dict(
        Invitation.objects.filter(activity=activity).values_list("constituency").annotate(n=Count("pk")).order_by()
    )
    found: dict[str, list[int]] = {name: [] for name in Constituency.values}
    rows = seats(activity)
    if round_ is None:
        for name in rows.values_list("participant__constituency", flat=True):
            found[name].append(0)
    else:
        for name, rated in with_rated(rows, round_).values_list("participant__constituency", "rated"):
            found[name].append(rated)
    asked = round_.items.count() if round_ else 1
    return [
        Progress(
            name,
            str(label),
            invited.get(name, 0),
            len(found[name]),
            sum(rated > 0 for rated in found[name]),
            sum(rated >= asked for rated in found[name]),
        )
        for name, label in Constituency.choices
    ]


def suggestions(activity: Activity) -> list[Suggestion]:
    """What panellists asked to have rated, oldest first, where it is not taken back."""
    rows = Suggestion.objects.filter(activity_filter(activity)).select_related(
        "contribution__data_key", "contribution__public_reply", "item"
    )
    return list(rows.order_by("pk"))


def suggestion(activity: Activity, ref: str) -> Suggestion | None:
    rows = Suggestion.objects.filter(activity_filter(activity), ref=ref)
    return rows.select_related("contribution__data_key", "contribution__programme", "item").first()


def activity_filter(activity: Activity) -> Q:
    """Suggestions of this activity that are in use."""
    return Q(seat__activity=activity, contribution__standing=Contribution.Standing.LIVE)


def own_suggestions(seat: Seat) -> list[Contribution]:
    """What the holder of a seat suggested, oldest first."""
    mine = Contribution.objects.filter(delphi_suggestion__seat=seat, data_key__isnull=False)
    return list(mine.select_related("data_key", "public_reply").order_by("pk"))


# Invitations


def token_of(invitation: str) -> str:
    """The token of an invitation (its ref). Derived, so that none is stored."""
    proof = vault.blind_index(invitation, purpose="delphi.invitation").hex()[:32]
    return f"{invitation}-{proof}"


def invitation(activity: Activity, token: str) -> Invitation | None:
    """The invitation that a token opens; None if it is no token of this panel."""
    ref = token.partition("-")[0]
    if not ref or not constant_time_compare(token_of(ref), token):
        return None
    return Invitation.objects.filter(activity=activity, ref=ref).first()


def reachable(rows: QuerySet[Seat]) -> QuerySet[Seat]:
    """Seats whose holders left an address, or were invited at one."""
    enrolled = Submission.objects.filter(pk=OuterRef("submission"), participant__enrolment__isnull=False)
    return rows.filter(Exists(enrolled)).select_related("participant__enrolment__contact")
