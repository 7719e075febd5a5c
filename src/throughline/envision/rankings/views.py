"""The pages of those who joined: the order and what was sent; and the page of the outcome, for everybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from throughline.core.errors import Refused
from throughline.core.public_pages import public_page
from throughline.envision.rankings import actions, queries, showing
from throughline.envision.rankings.forms import BallotForm
from throughline.envision.rankings.plan import Plan, plan_of, problems, question_of
from throughline.envision.rankings.working import EVERYBODY
from throughline.programmes.models import Activity
from throughline.voices.part import queries as parts

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def ballot(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """One's own order; after closing it can only be looked at."""
    asked = request.activity  # type: ignore[attr-defined]
    seat = request.seat  # type: ignore[attr-defined]
    plan = plan_of(asked.settings)
    if problems(plan) or (asked.status != Activity.Status.OPEN and request.method != "POST"):
        return redirect("rankings-done", programme, activity)
    if request.method != "POST":
        held = queries.ballot_of(seat)
        form = BallotForm(plan=plan, seed=seat.ref, order=held.order if held else ())
        return render(request, "rankings/ballot.html", page_of_ballot(request, form, plan))
    form = BallotForm(request.POST, plan=plan, seed=seat.ref)
    if form.is_valid():
        try:
            actions.cast(seat=seat, order=form.order)
            return redirect("rankings-done", programme, activity)
        except Refused as refused:
            form.add_error(None, str(refused.message))
    return render(request, "rankings/ballot.html", page_of_ballot(request, form, plan), status=UNPROCESSABLE)


def page_of_ballot(request: HttpRequest, form: BallotForm, plan: Plan) -> dict[str, Any]:
    """What the page of the order shows, to people and to the team that looks at it first."""
    activity = request.activity  # type: ignore[attr-defined]
    return {
        "activity": activity,
        "programme": activity.programme,
        "plan": plan,
        "question": question_of(plan),
        "form": form,
        "preview": False,
    }


@require_safe
def done(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """What one has sent; and once it has closed, beside it what everybody put where."""
    asked = request.activity  # type: ignore[attr-defined]
    plan = plan_of(asked.settings)
    held = queries.ballot_of(request.seat)  # type: ignore[attr-defined]
    if held is None and asked.status == Activity.Status.OPEN and not problems(plan):
        return redirect("rankings-ballot", programme, activity)
    context = {
        "activity": asked,
        "programme": asked.programme,
        "plan": plan,
        "held": held,
        "rows": _rows(asked, plan, held.order) if held else [],
        "answer_by": parts.answer_by(asked.programme),
    }
    return render(request, "rankings/done.html", context)


def _rows(activity: Activity, plan: Plan, order: list[str]) -> list[tuple[str, str]]:
    """(place, item), with its place for everybody where that may be shown."""
    run = queries.shown(activity) if activity.status == Activity.Status.CLOSED else None
    places = run.summary.get("places", {}).get(EVERYBODY, {}) if run else {}
    words = _("%(name)s. For everybody in place %(place)s.")
    rows = []
    for number, slug in enumerate(order, start=1):
        item = plan.item(slug)
        if item is not None:
            told = words % {"name": item.name, "place": places[slug][0]} if slug in places else item.name
            rows.append((_("Place %(number)s") % {"number": number}, told))
    return rows


@public_page
@require_safe
def results(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Which order people's orders make, once it has closed."""
    asked = request.activity  # type: ignore[attr-defined]
    run = queries.shown(asked) if asked.status == Activity.Status.CLOSED else None
    plan = plan_of(asked.settings)
    context = {
        "activity": asked,
        "programme": asked.programme,
        "plan": plan,
        "question": question_of(plan),
        "shown": showing.shown(plan, run.summary) if run else None,
    }
    return render(request, "rankings/results.html", context)
