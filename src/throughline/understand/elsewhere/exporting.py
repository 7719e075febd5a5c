"""Notes and numbers as tables with a data dictionary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.programmes.methods import Column, Table
from throughline.programmes.models import Programme
from throughline.understand.elsewhere.models import Number
from throughline.understand.elsewhere.queries import notes, tables

CHUNK = 500
_NOTE_COLUMNS = [
    Column("note", "text", _("Stands for the note in the address of its page.")),
    Column("citation", "text", _("Which publication it is about.")),
    Column("year", "integer", _("The year of the publication.")),
    Column("found", "text", _("What it found, in words of the team.")),
    Column("url", "text", _("Where the publication can be read.")),
    Column("noted_on", "date", _("The day on which the team noted it.")),
]
_SOURCE_COLUMNS = [
    Column("source", "text", _("Stands for the source; the table of numbers refers to it.")),
    Column("title", "text", _("What the source is called.")),
    Column("counted", "text", _("What is counted.")),
    Column("where_from", "text", _("Who counted, how and when.")),
    Column("licence", "text", _("The licence or agreement under which it may be used.")),
    Column("brought_in_on", "date", _("The day on which the file was brought in.")),
    Column("skipped", "integer", _("The number of rows that were left out because something was wrong with them.")),
]
_NUMBER_COLUMNS = [
    Column("source", "text", _("The source, as in the table of sources.")),
    Column("theme", "text", _("What the number is about, in words of the source.")),
    Column("count", "integer", _("The number as the source gives it; empty where the source hides it.")),
    Column("period", "text", _("Which time it is about.")),
    Column("service", "text", _("The service, where the source says it.")),
    Column("region", "text", _("The region, where the source says it.")),
]


def tables_of(programme: Programme) -> list[Table]:
    """Everything that a programme's team brought from elsewhere, but for who brought it."""
    return [
        Table("notes", _NOTE_COLUMNS, _notes(programme)),
        Table("sources", _SOURCE_COLUMNS, _sources(programme)),
        Table("numbers", _NUMBER_COLUMNS, _numbers(programme)),
    ]


def _notes(programme: Programme) -> Iterator[tuple[Any, ...]]:
    for row in notes(programme).iterator(chunk_size=CHUNK):
        yield row.ref, row.citation, row.year, row.found, row.url, row.noted_at.date()


def _sources(programme: Programme) -> Iterator[tuple[Any, ...]]:
    for row in tables(programme).iterator(chunk_size=CHUNK):
        yield row.ref, row.title, row.counted, row.where_from, row.licence, row.brought_at.date(), row.skipped


def _numbers(programme: Programme) -> Iterator[tuple[Any, ...]]:
    rows = Number.objects.filter(numbers__programme=programme).order_by("numbers", "place")
    columns = ("numbers__ref", "theme", "count", "period", "service", "region")
    yield from rows.values_list(*columns).iterator(chunk_size=CHUNK)
