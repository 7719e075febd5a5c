"""The pages of those who joined: the choice and what was sent; and the page of the outcome, for everybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from throughline.core.errors import Refused
from throughline.core.public_pages import public_page
from throughline.envision.budgets import actions, queries, showing
from throughline.envision.budgets.forms import BallotForm
from throughline.envision.budgets.plan import SHARE, TICK, Plan, amount, cost_of, plan_of, problems, running
from throughline.programmes.models import Activity
from throughline.voices.part import queries as parts

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def ballot(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """What one would fund. “Add it up” says what is left and keeps nothing; after closing it can only be looked at."""
    asked = request.activity  # type: ignore[attr-defined]
    seat = request.seat  # type: ignore[attr-defined]
    plan = plan_of(asked.settings)
    if problems(plan) or (asked.status != Activity.Status.OPEN and request.method != "POST"):
        return redirect("budgets-done", programme, activity)
    if request.method != "POST":
        held = queries.ballot_of(seat)
        return _page(request, BallotForm(plan=plan, given=held.given if held else None), plan)
    form = BallotForm(request.POST, plan=plan)
    if form.is_valid() and "add-up" not in request.POST:
        try:
            actions.cast(seat=seat, given=form.given)
            return redirect("budgets-done", programme, activity)
        except Refused as refused:
            form.add_error(None, str(refused.message))
    return _page(request, form, plan, status=UNPROCESSABLE if form.errors else 200)


def _page(request: HttpRequest, form: BallotForm, plan: Plan, status: int = 200) -> HttpResponse:
    return render(request, "budgets/ballot.html", page_of_ballot(request, form, plan), status=status)


def page_of_ballot(request: HttpRequest, form: BallotForm, plan: Plan) -> dict[str, Any]:
    """What the page of the choice shows, to people and to the team that looks at it first."""
    activity = request.activity  # type: ignore[attr-defined]
    return {
        "activity": activity,
        "programme": activity.programme,
        "plan": plan,
        "form": form,
        "shares": plan.ballot == SHARE,
        "whole": amount(plan.budget, plan.unit),
        "running": running(plan, form.used),
        "limit": plan.limit,
        "costs": {one.slug: one.cost for one in plan.options} if plan.ballot == TICK else {},
        "preview": False,
    }


@require_safe
def done(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """What one has sent, and what happens next."""
    asked = request.activity  # type: ignore[attr-defined]
    plan = plan_of(asked.settings)
    held = queries.ballot_of(request.seat)  # type: ignore[attr-defined]
    if held is None and asked.status == Activity.Status.OPEN and not problems(plan):
        return redirect("budgets-ballot", programme, activity)
    context = {
        "activity": asked,
        "programme": asked.programme,
        "plan": plan,
        "held": held,
        "rows": _rows(plan, held.given) if held else [],
        "running": running(plan, plan.used(held.given)) if held else None,
        "answer_by": parts.answer_by(asked.programme),
    }
    return render(request, "budgets/done.html", context)


def _rows(plan: Plan, given: dict[str, int]) -> list[tuple[str, str]]:
    """The options that got something, with their cost or their points."""
    chosen = [one for one in plan.options if one.slug in given]
    if plan.ballot == TICK:
        return [(one.name, cost_of(plan, one)) for one in chosen]
    return [(one.name, amount(given[one.slug], "points")) for one in chosen]


@public_page
@require_safe
def results(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """What the budget funds, once it has closed."""
    asked = request.activity  # type: ignore[attr-defined]
    run = queries.shown(asked) if asked.status == Activity.Status.CLOSED else None
    plan = plan_of(asked.settings)
    context = {
        "activity": asked,
        "programme": asked.programme,
        "plan": plan,
        "whole": amount(plan.budget, plan.unit),
        "shown": showing.shown(plan, run.summary) if run else None,
    }
    return render(request, "budgets/results.html", context)
