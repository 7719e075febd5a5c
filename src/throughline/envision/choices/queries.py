"""Who joined, began and finished; what one person has chosen; and the choices that may be analysed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from throughline.analysis.disclosure.counts import SMALLEST_SHOWN
from throughline.envision.choices.asked import Key
from throughline.envision.choices.models import Choice, LevelPicture, Place
from throughline.envision.seats import queries as seats
from throughline.envision.seats.models import Seat
from throughline.evidence import runs
from throughline.evidence.models import Run
from throughline.programmes.models import Activity, Constituency

DESIGN, ANALYSIS = "choices-design", "choices-analysis"


def place_of(seat: Seat) -> Place | None:
    """The version that a person answers; None before they began."""
    return Place.objects.filter(seat=seat).first()


def chosen_by(seat: Seat) -> dict[Key, int]:
    """What a person has chosen so far."""
    rows = Choice.objects.filter(seat=seat).values_list("kind", "task", "chosen")
    return {(kind, task): chosen for kind, task, chosen in rows}


def pictures_of(activity: Activity) -> dict[tuple[str, str], LevelPicture]:
    """(attribute, level) → its picture, without what it is drawn with. One query; none where nobody ever sent one."""
    if not activity.settings.get("pictures"):
        return {}
    rows = LevelPicture.objects.filter(activity=activity).defer("content")
    return {(row.attribute, row.level): row for row in rows}


def picture(*, activity: Activity, ref: str) -> LevelPicture | None:
    """One picture, whole."""
    return LevelPicture.objects.filter(activity=activity, ref=ref).first()


@dataclass(frozen=True)
class Watched:
    """Exact numbers for the team: people by constituency who joined, began, and answered every counted task; and how
    many answered the first, second, … task."""

    joined: dict[str, int]
    begun: dict[str, int]
    finished: dict[str, int]
    by_position: list[int] = field(default_factory=list)


def watched(activity: Activity, tasks: int) -> Watched:
    """How far people are. tasks: how many counted ones each person has."""
    usable = seats.usable(activity).values("pk")
    begun = Place.objects.filter(activity=activity, seat__in=usable)
    counted = Count("seat__choices", filter=Q(seat__choices__kind=Choice.Kind.TASK))
    finished = begun.annotate(answered=counted).filter(answered__gte=tasks)
    reached = dict(Choice.objects.filter(seat__in=usable).order_by().values_list("position").annotate(n=Count("pk")))
    return Watched(
        joined=seats.people(activity),
        begun=_by_constituency(begun.values_list("constituency", flat=True)),
        finished=_by_constituency(finished.values_list("constituency", flat=True)),
        by_position=[reached.get(n, 0) for n in range(1, tasks + 3)] if tasks else [],
    )


def _by_constituency(found: Any) -> dict[str, int]:
    counts = dict.fromkeys(Constituency.values, 0)
    for name in found:
        counts[name] += 1
    return counts


@dataclass(frozen=True)
class Person:
    """Whose choices they are: a seat (its key), the constituency, and what they said of themselves."""

    seat: int
    ref: str
    constituency: str
    about: dict[str, str]
    block: int
    chosen: dict[Key, int]
    positions: dict[Key, int]


def people(activity: Activity, *, whole_cuts: bool = True) -> list[Person]:
    """Everybody who made a choice that may be analysed, in the order in which they joined.

    whole_cuts: leave the newest out so that their number is a multiple of 8: figures that change with every newcomer
    would tell what that one person chose.
    """
    usable = seats.usable(activity).values("pk")
    rows = Choice.objects.filter(seat__in=usable).order_by("seat_id", "kind", "task")
    by_seat: dict[int, list[tuple[str, int, int, int]]] = {}
    for seat, *row in rows.values_list("seat_id", "kind", "task", "chosen", "position"):
        by_seat.setdefault(seat, []).append(tuple(row))  # type: ignore[arg-type]
    kept = [seat for seat, own in by_seat.items() if any(kind == Choice.Kind.TASK for kind, *_rest in own)]
    if whole_cuts:
        kept = kept[: len(kept) - len(kept) % SMALLEST_SHOWN]
    wanted = set(kept)
    return [one for one in _told(activity, by_seat) if one.seat in wanted]


def _told(activity: Activity, by_seat: dict[int, list[tuple[str, int, int, int]]]) -> Iterator[Person]:
    places = Place.objects.filter(activity=activity).select_related("seat__participant").order_by("seat_id")
    for place in places.iterator(chunk_size=500):
        own = by_seat.get(place.seat_id, [])
        person = place.seat.participant
        yield Person(
            seat=place.seat_id,
            ref=place.seat.ref,
            constituency=person.constituency,
            about=person.about,
            block=place.block,
            chosen={(kind, task): chosen for kind, task, chosen, _at in own},
            positions={(kind, task): at for kind, task, _chosen, at in own},
        )


def latest_design(activity: Activity) -> Run | None:
    """The newest run that was to make tasks."""
    return runs.latest(activity.programme, DESIGN, activity=activity)


def latest_analysis(activity: Activity, *, done: bool = False) -> Run | None:
    """The newest analysis; with `done`, of those that have results."""
    return runs.latest(activity.programme, ANALYSIS, activity=activity, done=done)
