"""Everything needed to work the scores out again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.envision.pairs.models import Choice, Option
from throughline.envision.pairs.queries import votable, words_of
from throughline.envision.seats import queries as seats
from throughline.programmes.methods import Column, Table
from throughline.programmes.models import Activity
from throughline.voices.models import Contribution

_OPTIONS = [
    Column("option", "integer", _("The option’s number in this export.")),
    Column("words", "text", _("What people read; empty where it is not shown.")),
    Column("description", "text", _("What explains it.")),
    Column("origin", "text", _("team or participant.")),
    Column("state", "text", _("shown, waiting (no moderator has decided), or not shown.")),
]
_CHOICES = [
    Column("person", "integer", _("The person’s number, made new for each export.")),
    Column("constituency", "text", _("patients, staff or policy.")),
    Column("left", "integer", _("The option on the left, or on top on a phone.")),
    Column("right", "integer", _("The other option.")),
    Column("chosen", "text", _("left, right, or undecided (“I can’t decide”).")),
]
_UNDECIDED = (Contribution.Moderation.WAITING, Contribution.Moderation.SECOND)
_SAID = {1: "left", -1: "right", 0: "undecided"}


def tables(activity: Activity) -> list[Table]:
    """Options and choices. Read as streams, whatever their number."""
    return [Table("options", _OPTIONS, _options(activity)), Table("choices", _CHOICES, _choices(activity))]


def _numbers(activity: Activity) -> dict[int, int]:
    """Option → its number in an export, so that no id of the database leaves the server."""
    rows = Option.objects.filter(activity=activity, taken_out=False).order_by("pk").values_list("pk", flat=True)
    return {pk: number for number, pk in enumerate(rows, start=1)}


def _options(activity: Activity) -> Iterator[tuple[Any, ...]]:
    numbers, seen = _numbers(activity), set(votable(activity.pk).values_list("pk", flat=True))
    rows = Option.objects.filter(pk__in=numbers).order_by("pk").select_related("contribution__data_key")
    for row in rows.iterator(chunk_size=500):
        given = row.contribution
        state = "shown" if row.pk in seen else "waiting" if given and given.moderation in _UNDECIDED else "not shown"
        words = words_of(row) if state == "shown" else ""
        yield numbers[row.pk], words, row.description, "participant" if given else "team", state


def _choices(activity: Activity) -> Iterator[tuple[Any, ...]]:
    numbers, seen = _numbers(activity), set(votable(activity.pk).values_list("pk", flat=True))
    usable = seats.usable(activity).order_by("?").values_list("pk", "participant__constituency")
    people = {pk: (number, constituency) for number, (pk, constituency) in enumerate(usable, start=1)}
    rows = Choice.objects.filter(seat__activity=activity).order_by("first_id", "second_id", "seat_id")
    columns = rows.values_list("seat_id", "first_id", "second_id", "first_left", "value")
    for seat, first, second, first_left, value in columns.iterator(chunk_size=2000):
        if seat in people and first in seen and second in seen:
            left, right = (first, second) if first_left else (second, first)
            said = _SAID[value if first_left else -value]
            yield *people[seat], numbers[left], numbers[right], said
