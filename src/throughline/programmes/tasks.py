"""The organiser's list of tasks, in the order in which a programme comes to be."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughline.programmes import methods
from throughline.programmes.models import Activity, Programme, Role
from throughline.programmes.queries import Plan, TeamMember

Task = tuple[str, str, str, str, str]
"""(text, address, status, colour of the status or "", hint): a row of the component task_list."""


def planning(plan: Plan) -> list[Task]:
    """The question and what belongs to it."""
    programme = plan.programme
    go = _to(programme)
    stages, asked = len(plan.stages), len(programme.about_questions)
    asked_text = ngettext("%(n)d question", "%(n)d questions", asked) % {"n": asked}
    return [
        (_("Question and summary"), go("programme-edit"), *_done(bool(programme.summary)), programme.question),
        (_("Topics and regions"), go("programme-places"), *_done(bool(plan.topics)), ""),
        (_("Dates"), go("programme-dates"), *_done(programme.closes_on is not None), ""),
        (
            _("Stages"),
            go("programme-stages"),
            *_done(stages > 0),
            ngettext("%(n)d stage", "%(n)d stages", stages) % {"n": stages},
        ),
        (_("Questions about people"), go("programme-about"), asked_text if asked else _("None"), "", ""),
    ]


def people_and_promise(plan: Plan, team: list[TeamMember]) -> list[Task]:
    """The team and the commitment."""
    go, held = _to(plan.programme), {role for member in team for role in member.roles}
    needed = [Role.SPONSOR, Role.MODERATOR, Role.ANALYST]
    missing = ", ".join(str(role.label) for role in needed if role not in held)
    hint = _("Nobody yet: {roles}").format(roles=missing) if missing else ""
    if plan.draft:
        state, colour = _("Waiting for the sponsor"), "yellow"
    elif plan.promised:
        state, colour = _("Published"), ""
    else:
        state, colour = _("To do"), "blue"
    return [
        (_("Team"), go("team"), *_done(not missing), hint),
        (_("Commitment"), go("commitment"), state, colour, _("Only the sponsor can publish it.")),
    ]


def activities(plan: Plan) -> list[Task]:
    """One row for each activity that somebody added."""
    colours = {Activity.Status.OPEN: "green", Activity.Status.DRAFT: "blue", Activity.Status.CLOSED: "grey"}
    rows = []
    for activity in plan.activities:
        status, method = Activity.Status(activity.status), methods.all_methods().get(activity.method)
        if method is not None and method.by_hand:
            address = reverse("activity-manage", kwargs={"programme": plan.programme.slug, "activity": activity.ref})
            rows.append((activity.title, address, str(status.label), colours[status], str(method.name)))
    return rows


def _done(done: bool) -> tuple[str, str]:
    return (_("Done"), "") if done else (_("To do"), "blue")


def _to(programme: Programme) -> Callable[[str], str]:
    return lambda name: reverse(name, kwargs={"programme": programme.slug})
