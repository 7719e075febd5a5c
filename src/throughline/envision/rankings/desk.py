"""The team's pages: the set-up, a look at it as people meet it, how many have answered, and the outcome."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughline.core.errors import Refused
from throughline.core.forms import put_refusal
from throughline.envision.rankings import actions, queries, showing
from throughline.envision.rankings.forms import BallotForm, RankingForm
from throughline.envision.rankings.plan import plan_of, problems, question_of
from throughline.envision.rankings.views import UNPROCESSABLE, page_of_ballot
from throughline.envision.seats import queries as seats
from throughline.evidence import runs
from throughline.programmes.hooks import Note
from throughline.programmes.models import Activity, Constituency, Role

SLUG = "rankings"
TEAM = (Role.ORGANISER, Role.FACILITATOR, Role.ANALYST)


def page_of(activity: Activity, roles: Collection[str]) -> Iterator[Note]:
    """The way from an activity's page to how many have answered."""
    if activity.method == SLUG and set(TEAM) & set(roles):
        place = [activity.programme.slug, activity.ref]
        yield Note(_("How many have sent an order, and what comes first"), reverse("rankings-progress", args=place))


def _context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    activity = request.activity  # type: ignore[attr-defined]
    return {"activity": activity, "programme": activity.programme, **more}


@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The question, the items and the places. Saving brings empty rows for more."""
    asked = request.activity  # type: ignore[attr-defined]
    plan = plan_of(asked.settings)
    form = RankingForm(request.POST if request.method == "POST" else None, plan=plan)
    if form.is_bound and form.is_valid():
        by, key = request.user, request.POST.get("once", "")
        try:
            actions.set_ranking(activity=asked, by=by, once_key=key, **form.given)  # type: ignore[arg-type]
            return redirect("rankings-setup", programme, activity)
        except Refused as refused:
            put_refusal(form, refused)
    context = _context(
        request,
        plan=plan,
        question=question_of(plan),
        form=form,
        once=request.POST.get("once", ""),
        wrong=problems(plan),
        may_change=asked.status == Activity.Status.DRAFT,
    )
    return render(request, "rankings/setup.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
def preview(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The order as people meet it; nothing can be sent."""
    plan = plan_of(request.activity.settings)  # type: ignore[attr-defined]
    if problems(plan):
        return redirect("rankings-setup", programme, activity)
    context = page_of_ballot(request, BallotForm(plan=plan, seed="preview"), plan)
    return render(request, "rankings/ballot.html", context | {"preview": True})


@require_safe
def progress(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """How many have sent an order, of each constituency; and after closing, the outcome."""
    return _progress_page(request)


def _progress_page(request: HttpRequest, problem: str = "") -> HttpResponse:
    asked = request.activity  # type: ignore[attr-defined]
    run, done = queries.newest(asked), queries.shown(asked)
    joined, voted = seats.people(asked), queries.voted(asked)
    plan = plan_of(asked.settings)
    context = _context(
        request,
        plan=plan,
        people=[(label, str(joined[name]), str(voted[name])) for name, label in Constituency.choices],
        run=run,
        busy=runs.is_busy(run),
        done=done,
        held_back=run is not None and run.status == "done" and done is not None and run.pk != done.pk,
        shown=showing.shown(plan, done.summary) if done else None,
        may_analyse=Role.ANALYST in request.roles,  # type: ignore[attr-defined]
        closed=asked.status == Activity.Status.CLOSED,
        problem=problem,
    )
    return render(request, "rankings/progress.html", context, status=UNPROCESSABLE if problem else 200)


@require_POST
def analyse(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Ask for the outcome."""
    asked = request.activity  # type: ignore[attr-defined]
    try:
        by, key = request.user, request.POST.get("once", "")
        actions.ask_for_outcome(activity=asked, by=by, once_key=key)  # type: ignore[arg-type]
    except Refused as refused:
        return _progress_page(request, str(refused.message))
    return redirect("rankings-progress", programme, activity)
