"""Reads of a survey in pairs: what may be chosen, which pair comes next for somebody, and how it is going."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from throughline.core import vault
from throughline.envision.pairs.models import FIRST, SECOND, Choice, Option, Prompts
from throughline.envision.seats import queries as seats
from throughline.envision.seats.models import Seat
from throughline.programmes.methods import Turns
from throughline.programmes.models import Activity
from throughline.voices.models import Contribution
from throughline.voices.queries import public_words_of

_READABLE = (Contribution.Moderation.GREEN, Contribution.Moderation.AMBER)
_PURPOSE = "envision.pairs.asked"
TRIES = 200
"""Pairs tried at random before all that are left are listed."""


@dataclass(frozen=True)
class Shown:
    """An option as people read it."""

    ref: str
    words: str
    description: str


@dataclass(frozen=True)
class Asked:
    """A pair as it is asked: `token` proves to the server that it asked this person for it."""

    left: Shown
    right: Shown
    token: str


@dataclass(frozen=True)
class Turn:
    """Where somebody is: the pair that comes next (None at the end), and how many pairs they have had."""

    asked: Asked | None
    done: int


@dataclass(frozen=True)
class Mine:
    """One's own choice. `chosen` and `other` are words; of a pair that was not decided they are just both."""

    ref: str
    chosen: str
    other: str
    decided: bool


def votable(activity: int) -> QuerySet[Option]:
    """Options of an activity (its id) that people may see and choose."""
    approved = Q(
        contribution__standing=Contribution.Standing.LIVE,
        contribution__moderation__in=_READABLE,
        contribution__may_quote=True,
        contribution__may_analyse=True,
        contribution__public_words__isnull=False,
        contribution__data_key__isnull=False,
    )
    return Option.objects.filter(Q(contribution__isnull=True) | approved, activity_id=activity, taken_out=False)


def words_of(option: Option) -> str:
    """An option as everybody may read it. Fetch it with `contribution__data_key`."""
    return option.words or (public_words_of(option.contribution) if option.contribution else "") or ""


def words_by_ref(activity: Activity, refs: Iterable[str]) -> dict[str, str]:
    """Ref → words of those options that may be seen now. One query."""
    rows = votable(activity.pk).filter(ref__in=list(refs)).select_related("contribution__data_key")
    return {row.ref: words_of(row) for row in rows}


def turn_of(seat: Seat) -> Turn:
    """The pair that comes next for somebody. It stays the same while the page is loaded again. Four queries, whatever
    the number of people and choices."""
    there = set(votable(seat.activity_id).values_list("pk", flat=True))
    had = set(Choice.objects.filter(seat=seat).values_list("first_id", "second_id"))
    drawn = Prompts.objects.filter(activity_id=seat.activity_id).values_list("pairs", flat=True).first() or []
    pair = _on_paper(there, had) if seat.submission.helped_by_id else None
    pair = pair or _next(f"{seat.ref}:{len(had)}", there, had, drawn)
    if pair is None:
        return Turn(None, len(had))
    return Turn(_asked(seat, Option.objects.filter(pk__in=pair), *pair), len(had))


def pairs_on_paper(options: Sequence[int]) -> list[tuple[int, int]]:
    """(left, right) in the order of a printed form: each option beside the one before it and one from the first half.
    An option that comes later adds pairs at the end, so that forms which were printed before still fit."""
    pairs: list[tuple[int, int]] = []
    for number in range(1, len(options)):
        for other in dict.fromkeys((number - 1, number // 2)):
            both = (options[number], options[other])
            pairs.append(both if len(pairs) % 2 else both[::-1])
    return pairs


def _on_paper(there: set[int], had: set[tuple[int, int]]) -> tuple[int, int] | None:
    """The next pair of a printed form that somebody has not had."""
    return next((pair for pair in pairs_on_paper(sorted(there)) if (min(pair), max(pair)) not in had), None)


def _next(
    draw: str, there: set[int], had: set[tuple[int, int]], drawn: list[tuple[int, int]]
) -> tuple[int, int] | None:
    """(left, right): the next of the pairs drawn ahead that this person has not had; then any other."""

    def fresh(left: int, right: int) -> bool:
        return left in there and right in there and (min(left, right), max(left, right)) not in had

    start = _number(draw)
    for step in range(len(drawn)):
        left, right = drawn[(start + step) % len(drawn)]
        if fresh(left, right):
            return left, right
    options = sorted(there)
    for attempt in range(TRIES if len(options) > 1 else 0):
        number = _number(f"{draw}:{attempt}")
        left = number % len(options)
        right = (left + 1 + (number >> 32) % (len(options) - 1)) % len(options)
        if fresh(options[left], options[right]):
            return options[left], options[right]
    rest = [pair for pair in combinations(options, 2) if pair not in had]
    return rest[start % len(rest)] if rest else None


def _number(draw: str) -> int:
    """A number that looks drawn by lot, and is the same for the same person and place."""
    return int.from_bytes(hashlib.sha256(draw.encode()).digest()[:8], "big")


def _asked(seat: Seat, options: QuerySet[Option], left: int, right: int) -> Asked:
    rows = {row.pk: row for row in options.select_related("contribution__data_key")}
    token = vault.seal_value([seat.ref, left, right], purpose=_PURPOSE)
    return Asked(_shown(rows[left]), _shown(rows[right]), token)


def _shown(row: Option) -> Shown:
    return Shown(row.ref, words_of(row), row.description)


def asked_of(seat: Seat, token: str) -> tuple[int, int] | None:
    """(left, right) of a pair that was asked of this person; None for anything else."""
    try:
        whose, left, right = vault.open_value(token, purpose=_PURPOSE)
    except (vault.Tampered, vault.Expired):
        return None
    return (left, right) if whose == seat.ref else None


def again(seat: Seat, ref: str) -> tuple[Choice, Asked] | None:
    """One of somebody's own choices, asked as it was; None where there is no such choice (any more)."""
    row = Choice.objects.filter(seat=seat, ref=ref).first()
    if row is None:
        return None
    sides = (row.first_id, row.second_id) if row.first_left else (row.second_id, row.first_id)
    options = votable(seat.activity_id).filter(pk__in=sides)
    return (row, _asked(seat, options, *sides)) if options.count() == 2 else None


def choices_of(seat: Seat) -> list[Mine]:
    """Everything that somebody chose, the newest first, between options that are still there. Two queries."""
    rows = votable(seat.activity_id).select_related("contribution__data_key")
    words = {row.pk: words_of(row) for row in rows}
    found = []
    for row in Choice.objects.filter(seat=seat).order_by("-changed_at", "-pk"):
        if row.first_id in words and row.second_id in words:
            one, other = words[row.first_id], words[row.second_id]
            chosen = (other, one) if row.value < 0 else (one, other)
            found.append(Mine(row.ref, *chosen, decided=row.value != 0))
    return found


def sample(activity: Activity) -> Asked | None:
    """The first two options as a pair, to look at; None where there are fewer."""
    rows = list(votable(activity.pk).select_related("contribution__data_key").order_by("pk")[:2])
    return Asked(_shown(rows[0]), _shown(rows[1]), "") if len(rows) == 2 else None


# For the team


def turns(activity: Activity) -> Turns:
    """Choices of each person, and how often others chose the ideas that they added. Three queries."""
    made = Choice.objects.filter(seat__in=seats.usable(activity).values("pk"))
    drawn: dict[int, int] = {}
    for side, value in (("first", FIRST), ("second", SECOND)):
        author = f"{side}__contribution__participant"
        chosen = made.filter(**{f"{side}__in": votable(activity.pk), f"{author}__isnull": False}, value=value)
        chosen = chosen.exclude(**{author: F("seat__participant")})
        for who, times in chosen.order_by().values_list(author).annotate(n=Count("pk")):
            drawn[who] = drawn.get(who, 0) + times
    return Turns(
        seats.answers_given(activity, "pair_choices"), drawn, _("How often others chose the ideas that people added.")
    )


@dataclass(frozen=True)
class Watched:
    """How it is going. `people`: who joined, by constituency; `chose`: choices of each who made one; `undecided`: how
    many of all choices were “I can't decide”; `waiting`: ideas that moderators have not decided on."""

    people: dict[str, int]
    chose: list[int]
    undecided: int
    waiting: int

    @property
    def none(self) -> int:
        """How many joined and have not chosen yet."""
        return sum(self.people.values()) - len(self.chose)

    @property
    def middle(self) -> int:
        """Choices of the person in the middle."""
        return sorted(self.chose)[len(self.chose) // 2] if self.chose else 0


def watched(activity: Activity) -> Watched:
    """Exact numbers, for the team alone."""
    rows = Choice.objects.filter(seat__in=seats.usable(activity).values("pk")).order_by().values("seat")
    counted = list(rows.annotate(n=Count("pk"), undecided=Count("pk", filter=Q(value=0))))
    waiting = Option.objects.filter(
        activity=activity,
        contribution__moderation__in=(Contribution.Moderation.WAITING, Contribution.Moderation.SECOND),
        contribution__standing=Contribution.Standing.LIVE,
    ).count()
    return Watched(
        seats.people(activity), [row["n"] for row in counted], sum(row["undecided"] for row in counted), waiting
    )


@dataclass(frozen=True)
class Listed:
    """An option in the team's list. `times`: in how many choices it stood."""

    shown: Shown
    times: int
    from_people: bool


def listed(activity: Activity) -> list[Listed]:
    """What people choose between, those asked least first. Three queries."""
    times: dict[int, int] = {}
    for side in ("first_id", "second_id"):
        rows = Choice.objects.filter(seat__activity=activity).order_by().values_list(side).annotate(n=Count("pk"))
        for pk, number in rows:
            times[pk] = times.get(pk, 0) + number
    found = votable(activity.pk).select_related("contribution__data_key")
    rows_in_order = sorted(found, key=lambda row: (times.get(row.pk, 0), row.pk))
    return [Listed(_shown(row), times.get(row.pk, 0), row.contribution_id is not None) for row in rows_in_order]
