"""Tables from which the outcome can be worked out again. Their columns are those of Pabulib files, with a few more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.envision.budgets import queries
from throughline.envision.budgets.plan import TICK, Plan, plan_of
from throughline.envision.budgets.working import EQUAL, MOST
from throughline.programmes.methods import Column, Table
from throughline.programmes.models import Activity
from throughline.voices.part.exporting import Pseudonyms

Rows = Iterator[tuple[Any, ...]]
_META = [
    Column("key", "text", _("What is told, by its name in Pabulib files where they have one.")),
    Column("value", "text", _("The value.")),
]
_PROJECTS = [
    Column("project_id", "text", _("The option's short name.")),
    Column("name", "text", _("What people read.")),
    Column("about", "text", _("What people read about what it would change.")),
    Column("cost", "integer", _("What it costs, in the unit of the budget.")),
    Column("votes", "integer", _("How many people would fund it: ticked it, or gave it points.")),
    Column("score", "integer", _("All its points; the same as votes where options are ticked.")),
    Column("selected", "integer", _("1 where equal shares fund it, 0 where not; empty before it is worked out.")),
    Column("selected_most", "integer", _("The same for most support first.")),
]
_VOTES = [
    Column("voter_id", "text", _("Stands for the person within this export only.")),
    Column("constituency", "text", _("patients, staff or policy.")),
    Column("vote", "text", _("The options chosen, with commas between; empty for none of them.")),
    Column("points", "text", _("The points of each, in the same order; empty where options are ticked.")),
]


def tables(activity: Activity) -> list[Table]:
    """Every table of an activity."""
    plan, given = plan_of(activity.settings), queries.given(activity)
    return [
        Table("meta", _META, _meta(activity, plan, len(given))),
        Table("projects", _PROJECTS, _projects(activity, plan, given)),
        Table("votes", _VOTES, _votes(plan, given)),
    ]


def _meta(activity: Activity, plan: Plan, votes: int) -> Rows:
    yield "description", activity.title
    yield "unit", plan.unit
    yield "budget", str(plan.budget)
    yield "num_projects", str(len(plan.options))
    yield "num_votes", str(votes)
    yield "vote_type", "approval" if plan.ballot == TICK else "cumulative"
    if plan.ballot == TICK:
        yield "max_sum_cost", str(plan.budget)
    else:
        yield "max_sum_points", str(plan.points)
    run = queries.shown(activity)
    if run is not None and not run.summary["refused"]:
        yield "rule", run.summary["rules"][EQUAL]["rule"]
        yield "fingerprint", run.fingerprint


def _projects(activity: Activity, plan: Plan, given: list[queries.Given]) -> Rows:
    run = queries.shown(activity)
    rules = run.summary["rules"] if run is not None and not run.summary["refused"] else None
    for one in plan.options:
        points = [own.given[one.slug] for own in given if one.slug in own.given]
        chosen = [int(one.slug in rules[rule]["chosen"]) if rules else None for rule in (EQUAL, MOST)]
        yield one.slug, one.name, one.about, one.cost, len(points), sum(points), *chosen


def _votes(plan: Plan, given: list[queries.Given]) -> Rows:
    names = Pseudonyms()
    for one in given:
        points = "" if plan.ballot == TICK else ",".join(str(number) for number in one.given.values())
        yield names.of(one.ref), one.constituency, ",".join(one.given), points
