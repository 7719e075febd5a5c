"""The pages of taking part: one pair after another, one's own choices, an idea of one's own; and the results."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from throughline.core.errors import NotFound, Refused
from throughline.core.public_pages import public_page
from throughline.envision.pairs import actions, queries, runs_of, shown
from throughline.envision.pairs.forms import DEFAULT_QUESTION, IdeaForm
from throughline.envision.seats.models import Seat
from throughline.evidence.models import Run
from throughline.programmes.models import Activity
from throughline.programmes.pages import UNPROCESSABLE, form_page

both = require_http_methods(["GET", "HEAD", "POST"])


def _seat(request: HttpRequest) -> Seat:
    return request.seat  # type: ignore[attr-defined, no-any-return]


def at(name: str, activity: Activity, *more: str) -> str:
    """The address of a page of an activity."""
    return reverse(f"pairs-{name}", args=[activity.programme.slug, activity.ref, *more])


def context_of(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What every page of an activity is given."""
    activity: Activity = request.activity  # type: ignore[attr-defined]
    return {
        "activity": activity,
        "programme": activity.programme,
        "question": activity.settings.get("question") or DEFAULT_QUESTION,
        "ideas": activity.settings.get("ideas") != "no",
        "open": activity.status == Activity.Status.OPEN,
        **more,
    }


@both
def choose(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The next pair. A choice leads back here, to the one after it; from the last, to one's own choices."""
    row, problem = request.activity, ""  # type: ignore[attr-defined]
    if request.method == "POST":
        problem = _choose(request)
        if not problem:
            return redirect(at("choose", row))
    if row.status != Activity.Status.OPEN and not problem:
        return redirect(at("mine", row))
    turn = queries.turn_of(_seat(request))
    if turn.asked is None and not problem:
        return redirect(at("mine", row) + "?end")
    context = context_of(request, asked=turn.asked, number=turn.done + 1, problem=problem, was="", preview=False)
    return render(request, "pairs/choose.html", context, status=UNPROCESSABLE if problem else 200)


@both
def change(request: HttpRequest, programme: str, activity: str, chosen: str) -> HttpResponse:
    """One pair that was chosen from, to choose anew."""
    row, problem = request.activity, ""  # type: ignore[attr-defined]
    found = queries.again(_seat(request), chosen)
    if found is None:
        raise NotFound(_("We could not find this pair. One of the two may have been taken out."))
    if request.method == "POST":
        problem = _choose(request)
        if not problem:
            return redirect(at("mine", row))
    made, asked = found
    value = made.value if made.first_left else -made.value
    was = {1: asked.left.words, -1: asked.right.words, 0: _("I can’t decide")}[value]
    context = context_of(request, asked=asked, number=0, problem=problem, was=was, preview=False)
    return render(request, "pairs/choose.html", context, status=UNPROCESSABLE if problem else 200)


def _choose(request: HttpRequest) -> str:
    """Store the choice that was pressed; returns why it could not be."""
    try:
        actions.choose(seat=_seat(request), token=request.POST.get("pair", ""), answer=request.POST.get("answer", ""))
    except Refused as refused:
        return str(refused.message)
    return ""


@require_safe
def mine(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """One's own choices, each with a way to change it, and the way on to what others chose."""
    row: Activity = request.activity  # type: ignore[attr-defined]
    rows = queries.choices_of(_seat(request))
    context = context_of(request, rows=rows, end="end" in request.GET, public=bool(rows) and runs_of.is_public(row))
    return render(request, "pairs/mine.html", context)


@both
def add(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Add an idea for others to choose, once a moderator has read it."""
    row: Activity = request.activity  # type: ignore[attr-defined]
    context = context_of(request, added="added" in request.GET, back=at("choose", row))
    if not context["ideas"]:
        raise NotFound(_("Ideas cannot be added here."))

    def act(data: dict[str, Any], once: str) -> str:
        actions.add_idea(seat=_seat(request), text=data["words"], once_key=once)
        return at("add", row) + "?added"

    return form_page(request, "pairs/add.html", IdeaForm(request.POST or None), act, **context)


@public_page
def results(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """What people put first, for everybody."""
    row: Activity = request.activity  # type: ignore[attr-defined]
    context = results_context(request, runs_of.shown(row), public=runs_of.is_public(row))
    return render(request, "pairs/results.html", context)


def results_context(request: HttpRequest, run: Run | None, *, public: bool, preview: bool = False) -> dict[str, Any]:
    """Everything on the page of results, the same for everybody."""
    if run is None or not run.summary["scores"]:
        return context_of(request, run=None, public=public, preview=preview)
    activity: Activity = request.activity  # type: ignore[attr-defined]
    rows = shown.lines(run.summary, queries.words_by_ref(activity, run.summary["met"]))
    return context_of(
        request,
        run=run,
        public=public,
        preview=preview,
        people=shown.people_shown(run),
        sentence=shown.sentence(rows),
        chart=shown.chart(rows),
        differing=shown.differing(rows),
        rows=shown.table(rows),
        names=list(shown.NAMES.values()),
    )
