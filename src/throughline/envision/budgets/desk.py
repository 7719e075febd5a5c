"""The team's pages: the budget and its options, a look at the choice, how many have chosen, and the outcome."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughline.core.errors import NotFound, Refused
from throughline.core.forms import put_refusal
from throughline.envision.budgets import actions, queries, showing
from throughline.envision.budgets.forms import BallotForm, BudgetForm, OptionForm
from throughline.envision.budgets.plan import amount, cost_of, plan_of, problems
from throughline.envision.budgets.views import UNPROCESSABLE, page_of_ballot
from throughline.envision.seats import queries as seats
from throughline.evidence import runs
from throughline.programmes.hooks import Note
from throughline.programmes.models import Activity, Constituency, Role

SLUG = "budgets"
TEAM = (Role.ORGANISER, Role.FACILITATOR, Role.ANALYST)


def page_of(activity: Activity, roles: Collection[str]) -> Iterator[Note]:
    """The way from an activity's page to how many have chosen."""
    if activity.method == SLUG and set(TEAM) & set(roles):
        place = [activity.programme.slug, activity.ref]
        yield Note(_("How many have chosen, and what the budget funds"), reverse("budgets-progress", args=place))


def _context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    activity = request.activity  # type: ignore[attr-defined]
    return {"activity": activity, "programme": activity.programme, "once": request.POST.get("once", ""), **more}


def _setup_page(request: HttpRequest, form: BudgetForm, problem: str = "") -> HttpResponse:
    asked = request.activity  # type: ignore[attr-defined]
    plan = plan_of(asked.settings)
    context = _context(
        request,
        plan=plan,
        form=form,
        options=[(one, cost_of(plan, one)) for one in plan.options],
        whole=amount(plan.budget, plan.unit),
        wrong=problems(plan),
        may_change=asked.status == Activity.Status.DRAFT,
        problem=problem,
    )
    return render(request, "budgets/setup.html", context, status=UNPROCESSABLE if problem or form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The budget, how people choose, and the options."""
    asked = request.activity  # type: ignore[attr-defined]
    form = BudgetForm(request.POST if request.method == "POST" else None, plan=plan_of(asked.settings))
    if form.is_bound and form.is_valid():
        by, key = request.user, request.POST.get("once", "")
        try:
            actions.set_budget(activity=asked, by=by, once_key=key, **form.cleaned_data)  # type: ignore[arg-type]
            return redirect("budgets-setup", programme, activity)
        except Refused as refused:
            put_refusal(form, refused)
    return _setup_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def option(request: HttpRequest, programme: str, activity: str, slug: str = "") -> HttpResponse:
    """Add an option, or change one (its slug)."""
    asked = request.activity  # type: ignore[attr-defined]
    current = plan_of(asked.settings).option(slug)
    if slug and current is None:
        raise NotFound
    form = OptionForm(request.POST if request.method == "POST" else None, option=current)
    if form.is_bound and form.is_valid():
        by, key = request.user, request.POST.get("once", "")
        try:
            actions.put_option(activity=asked, replaces=slug, by=by, once_key=key, **form.cleaned_data)  # type: ignore[arg-type]
            return redirect("budgets-setup", programme, activity)
        except Refused as refused:
            put_refusal(form, refused)
    context = _context(request, form=form, changing=bool(slug))
    return render(request, "budgets/option.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def remove(request: HttpRequest, programme: str, activity: str, slug: str) -> HttpResponse:
    """Take an option out."""
    asked = request.activity  # type: ignore[attr-defined]
    try:
        by, key = request.user, request.POST.get("once", "")
        actions.remove_option(activity=asked, slug=slug, by=by, once_key=key)  # type: ignore[arg-type]
    except Refused as refused:
        return _setup_page(request, BudgetForm(plan=plan_of(asked.settings)), str(refused.message))
    return redirect("budgets-setup", programme, activity)


@require_safe
def preview(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The choice as people meet it; nothing can be sent."""
    plan = plan_of(request.activity.settings)  # type: ignore[attr-defined]
    if problems(plan):
        return redirect("budgets-setup", programme, activity)
    context = page_of_ballot(request, BallotForm(plan=plan), plan)
    return render(request, "budgets/ballot.html", context | {"preview": True})


@require_safe
def progress(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """How many have chosen, of each constituency; and after closing, the outcome."""
    return _progress_page(request)


def _progress_page(request: HttpRequest, problem: str = "") -> HttpResponse:
    asked = request.activity  # type: ignore[attr-defined]
    run, done = queries.newest(asked), queries.shown(asked)
    joined, voted = seats.people(asked), queries.voted(asked)
    plan = plan_of(asked.settings)
    context = _context(
        request,
        people=[(label, str(joined[name]), str(voted[name])) for name, label in Constituency.choices],
        run=run,
        busy=runs.is_busy(run),
        done=done,
        held_back=run is not None and run.status == "done" and done is not None and run.pk != done.pk,
        plan=plan,
        whole=amount(plan.budget, plan.unit),
        shown=showing.shown(plan, done.summary) if done else None,
        may_analyse=Role.ANALYST in request.roles,  # type: ignore[attr-defined]
        closed=asked.status == Activity.Status.CLOSED,
        problem=problem,
    )
    return render(request, "budgets/progress.html", context, status=UNPROCESSABLE if problem else 200)


@require_POST
def analyse(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Ask for the outcome."""
    asked = request.activity  # type: ignore[attr-defined]
    try:
        by, key = request.user, request.POST.get("once", "")
        actions.ask_for_outcome(activity=asked, by=by, once_key=key)  # type: ignore[arg-type]
    except Refused as refused:
        return _progress_page(request, str(refused.message))
    return redirect("budgets-progress", programme, activity)
