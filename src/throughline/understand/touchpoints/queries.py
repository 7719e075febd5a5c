"""Reads of the map: counts of people for those who may not read words, the words for those who may."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce

from throughline.core.errors import NotFound
from throughline.evidence import counting
from throughline.language import feelings
from throughline.programmes.models import Programme
from throughline.understand.touchpoints.models import Named, Placement, Touchpoint
from throughline.voices import queries as voices
from throughline.voices.models import Contribution

IN_USE = counting.is_usable("contribution__")
Counts = dict[tuple[int, str], dict[str, int]]
"""(touchpoint id, going or word) → constituency → people."""


@dataclass(frozen=True)
class Line:
    """One placement with the words that stand there, as given."""

    placement: Placement
    words: str

    @property
    def named(self) -> list[str]:
        return [one.word for one in self.placement.named.all()]


@dataclass(frozen=True)
class Part:
    """One sentence of a text, with the feelings that are named in it."""

    start: int
    end: int
    words: str


def journey(programme: Programme) -> list[Touchpoint]:
    """The touchpoints of a programme, in order."""
    return list(Touchpoint.objects.filter(programme=programme).select_related("programme"))


def touchpoint(*, programme: Programme, ref: str) -> Touchpoint:
    """One touchpoint of the programme.

    Raises:
        NotFound: there is none.
    """
    found = Touchpoint.objects.select_related("programme").filter(programme=programme, ref=ref).first()
    if found is None:
        raise NotFound
    return found


def people_at(programme: Programme) -> Counts:
    """How many people's words stand at each touchpoint, going well or not. A person who wrote nine times is one."""
    rows = _with_person(Placement.objects.filter(IN_USE, touchpoint__programme=programme), "contribution__")
    return _counted(rows, "touchpoint_id", "going", "contribution__constituency")


def people_naming(programme: Programme) -> Counts:
    """How many people named each feeling at each touchpoint."""
    usable = counting.is_usable("placement__contribution__")
    rows = _with_person(
        Named.objects.filter(usable, placement__touchpoint__programme=programme), "placement__contribution__"
    )
    return _counted(rows, "placement__touchpoint_id", "word", "placement__contribution__constituency")


def _with_person(rows: QuerySet, prefix: str) -> QuerySet:
    # An imported row has no participant: it is a person of its own.
    return rows.annotate(one=Coalesce(F(f"{prefix}participant_id"), Value(0) - F(f"{prefix}id")))


def _counted(rows: QuerySet, *columns: str) -> Counts:
    found: Counts = {}
    counted = rows.order_by().values_list(*columns).annotate(people=Count("one", distinct=True))
    for place, what, who, people in counted:
        found.setdefault((place, what), {})[who] = people
    return found


def placed(touchpoint: Touchpoint) -> QuerySet[Placement]:
    """What stands at a touchpoint and may be used, the newest first."""
    rows = Placement.objects.filter(IN_USE, touchpoint=touchpoint)
    return _whole(rows).order_by("-id")


def placements_of(contribution: Contribution) -> QuerySet[Placement]:
    """Where words stand on the map."""
    return _whole(Placement.objects.filter(contribution=contribution))


def _whole(rows: QuerySet[Placement]) -> QuerySet[Placement]:
    known = rows.select_related("touchpoint__programme", "placed_by", "contribution__data_key", "contribution__region")
    return known.select_related("contribution__source").prefetch_related("named")


def lines(rows: list[Placement]) -> list[Line]:
    """Placements with the words as given, for those with the duty to read them."""
    return [Line(row, voices.words_of(row.contribution)[row.start : row.end]) for row in rows]


def to_place(programme: Programme) -> QuerySet[Contribution]:
    """The usable words of a programme: those that stand nowhere on the map first."""
    stands = Exists(Placement.objects.filter(contribution=OuterRef("pk")))
    rows = counting.usable(programme).select_related("data_key", "region", "source")
    return rows.annotate(stands=stands).order_by("stands", "id")


def contribution(*, programme: Programme, ref: str) -> Contribution:
    """Usable words of the programme.

    Raises:
        NotFound: there are none by this reference.
    """
    found = counting.usable(programme).select_related("data_key", "region", "source", "programme").filter(ref=ref)
    row = found.first()
    if row is None:
        raise NotFound
    return row


def parts_of(text: str) -> list[Part]:
    """The sentences of a text."""
    return [Part(start, end, text[start:end]) for start, end in feelings.sentences(text)]


def named_in(text: str) -> list[str]:
    """The words of feeling that its author uses, each once, in order."""
    return list(dict.fromkeys(one.word for one in feelings.find(text)))


def text_of(contribution: Contribution) -> str:
    """The words as given, for those with the duty to read them."""
    return voices.words_of(contribution)
