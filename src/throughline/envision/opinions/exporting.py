"""Everything needed to make the map again, in the columns in which opinion conversations are exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.envision.opinions.gathering import unpacked
from throughline.envision.opinions.models import ImportedVotes, Statement, Vote
from throughline.envision.opinions.queries import imports_of, votable, words_of
from throughline.envision.seats import queries as seats
from throughline.programmes.methods import Column, Table
from throughline.programmes.models import Activity
from throughline.voices.models import Contribution
from throughline.voices.part.exporting import Pseudonyms

_COMMENT_COLUMNS = [
    Column("timestamp", "integer", _("The day on which it was added, in milliseconds since 1970.")),
    Column("comment-id", "integer", _("The statement’s number in this export.")),
    Column("author-id", "text", _("Stands for its author within this export only; empty for the team’s own.")),
    Column("moderated", "integer", _("1 shown, 0 not decided, -1 not published.")),
    Column("comment-body", "text", _("The statement as approved; empty where it is not shown.")),
    Column("origin", "text", _("team, participant or import.")),
]
_VOTE_COLUMNS = [
    Column("timestamp", "integer", _("The day of the vote as it is now, in milliseconds since 1970.")),
    Column("comment-id", "integer", _("The statement’s number in this export.")),
    Column("voter-id", "integer", _("The person’s number, made new for each export.")),
    Column("vote", "integer", _("1 agree, 0 pass, -1 disagree.")),
    Column("matters", "boolean", _("Whether they said that it matters to them; empty for imported votes.")),
    Column("constituency", "text", _("patients, staff or policy.")),
    Column("origin", "text", _("here or import.")),
]
_STATES = {
    Contribution.Moderation.GREEN: 1,
    Contribution.Moderation.AMBER: 1,
    Contribution.Moderation.RED: -1,
}


def tables(activity: Activity) -> list[Table]:
    """Statements and votes. Read as streams, whatever their number."""
    return [
        Table("comments", _COMMENT_COLUMNS, _comments(activity)),
        Table("votes", _VOTE_COLUMNS, _votes(activity)),
    ]


def _day(moment: datetime) -> int:
    """The day only: the moment of a vote could point at a person."""
    return int(datetime.combine(moment.date(), time(), UTC).timestamp() * 1000)


def _comments(activity: Activity) -> Iterator[tuple[Any, ...]]:
    names, numbers = Pseudonyms(), _numbers(activity)
    seen = set(votable(activity.pk).values_list("pk", flat=True))
    rows = Statement.objects.filter(activity=activity, taken_out=False).order_by("pk")
    rows = rows.select_related("contribution__data_key", "contribution__participant")
    for row in rows.iterator(chunk_size=500):
        given = row.contribution
        author = given.participant.ref if given and given.participant else ""
        origin = "team" if given is None else "import" if given.source_id else "participant"
        state = 1 if given is None else _STATES.get(Contribution.Moderation(given.moderation), 0)
        shown = row.pk in seen
        yield (
            _day(row.created_at),
            numbers[row.pk],
            names.of(author),
            state if shown or state != 1 else 0,
            words_of(row) if shown else "",
            origin,
        )


def _numbers(activity: Activity) -> dict[int, int]:
    """Statement → its number in an export, so that no id of the database leaves the server."""
    rows = Statement.objects.filter(activity=activity, taken_out=False).order_by("pk").values_list("pk", flat=True)
    return {pk: number for number, pk in enumerate(rows)}


def _votes(activity: Activity) -> Iterator[tuple[Any, ...]]:
    numbers = _numbers(activity)
    usable = seats.usable(activity).order_by("?").values_list("pk", "participant__constituency")
    people = {pk: (number, constituency) for number, (pk, constituency) in enumerate(usable)}
    rows = Vote.objects.filter(seat__activity=activity, statement__in=votable(activity.pk).values("pk"))
    columns = rows.order_by("statement_id", "seat_id").values_list(
        "seat_id", "statement_id", "value", "matters", "changed_at"
    )
    for seat, statement, value, matters, moment in columns.iterator(chunk_size=2000):
        if seat in people:
            number, constituency = people[seat]
            yield _day(moment), numbers[statement], number, value, matters, constituency, "here"
    first = len(people)
    for one in imports_of(activity):
        yield from _imported(one, activity, first, numbers)
        first += one.people


def _imported(one: ImportedVotes, activity: Activity, first: int, numbers: dict[int, int]) -> Iterator[tuple[Any, ...]]:
    rows = votable(activity.pk).filter(contribution__source=one.source_id)
    of_row = {row: numbers[pk] for row, pk in rows.values_list("contribution__source_row", "pk")}
    people: dict[int, int] = {}
    for person, row, value in unpacked(one):
        if row in of_row:
            number = people.setdefault(person, first + len(people))
            yield _day(one.source.imported_at), of_row[row], number, value, None, one.constituency, "import"
