"""Tables from which the outcome can be worked out again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.envision.rankings import queries
from throughline.envision.rankings.plan import Plan, plan_of, question_of
from throughline.envision.rankings.working import EVERYBODY
from throughline.programmes.methods import Column, Table
from throughline.programmes.models import Activity
from throughline.voices.part.exporting import Pseudonyms

Rows = Iterator[tuple[Any, ...]]
_META = [Column("key", "text", _("What is told.")), Column("value", "text", _("The value."))]
_ITEMS = [
    Column("item", "text", _("The item’s short name.")),
    Column("name", "text", _("What people read.")),
    Column("about", "text", _("The description that people read.")),
    Column("place", "integer", _("Its place for everybody, 1 for the first; empty before it is worked out.")),
    Column("lowest", "integer", _("The lowest number that its place may be, with 95% certainty.")),
    Column("highest", "integer", _("The highest.")),
]
_PLACES = [
    Column("person", "text", _("Stands for the person within this export only.")),
    Column("constituency", "text", _("patients, staff or policy.")),
    Column("place", "integer", _("1 for the first.")),
    Column("item", "text", _("The item that this person put there. What has no place is left out.")),
]


def tables(activity: Activity) -> list[Table]:
    """Every table of an activity."""
    plan, given = plan_of(activity.settings), queries.given(activity)
    return [
        Table("meta", _META, _meta(activity, plan, len(given))),
        Table("items", _ITEMS, _items(activity, plan)),
        Table("places", _PLACES, _places(given)),
    ]


def _meta(activity: Activity, plan: Plan, people: int) -> Rows:
    yield "title", activity.title
    yield "question", question_of(plan)
    yield "places", str(plan.places)
    yield "places may be left empty", "yes" if plan.partial else "no"
    yield "people", str(people)
    run = queries.shown(activity)
    if run is not None and not run.summary["refused"]:
        yield "seed", str(run.seed)
        yield "fingerprint", run.fingerprint


def _items(activity: Activity, plan: Plan) -> Rows:
    run = queries.shown(activity)
    places = run.summary["places"][EVERYBODY] if run is not None and not run.summary["refused"] else {}
    for one in plan.items:
        yield one.slug, one.name, one.about, *places.get(one.slug, (None, None, None))


def _places(given: list[queries.Given]) -> Rows:
    names = Pseudonyms()
    for one in given:
        for place, slug in enumerate(one.order, start=1):
            yield names.of(one.ref), one.constituency, place, slug
