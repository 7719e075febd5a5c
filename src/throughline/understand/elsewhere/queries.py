"""Reads of what was found elsewhere. All of it is for the team: exact numbers, as their source gives them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from throughline.core.errors import NotFound
from throughline.programmes.hooks import Note as Pointer
from throughline.programmes.models import Programme
from throughline.understand.elsewhere.models import Incoming, Note, Number, Numbers
from throughline.understand.imports.problems import Problem


@dataclass(frozen=True)
class Theme:
    """A theme of a table: its number over all rows, None where the source hides every one; `hidden`: whether it hides
    some, so that the number is the least it can be."""

    name: str
    count: int | None
    hidden: bool


def notes(programme: Programme) -> QuerySet[Note]:
    """The notes of a programme's team, the newest first."""
    return Note.objects.filter(programme=programme).select_related("noted_by")


def note(*, programme: Programme, ref: str) -> Note:
    """One note.

    Raises:
        NotFound: the programme has none of this ref.
    """
    found = notes(programme).filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found


def citations(programme: Programme) -> set[str]:
    """What is noted already, in small letters."""
    return {one.casefold() for one in Note.objects.filter(programme=programme).values_list("citation", flat=True)}


def tables(programme: Programme) -> QuerySet[Numbers]:
    """The tables of numbers of a programme, the newest first, each with `themes`, how many it has."""
    rows = Numbers.objects.filter(programme=programme).select_related("brought_by")
    # Django leaves a model’s own order out where it counts.
    return rows.annotate(themes=Count("rows__theme", distinct=True)).order_by("-id")


def table(*, programme: Programme, ref: str) -> Numbers:
    """One table of numbers.

    Raises:
        NotFound: the programme has none of this ref.
    """
    found = tables(programme).filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found


def themes(numbers: Numbers) -> list[Theme]:
    """The themes of a table, the largest first."""
    rows = Number.objects.filter(numbers=numbers).order_by().values("theme")
    summed = rows.annotate(sum=Sum("count"), rows=Count("pk"), known=Count("count"))
    found = [Theme(one["theme"], one["sum"], one["known"] < one["rows"]) for one in summed]
    return sorted(found, key=lambda one: (-(one.count or 0), one.name))


def periods(numbers: Numbers) -> list[str]:
    """Which times a table is about, in the order of the file."""
    rows = Number.objects.filter(numbers=numbers).order_by().values("period")
    return [one["period"] for one in rows.annotate(at=Min("place")).order_by("at")]


def rows_of(numbers: Numbers) -> QuerySet[Number]:
    """Every row of a table in the order of the file."""
    return Number.objects.filter(numbers=numbers).order_by("place")


def incoming(*, programme: Programme, ref: str) -> Incoming:
    """What a file holds, before it is brought in.

    Raises:
        NotFound: there is none (any more).
    """
    rows = Incoming.objects.select_related("programme", "numbers")
    found = rows.filter(programme=programme, ref=ref).first()
    if found is None:
        raise NotFound
    return found


def problems_of(row: Incoming) -> list[Problem]:
    """The first problems of a file."""
    return [Problem(*one) for one in row.problems]


def before_asking(programme: Programme) -> Iterable[Pointer]:
    """Where the team finds its notes on literature and the numbers of others."""
    yield Pointer(_("What is known from elsewhere: notes and numbers"), reverse("elsewhere", args=[programme.slug]))
