"""The team's pages: set it up, decide what can be raised, make the list of an assembly, and write answers down."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from throughline.core.errors import NotFound, Refused
from throughline.envision.assemblies import actions, desk, queries, runs_of, showing
from throughline.envision.assemblies.charter import Terms
from throughline.envision.assemblies.forms import (
    AnswerForm,
    ListForm,
    MeetingForm,
    RaiseForm,
    RemitForm,
    ReportForm,
    SetUpForm,
)
from throughline.envision.assemblies.models import Assembly
from throughline.envision.assemblies.seat_views import both
from throughline.envision.assemblies.views import activity_of, at, context_of, find_assembly
from throughline.evidence import runs
from throughline.programmes.pages import UNPROCESSABLE, form_page


def _desk(request: HttpRequest, problem: str = "") -> HttpResponse:
    context = context_of(request, problem=problem, desk=desk.of(activity_of(request)))
    return render(request, "assemblies/desk.html", context, status=UNPROCESSABLE if problem else 200)


@require_safe
def manage(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """What waits for the team, how it is going, and the way to everything else."""
    return _desk(request)


@both
def set_up(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Everything that is promised, on one page, with the usual numbers filled in."""
    row = activity_of(request)
    known = queries.charter_in_hand(row) or queries.charter_now(row)
    form = SetUpForm(request.POST or None, terms=known.terms if known else Terms(), assembly=queries.next_assembly(row))

    def act(_data: dict[str, Any], once: str) -> str:
        actions.set_up(activity=row, terms=form.terms(), meeting=form.meeting(), by=request.user, once_key=once)  # type: ignore[arg-type]
        return at("manage", row)

    context = context_of(request, published=queries.charter_now(row))
    return form_page(request, "assemblies/set_up.html", form, act, **context)


@require_POST
def publish(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Fix the set-up for good."""
    try:
        actions.publish_terms(
            activity=activity_of(request),
            by=request.user,  # type: ignore[arg-type]
            once_key=request.POST.get("once", ""),
        )
    except Refused as refused:
        return _desk(request, str(refused.message))
    return redirect(at("manage", activity_of(request)))


@both
def plan(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Plan a further assembly."""
    return _plan_page(request, None)


@both
def change_plan(request: HttpRequest, programme: str, activity: str, meeting: str) -> HttpResponse:
    """Change an assembly whose list is not public yet."""
    return _plan_page(request, find_assembly(request, meeting))


def _plan_page(request: HttpRequest, known: Assembly | None) -> HttpResponse:
    row = activity_of(request)
    form = MeetingForm(request.POST or None, assembly=known)

    def act(_data: dict[str, Any], once: str) -> str:
        actions.plan_assembly(
            activity=row,
            meeting=form.meeting(),
            by=request.user,  # type: ignore[arg-type]
            once_key=once,
            assembly=known,
        )
        return at("manage", row)

    return form_page(request, "assemblies/plan.html", form, act, **context_of(request, known=known))


@both
def remit(request: HttpRequest, programme: str, activity: str, raised: str) -> HttpResponse:
    """Decide whether an issue can be raised here."""
    row = activity_of(request)
    one = queries.issue(row, raised)
    if one is None:
        raise NotFound(_("We could not find this issue."))
    others = [(other.ref, queries.line_of(other)) for other in queries.others(row, one)]
    terms = one.charter.terms
    form = RemitForm(request.POST or None, terms=terms, others=others)

    def act(data: dict[str, Any], once: str) -> str:
        actions.decide_remit(activity=row, issue=one.ref, by=request.user, once_key=once, **data)  # type: ignore[arg-type]
        return at("manage", row)

    context = context_of(
        request,
        issue=one,
        terms=terms,
        words=queries.line_of(one),
        said=desk.said_to_team(one),
        decidable=desk.is_decidable(one),
        trail=showing.trail(one),
    )
    return form_page(request, "assemblies/remit.html", form, act, **context)


@both
def make_list(request: HttpRequest, programme: str, activity: str, meeting: str) -> HttpResponse:
    """The list that the rule makes, what a person adds with a reason, and the reason for what stays out."""
    row, known = activity_of(request), find_assembly(request, meeting)
    run, done = runs_of.newest(row), runs_of.newest_done(row, known)
    listed = desk.listed(row, done) if known.listed_at is None else []
    open_ones = [(one.issue.ref, queries.line_of(one.issue)) for one in listed if not one.chosen]
    form = ListForm(request.POST or None, issues=open_ones)

    def act(_data: dict[str, Any], once: str) -> str:
        actions.confirm_list(
            activity=row,
            assembly=known.ref,
            run=request.POST.get("run", ""),
            choices=form.choices(),
            by=request.user,  # type: ignore[arg-type]
            once_key=once,
        )
        return at("meeting", row, known.ref)

    context = context_of(request, meeting=known, run=run, done=done, busy=runs.is_busy(run), listed=listed)
    return form_page(request, "assemblies/list.html", form, act, **context)


@require_POST
def work_out(request: HttpRequest, programme: str, activity: str, meeting: str) -> HttpResponse:
    """Work the list of an assembly out now."""
    row, known = activity_of(request), find_assembly(request, meeting)
    try:
        actions.work_out(activity=row, assembly=known, by=request.user, once_key=request.POST.get("once", ""))  # type: ignore[arg-type]
    except Refused as refused:
        return _desk(request, str(refused.message))
    return redirect(at("list", row, known.ref))


@both
def answer(request: HttpRequest, programme: str, activity: str, selected: str) -> HttpResponse:
    """Write down what was answered to an issue."""
    row = activity_of(request)
    chosen = queries.selection(row, selected)
    if chosen is None or not chosen.chosen:
        raise NotFound(_("We could not find this issue on a list."))
    form = AnswerForm(request.POST or None, names=actions.names(chosen))

    def act(data: dict[str, Any], once: str) -> str:
        actions.answer(activity=row, selected=selected, by=request.user, once_key=once, **data)  # type: ignore[arg-type]
        return at("meeting", row, chosen.assembly.ref)

    context = context_of(request, chosen=chosen, line=queries.line_of(chosen.issue))
    return form_page(request, "assemblies/answer.html", form, act, **context)


@both
def report(request: HttpRequest, programme: str, activity: str, given: str) -> HttpResponse:
    """Say what has been done about a promise."""
    row = activity_of(request)
    promise = queries.answer(row, given)
    if promise is None or promise.due_on is None:
        raise NotFound(_("We could not find this promise."))

    def act(data: dict[str, Any], once: str) -> str:
        actions.report(activity=row, given=given, by=request.user, once_key=once, **data)  # type: ignore[arg-type]
        return at("meeting", row, promise.selection.assembly.ref)

    context = context_of(request, promise=promise, line=queries.line_of(promise.selection.issue))
    return form_page(request, "assemblies/report.html", ReportForm(request.POST or None), act, **context)


@require_safe
def preview(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The first page that people see who raise something. Nothing is stored."""
    row = activity_of(request)
    known = queries.charter_in_hand(row) or queries.charter_now(row)
    if known is None:
        raise NotFound(_("Set it up first. Then you can see it as people will."))
    context = context_of(request, terms=known.terms, preview=True, form=RaiseForm(), once="")
    return render(request, "assemblies/raise.html", context)
