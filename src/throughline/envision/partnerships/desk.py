"""The team's pages: where the partnership stands, who steers it, the protocol, and how many have chosen."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from throughline.core.errors import Refused
from throughline.envision.partnerships import actions, queries, showing
from throughline.envision.partnerships.choosing_forms import ChoiceForm
from throughline.envision.partnerships.forms import MemberForm, ProtocolForm
from throughline.envision.partnerships.standing import balance, steps_of
from throughline.envision.partnerships.views import UNPROCESSABLE, both, choice_page, context_of
from throughline.envision.seats import queries as seats
from throughline.evidence import runs
from throughline.programmes.hooks import Note
from throughline.programmes.models import Activity, Constituency, Role
from throughline.programmes.pages import form_page

SLUG = "partnerships"
TEAM = (Role.ORGANISER, Role.FACILITATOR, Role.ANALYST)


def page_of(activity: Activity, roles: Collection[str]) -> Iterator[Note]:
    """The way from an activity's page to how many have chosen."""
    if activity.method == SLUG and set(TEAM) & set(roles):
        place = [activity.programme.slug, activity.ref]
        yield Note(_("How many have chosen, and the order it makes"), reverse("partnerships-progress", args=place))


def at(page: str, activity: Activity, *more: str) -> str:
    """The address of a page of this method."""
    return reverse(f"{SLUG}-{page}", args=[activity.programme.slug, activity.ref, *more])


@require_safe
def setup(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Every step from the steering group to the top ten, and where it stands."""
    return _setup_page(request)


def _setup_page(request: HttpRequest, problem: str = "") -> HttpResponse:
    row = request.activity  # type: ignore[attr-defined]
    context = context_of(request, problem=problem)
    partnership, group = context["partnership"], queries.steering_group(row)
    steps = steps_of(row, partnership)
    context |= {
        "steps": [(one.title, at(one.page, row), one.said, one.colour, one.hint) for one in steps],
        "group": group,
        "balance": balance(group),
        "names": showing.NAMES,
        "missing": partnership.protocol.missing,
    }
    return render(request, "partnerships/setup.html", context, status=UNPROCESSABLE if problem else 200)


@both
def member(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Name somebody of the steering group."""
    row = request.activity  # type: ignore[attr-defined]

    def act(data: dict[str, Any], once: str) -> str:
        actions.add_member(activity=row, by=request.user, once_key=once, **data)  # type: ignore[arg-type]
        return at("setup", row)

    context = context_of(request, heading=_("Add somebody to the steering group"), back=at("setup", row))
    return form_page(request, "partnerships/form.html", MemberForm(request.POST or None), act, **context)


@require_POST
def remove_member(request: HttpRequest, programme: str, activity: str, member: str) -> HttpResponse:
    row = request.activity  # type: ignore[attr-defined]
    actions.remove_member(activity=row, member=member, by=request.user, once_key=request.POST.get("once", ""))  # type: ignore[arg-type]
    return redirect(at("setup", row))


@both
def protocol(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Write the protocol, as far as it is agreed."""
    row = request.activity  # type: ignore[attr-defined]
    context = context_of(request, heading=_("The protocol"), back=at("setup", row))
    form = ProtocolForm(request.POST or None, protocol=context["partnership"].protocol)

    def act(_data: dict[str, Any], once: str) -> str:
        actions.keep_protocol(activity=row, protocol=form.built(), by=request.user, once_key=once)  # type: ignore[arg-type]
        return at("setup", row)

    return form_page(request, "partnerships/form.html", form, act, **context)


@require_POST
def lock(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Lock the protocol for good."""
    row = request.activity  # type: ignore[attr-defined]
    try:
        actions.lock(activity=row, by=request.user, once_key=request.POST.get("once", ""))  # type: ignore[arg-type]
    except Refused as refused:
        return _setup_page(request, str(refused.message))
    return redirect(at("setup", row))


@require_safe
def preview(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The list as people meet it; nothing can be sent."""
    row = request.activity  # type: ignore[attr-defined]
    context = context_of(request, rows=queries.long_list(row), preview=True)
    if not context["rows"]:
        return redirect(at("questions", row))
    form = ChoiceForm(questions=context["rows"], most=context["partnership"].protocol.most)
    return choice_page(request, form, context)


@require_safe
def progress(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """How many have chosen, of each constituency; and after closing, the order."""
    return _progress_page(request)


def _progress_page(request: HttpRequest, problem: str = "") -> HttpResponse:
    row = request.activity  # type: ignore[attr-defined]
    run, done = queries.newest(row), queries.shown(row)
    joined, chose = seats.people(row), queries.how_many_chose(row)
    context = context_of(
        request,
        people=[(label, str(joined[name]), str(chose[name])) for name, label in Constituency.choices],
        nobody=[str(label) for name, label in Constituency.choices if not chose[name]],
        run=run,
        busy=runs.is_busy(run),
        done=done,
        held_back=run is not None and run.status == "done" and done is not None and run.pk != done.pk,
        shown=showing.shown(queries.long_list(row), done.summary) if done else None,
        may_analyse=Role.ANALYST in request.roles,  # type: ignore[attr-defined]
        closed=row.status == Activity.Status.CLOSED,
        problem=problem,
    )
    return render(request, "partnerships/progress.html", context, status=UNPROCESSABLE if problem else 200)


@require_POST
def analyse(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Ask for the order."""
    row = request.activity  # type: ignore[attr-defined]
    try:
        actions.ask_for_order(activity=row, by=request.user, once_key=request.POST.get("once", ""))  # type: ignore[arg-type]
    except Refused as refused:
        return _progress_page(request, str(refused.message))
    return redirect(at("progress", row))
