"""Tables from which the analysis can be repeated: what was asked, who chose what, and what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.envision.choices import queries
from throughline.envision.choices.design import NEITHER, OPTIONS, Design, design_of
from throughline.envision.choices.models import LevelPicture
from throughline.envision.choices.plan import ChoicePlan, plan_of
from throughline.envision.choices.report import report
from throughline.programmes.methods import Column, Table
from throughline.programmes.models import Activity
from throughline.voices.part.exporting import Pseudonyms

Rows = Iterator[tuple[Any, ...]]
_LEVELS = [
    Column("attribute", "text", _("The short name of the thing that differs.")),
    Column("name", "text", _("What people read.")),
    Column("about", "text", _("What people read about what it means.")),
    Column("unit", "text", _("What its numbers count; empty where levels are words.")),
    Column("better", "text", _("later or earlier: which levels everybody was expected to like; empty if not known.")),
    Column("level", "text", _("The short name of the level.")),
    Column("label", "text", _("What people read of it, without the unit.")),
    Column("picture", "text", _("What the picture beside it shows; empty where there is none.")),
]
_PAIRS = [
    Column("attribute", "text", _("A thing that differs.")),
    Column("level", "text", _("A level that never comes with the other.")),
    Column("other_attribute", "text", _("The other thing.")),
    Column("other_level", "text", _("The other level.")),
]
_TASKS = [
    Column("task", "integer", _("The number of the choice; 0 is the one to try.")),
    Column("block", "integer", _("The version that it is in; 0 is in all.")),
    Column("option", "text", _("A or B.")),
    Column("attribute", "text", _("The thing that differs.")),
    Column("level", "text", _("The level that the option had.")),
]
_CHOICES = [
    Column("person_id", "text", _("Stands for the person within this export only.")),
    Column("constituency", "text", _("patients, staff or policy.")),
    Column("block", "integer", _("The version that the person answered.")),
    Column("kind", "text", _("try, task (counted) or again (the repeat).")),
    Column("task", "integer", _("The number of the choice.")),
    Column("position", "integer", _("Where it came among this person's choices.")),
    Column("chosen", "text", _("A, B or neither.")),
    Column("counted", "boolean", _("Whether an analysis of today uses it: people come in by eights.")),
]
_ESTIMATES = [
    Column(
        "column", "text", _("attribute: level against the first level, an attribute that is counted, or a constant.")
    ),
    Column("weight", "number", _("The estimate, in utility.")),
    Column("low", "number", _("The lower end of its 95% range.")),
    Column("high", "number", _("The upper end.")),
]
_REPORT = [
    Column("section", "text", _("The part of the checklist.")),
    Column("asks", "text", _("What a reader should be told.")),
    Column("answer", "text", _("What is known; empty where nobody has said it.")),
]


def tables(activity: Activity) -> list[Table]:
    """Every table of an activity."""
    design = design_of(activity.settings)
    plan = design.plan if design else plan_of(activity.settings)
    return [
        Table("levels", _LEVELS, _levels(plan, queries.pictures_of(activity))),
        Table("pairs", _PAIRS, ((p.attribute, p.level, p.other, p.other_level) for p in plan.pairs)),
        Table("tasks", _TASKS, _tasks(design)),
        Table("choices", _CHOICES, _choices(activity)),
        Table("estimates", _ESTIMATES, _estimates(activity)),
        Table("direct", _REPORT, _report(activity, design)),
    ]


def _levels(plan: ChoicePlan, pictures: Mapping[tuple[str, str], LevelPicture]) -> Rows:
    for one in plan.attributes:
        for level in one.levels:
            picture = pictures.get((one.slug, level.slug))
            alt = picture.alt if picture else ""
            yield one.slug, one.name, one.about, one.unit, one.better, level.slug, level.label, alt


def _tasks(design: Design | None) -> Rows:
    if design is None:
        return
    for task in (design.warm_up, *design.tasks):
        for option, profile in zip(OPTIONS, task.shown, strict=True):
            for attribute, level in zip(design.plan.attributes, profile, strict=True):
                yield task.number, task.block, option, attribute.slug, level


def _choices(activity: Activity) -> Rows:
    names = Pseudonyms()
    counted = {one.seat for one in queries.people(activity)}
    labels = (*OPTIONS, NEITHER)
    for one in queries.people(activity, whole_cuts=False):
        for (kind, task), chosen in sorted(one.chosen.items()):
            used = kind == "task" and one.seat in counted
            at = one.positions[kind, task]
            yield names.of(one.ref), one.constituency, one.block, kind, task, at, labels[chosen], used


def _estimates(activity: Activity) -> Rows:
    run = queries.latest_analysis(activity, done=True)
    if run is not None and not run.summary["refused"]:
        for column, row in zip(run.summary["columns"], run.summary["weights"], strict=True):
            yield column, *row


def _report(activity: Activity, design: Design | None) -> Rows:
    for item in report(activity, design, queries.latest_analysis(activity, done=True)):
        yield item.section, item.asks, item.answer
