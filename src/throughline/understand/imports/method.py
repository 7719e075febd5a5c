"""Bringing in what exists: comments that were collected elsewhere, out of a CSV or XLSX file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _

from throughline.core.routes import route
from throughline.programmes.access import OfMethod, member
from throughline.programmes.methods import Column, DraftFinding, Guide, Method, Table
from throughline.programmes.models import Activity, Role, StageKind
from throughline.understand.imports import queries, views
from throughline.understand.imports.forms import ImportSettings
from throughline.voices.part.exporting import Pseudonyms, exported_words
from throughline.voices.part.published import usable

CHUNK = 500


class Imports(Method):
    slug = "imports"
    name = _("Bring in what exists")
    stage = StageKind.UNDERSTAND.value
    guide = Guide(
        purpose=_("To use what people have said already, such as comments from the Friends and Family Test."),
        people=_("Any number. A file may hold up to 200,000 comments."),
        time=_("Nothing of the people who spoke; 10 minutes of yours for each file."),
        influence=_("What people said before counts again, and nobody has to tell it twice."),
        not_for=_("Words that people gave for another use and would not expect to find here."),
    )
    checklist = _("Say who collected the words, when, from whom, how many were left out and why (RECORD).")
    settings_form = ImportSettings
    takes_part = False

    def routes(self) -> list[URLPattern]:
        team = member(Role.ORGANISER, Role.FACILITATOR, method=self.slug)
        one = "bring/<ref:upload>"
        return [
            route("results", views.results, name="imports-results", access=OfMethod(self.slug)),
            route("bring", views.upload, name="imports-upload", access=team),
            route(f"{one}/columns", views.columns, name="imports-columns", access=team),
            route(f"{one}/values", views.values, name="imports-values", access=team),
            route(f"{one}/preview", views.preview, name="imports-preview", access=team),
            route(f"{one}/source", views.source, name="imports-source", access=team),
            route(f"{one}/discard", views.discard, name="imports-discard", access=team),
            route(one, views.going, name="imports-going", access=team),
        ]

    def part_url(self, activity: Activity) -> str:
        return ""

    def results_url(self, activity: Activity) -> str:
        return reverse("imports-results", args=[activity.programme.slug, activity.ref])

    def manage_url(self, activity: Activity) -> str:
        return reverse("imports-upload", args=[activity.programme.slug, activity.ref])

    def analyse(self, activity: Activity) -> list[DraftFinding]:
        """Nothing of its own: themes and rare signals are found over all the words of a programme."""
        return []

    def export(self, activity: Activity) -> list[Table]:
        return [Table("sources", SOURCE_COLUMNS, _sources(activity)), Table("comments", COLUMNS, _comments(activity))]


SOURCE_COLUMNS = [
    Column("source", "integer", _("Counts the sources of this export; the table of comments refers to it.")),
    Column("title", "text", _("What the source is called.")),
    Column("where_from", "text", _("Who collected the words, how and when.")),
    Column("licence", "text", _("The licence or agreement under which they may be used.")),
    Column("consent_basis", "text", _("What people were told or asked about the use of their words.")),
    Column("may_quote", "boolean", _("Whether the words may be quoted in public.")),
    Column("may_keep", "boolean", _("Whether they may be kept for later research.")),
    Column("imported_on", "date", _("The day on which the file was brought in.")),
    Column("rows", "integer", _("The number of texts that were stored.")),
    Column("skipped", "integer", _("The number of rows that were left out because something was wrong with them.")),
]
COLUMNS = [
    Column("words_id", "text", _("Stands for these words within this export only.")),
    Column("source", "integer", _("The source, as in the table of sources.")),
    Column("given_on", "date", _("The day on which they were given.")),
    Column("question", "text", _("The question that the words answer.")),
    Column("constituency", "text", _("patients, staff or policy.")),
    Column("region", "text", _("The region, where it is known.")),
    Column("rating", "integer", _("The rating that came with the words, where there was one.")),
    Column("moderation", "text", _("What moderators decided: waiting, second, green, amber or red.")),
    Column("labels", "text", _("Content labels, separated by spaces.")),
    Column("word_count", "integer", _("The number of words as given.")),
    Column("words", "text", _("The words as approved, where the source may be quoted.")),
]


def _sources(activity: Activity) -> Iterator[tuple[Any, ...]]:
    for number, row in enumerate(reversed(queries.sources_of(activity)), start=1):
        yield (
            number, row.title, row.where_from, row.licence, row.consent_basis, row.may_quote, row.may_keep,
            row.imported_at.date(), row.rows, row.skipped,
        )  # fmt: skip


def _comments(activity: Activity) -> Iterator[tuple[Any, ...]]:
    numbers = {row.pk: number for number, row in enumerate(reversed(queries.sources_of(activity)), start=1)}
    names = Pseudonyms()
    for row in usable(activity).select_related("data_key", "region").iterator(chunk_size=CHUNK):
        yield (
            names.of(row.ref), numbers.get(row.source_id), row.given_on, row.prompt, row.constituency,
            row.region.slug if row.region else "", row.rating, row.moderation, " ".join(row.labels), row.word_count,
            exported_words(row),
        )  # fmt: skip


METHOD = Imports()
