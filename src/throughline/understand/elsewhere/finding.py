"""How “search what is known” finds notes and numbers, and shows of which kind they are and where they come from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Min, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.programmes.models import Programme
from throughline.understand.elsewhere.models import Note, Number
from throughline.understand.known.shelves import Hit, Shelf


def _note_texts(programmes: QuerySet[Programme]) -> Iterator[tuple[str, str]]:
    rows = Note.objects.filter(programme__in=programmes).order_by("pk")
    for ref, citation, found in rows.values_list("ref", "citation", "found").iterator(chunk_size=500):
        yield ref, f"{citation}. {found}"


def _note_hits(programmes: QuerySet[Programme], keys: set[str]) -> dict[str, Hit]:
    rows = Note.objects.filter(programme__in=programmes, ref__in=keys)
    hits = {}
    for row in rows.select_related("programme__organisation", "noted_by"):
        page = reverse("elsewhere-note", args=[row.programme.slug, row.ref])
        by = row.noted_by.name if row.noted_by else ""
        kind = _("A note of the team, by {name}").format(name=by) if by else _("A note of the team")
        hits[row.ref] = Hit(f"{row.citation} ({row.year})", page, row.programme, kind, row.found)
    return hits


def _by_theme(programmes: QuerySet[Programme]) -> QuerySet[Number, Any]:
    """Each theme of each table once, with its number in all; `first` is its first row's."""
    rows = Number.objects.filter(numbers__programme__in=programmes).order_by()
    themes = rows.values("numbers", "numbers__title", "theme")
    return themes.annotate(first=Min("pk"), sum=Sum("count")).order_by("numbers", "first")


def _number_texts(programmes: QuerySet[Programme]) -> Iterator[tuple[str, str]]:
    for one in _by_theme(programmes).iterator(chunk_size=500):
        yield str(one["first"]), f"{one['theme']}. {one['numbers__title']}"


def _number_hits(programmes: QuerySet[Programme], keys: set[str]) -> dict[str, Hit]:
    rows = Number.objects.filter(numbers__programme__in=programmes, pk__in=[int(key) for key in keys])
    firsts = {row.pk: row for row in rows.select_related("numbers__programme__organisation")}
    tables = {row.numbers_id for row in firsts.values()}
    sums = {one["first"]: one["sum"] for one in _by_theme(programmes).filter(numbers__in=tables)}
    hits = {}
    for pk, row in firsts.items():
        table = row.numbers
        page = reverse("elsewhere-numbers", args=[table.programme.slug, table.ref])
        number = sums.get(pk)
        said = _("{n} {counted}").format(n=f"{number:,}" if number is not None else "*", counted=table.counted)
        source = _("Counted by others, in “{title}”: {where}").format(title=table.title, where=table.where_from)
        hits[str(pk)] = Hit(row.theme, page, table.programme, said, source)
    return hits


NOTES = Shelf("note", gettext_lazy("The team’s notes on literature"), _note_texts, _note_hits)
NUMBERS = Shelf("number", gettext_lazy("Numbers that others counted"), _number_texts, _number_hits)
