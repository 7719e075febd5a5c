"""The tables of a panel, with which its analysis can be repeated; nobody is named in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.envision.delphi import queries, report
from throughline.envision.delphi.models import Rating, Suggestion
from throughline.envision.seats.queries import usable
from throughline.programmes.methods import Column, Table
from throughline.programmes.models import Activity
from throughline.voices.part.exporting import Pseudonyms, exported_words
from throughline.voices.part.published import usable as usable_words

Rows = Iterator[tuple[Any, ...]]

_DEFINITION = [
    Column("setting", "text", _("What was decided before the first round.")),
    Column("value", "text", _("How it was decided.")),
]
_ITEMS = [
    Column("item", "integer", _("The statement's number.")),
    Column("text", "text", _("What people read.")),
    Column("round", "integer", _("A round in which it was asked; a row for each.")),
    Column("status", "text", _("What the panel came to: in, out, ask again, no consensus, too few ratings, dropped.")),
]
_RATINGS = [
    Column("person_id", "text", _("Stands for the person within this export only.")),
    Column("constituency", "text", _("patients, staff or policy.")),
    Column("round", "integer", _("In which round.")),
    Column("item", "integer", _("The statement's number.")),
    Column("value", "integer", _("The number chosen; empty where it is outside their expertise.")),
    Column("outside_expertise", "boolean", _("Whether they said that they cannot judge it.")),
]
_WORDS = [
    Column("person_id", "text", _("Stands for the person within this export only.")),
    Column("constituency", "text", _("patients, staff or policy.")),
    Column("kind", "text", _("reason, or suggestion of a statement.")),
    Column("item", "integer", _("The statement that a reason is about, or that a suggestion became; may be empty.")),
    Column("round", "integer", _("In which round it was written.")),
    Column("moderation", "text", _("What moderators decided: waiting, second, green, amber or red.")),
    Column("word_count", "integer", _("The number of words as given.")),
    Column("words", "text", _("The words as approved, where their author agreed to be quoted.")),
]
_ACCORD = [
    Column("code", "text", _("The item of ACCORD.")),
    Column("about", "text", _("What it asks for, in short.")),
    Column("text", "text", _("What is known; empty where a person has to write it.")),
]


def tables(activity: Activity) -> list[Table]:
    """Definition, items, ratings, words and report of a panel."""
    names = Pseudonyms()
    return [
        Table("definition", _DEFINITION, _definition(activity)),
        Table("items", _ITEMS, _items(activity)),
        Table("ratings", _RATINGS, _ratings(activity, names)),
        Table("words", _WORDS, _words(activity, names)),
        Table("accord", _ACCORD, ((one.code, one.about, one.text) for one in report.entries(activity))),
    ]


def _definition(activity: Activity) -> Rows:
    panel = queries.panel_of(activity)
    for name, value in panel.decides.kept().items():
        yield name, str(value)
    yield "in_words", panel.exact
    yield "fingerprint", panel.fingerprint
    yield "fixed_on", panel.locked_at.date().isoformat() if panel.locked_at else ""


def _items(activity: Activity) -> Rows:
    run = queries.worked_out(activity)
    final = run.summary["final"] if run else {}
    for one in queries.rounds_of(activity):
        for item in one.items.all():
            yield item.number, item.text, one.number, final.get(item.text, "")


def _ratings(activity: Activity, names: Pseudonyms) -> Rows:
    rows = Rating.objects.filter(seat__in=usable(activity).values("pk"))
    columns = ("seat__ref", "seat__participant__constituency", "round__number", "item__number", "value")
    for seat, group, number, item, value in rows.order_by("pk").values_list(*columns).iterator(chunk_size=1000):
        yield names.of(seat), group, number, item, value, value is None


def _words(activity: Activity, names: Pseudonyms) -> Rows:
    rows = usable_words(activity).select_related(
        "data_key", "delphi_reason__item", "delphi_reason__round", "delphi_reason__seat"
    )
    became = dict(Suggestion.objects.filter(seat__activity=activity).values_list("contribution_id", "item__number"))
    who = dict(Suggestion.objects.filter(seat__activity=activity).values_list("contribution_id", "seat__ref"))
    for row in rows.iterator(chunk_size=500):
        reason = getattr(row, "delphi_reason", None)
        yield (
            names.of(reason.seat.ref if reason else who.get(row.pk, "")),
            row.constituency,
            row.kind,
            reason.item.number if reason else became.get(row.pk),
            reason.round.number if reason else 1,
            row.moderation,
            row.word_count,
            exported_words(row),
        )
