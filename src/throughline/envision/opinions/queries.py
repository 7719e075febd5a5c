"""Reads of an opinion map: what may be voted on, what comes next for somebody, and how it is going."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from throughline.core.prepared import Asked
from throughline.envision.opinions.models import ImportedVotes, Statement, Vote
from throughline.envision.seats import queries as seats
from throughline.envision.seats.models import Seat
from throughline.programmes.methods import Turns
from throughline.programmes.models import Activity
from throughline.voices.models import Contribution
from throughline.voices.queries import public_words_of

_READABLE = (Contribution.Moderation.GREEN, Contribution.Moderation.AMBER)


@dataclass(frozen=True)
class Turn:
    """Where somebody is: the statement that comes next (None at the end), how many they have voted on, of how many."""

    statement: Statement | None
    done: int
    total: int


@dataclass(frozen=True)
class Cast:
    """One's own vote."""

    ref: str
    words: str
    value: int
    matters: bool


def votable(activity: int | Asked) -> QuerySet[Statement]:
    """Statements of an activity (its id) that people may see and vote on."""
    approved = Q(
        contribution__standing=Contribution.Standing.LIVE,
        contribution__moderation__in=_READABLE,
        contribution__may_quote=True,
        contribution__may_analyse=True,
        contribution__public_words__isnull=False,
        contribution__data_key__isnull=False,
    )
    return Statement.objects.filter(Q(contribution__isnull=True) | approved, activity_id=activity, taken_out=False)


def words_of(statement: Statement) -> str:
    """A statement as everybody may read it. Fetch it with `contribution__data_key`."""
    return statement.words or (public_words_of(statement.contribution) if statement.contribution else "") or ""


def words_by_ref(activity: Activity, refs: Iterable[str]) -> dict[str, str]:
    """Ref → words of those statements that may be seen now. One query."""
    rows = votable(activity.pk).filter(ref__in=list(refs)).select_related("contribution__data_key")
    return {row.ref: words_of(row) for row in rows}


def turn_of(seat: Seat) -> Turn:
    """What comes next for somebody. Statements of which one more vote would tell most tend to come early; the order
    is each person's own, and stays the same while the page is loaded again. Two queries."""
    cast = Vote.objects.filter(seat=seat, statement=OuterRef("pk"))
    rows = votable(seat.activity_id).annotate(voted=Exists(cast)).values_list("pk", "ref", "weight", "voted")
    listed = list(rows)
    left = [(_key(seat.ref, ref, weight), pk) for pk, ref, weight, voted in listed if not voted]
    return Turn(_read(max(left)[1]) if left else None, len(listed) - len(left), len(listed))


def _read(pk: int) -> Statement:
    return Statement.objects.select_related("contribution__data_key").get(pk=pk)


def _key(seat: str, statement: str, weight: float) -> float:
    """A draw without replacement by weights: the highest key first (Efraimidis & Spirakis 2006)."""
    digest = hashlib.sha256(f"{seat}\0{statement}".encode()).digest()
    uniform = (int.from_bytes(digest[:8], "big") + 1) / 2**64
    return math.log(min(uniform, 1 - 1e-12)) / max(weight, 1e-9)


def statement(*, activity: int, ref: str) -> Statement | None:
    """One statement that people may vote on."""
    return votable(activity).select_related("contribution__data_key").filter(ref=ref).first()


def cast_by(seat: Seat, statement: Statement) -> Vote | None:
    """What somebody voted on a statement."""
    return Vote.objects.filter(seat=seat, statement=statement).first()


def cast_of(seat: Seat) -> list[Cast]:
    """Everything that somebody voted, the newest first, on statements that are still there. One query."""
    rows = Vote.objects.filter(seat=seat, statement__in=votable(seat.activity_id).values("pk"))
    rows = rows.select_related("statement__contribution__data_key").order_by("-changed_at", "-pk")
    return [Cast(row.statement.ref, words_of(row.statement), row.value, row.matters) for row in rows]


# For the team


def turns(activity: Activity) -> Turns:
    """Votes of each person, and how many votes of others the statements that they added drew. Three queries."""
    others = Vote.objects.filter(statement__in=votable(activity.pk), seat__in=seats.usable(activity).values("pk"))
    drawn = others.filter(statement__contribution__participant__isnull=False)
    drawn = drawn.exclude(statement__contribution__participant=F("seat__participant"))
    rows = drawn.order_by().values_list("statement__contribution__participant").annotate(n=Count("pk"))
    means = _("How many votes of others the statements that people added drew.")
    each = votable(activity.pk).count()
    return Turns(seats.answers_given(activity, "votes"), dict(rows), means, each)


@dataclass(frozen=True)
class Watched:
    """How it is going. `people`: who joined, by constituency; `voted`: votes of each who has voted; `none`: how many
    joined and have not; `waiting`: statements that moderators have not decided on; `imported`: people elsewhere."""

    people: dict[str, int]
    voted: list[int]
    none: int
    waiting: int
    imported: int

    @property
    def middle(self) -> int:
        """Votes of the person in the middle."""
        return sorted(self.voted)[len(self.voted) // 2] if self.voted else 0


def watched(activity: Activity) -> Watched:
    """Exact numbers, for the team alone."""
    people = seats.people(activity)
    rows = Vote.objects.filter(seat__in=seats.usable(activity).values("pk")).order_by().values("seat")
    voted = [row["n"] for row in rows.annotate(n=Count("*"))]
    waiting = Statement.objects.filter(
        activity=activity,
        contribution__moderation__in=(Contribution.Moderation.WAITING, Contribution.Moderation.SECOND),
        contribution__standing=Contribution.Standing.LIVE,
    ).count()
    imported = sum(ImportedVotes.objects.filter(source__activity=activity).values_list("people", flat=True))
    return Watched(people, voted, sum(people.values()) - len(voted), waiting, imported)


@dataclass(frozen=True)
class Listed:
    """A statement in the team's list. `cast`: how many have voted on it here."""

    ref: str
    words: str
    cast: int
    from_people: bool


def listed(activity: Activity) -> list[tuple[int, int]]:
    """(id, votes) of what people vote on, those with fewest votes first. Two queries."""
    numbers = votable(activity.pk).values_list("pk", flat=True)
    votes = Vote.objects.filter(statement__in=numbers).order_by().values_list("statement_id")
    cast = dict(votes.annotate(n=Count("*")))
    return sorted(((pk, cast.get(pk, 0)) for pk in numbers), key=lambda row: (row[1], row[0]))


def in_full(page: Iterable[tuple[int, int]]) -> list[Listed]:
    """A part of `listed` with the words. One query."""
    cast = dict(page)
    rows = Statement.objects.filter(pk__in=cast).select_related("contribution__data_key")
    found = {row.pk: row for row in rows}
    return [
        Listed(found[pk].ref, words_of(found[pk]), number, found[pk].contribution_id is not None)
        for pk, number in cast.items()
    ]


def imports_of(activity: Activity) -> list[ImportedVotes]:
    """Conversations that were brought in, the newest first."""
    rows = ImportedVotes.objects.filter(source__activity=activity).select_related("source")
    return list(rows.order_by("-pk"))
