"""The pages of taking part: voting on one statement after another, one's own votes, one's own result; and the public
page of results."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from throughline.core.errors import NotFound, Refused
from throughline.core.public_pages import public_page
from throughline.envision.opinions import actions, own, queries, runs_of, shown
from throughline.envision.opinions.forms import AT_ONCE, StatementForm
from throughline.envision.seats.models import Seat
from throughline.programmes.models import Activity
from throughline.programmes.pages import UNPROCESSABLE, form_page

VALUES = {"agree": 1, "pass": 0, "disagree": -1}
PER_PAGE = 20
both = require_http_methods(["GET", "HEAD", "POST"])


def _seat(request: HttpRequest) -> Seat:
    return request.seat  # type: ignore[attr-defined, no-any-return]


def _activity(request: HttpRequest) -> Activity:
    return request.activity  # type: ignore[attr-defined, no-any-return]


def at(name: str, activity: Activity, *more: str) -> str:
    """The address of a page of an activity."""
    return reverse(f"opinions-{name}", args=[activity.programme.slug, activity.ref, *more])


def _context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    activity = _activity(request)
    return {"activity": activity, "programme": activity.programme, **more}


@both
def vote(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The next statement. A vote leads back here, to the one after it."""
    row, problem = _activity(request), ""
    if request.method == "POST":
        problem = _cast(request, request.POST.get("statement", ""))
        if not problem:
            return redirect(at("vote", row))
    if row.status != Activity.Status.OPEN and not problem:
        return redirect(at("own", row))
    turn = queries.turn_of(_seat(request))
    if turn.statement is None and not problem:
        return redirect(at("own", row)) if turn.done else render(request, "opinions/none.html", _context(request))
    words = queries.words_of(turn.statement) if turn.statement else ""
    context = _context(request, turn=turn, words=words, problem=problem, preview=False, cast=None, back="")
    return render(request, "opinions/vote.html", context, status=UNPROCESSABLE if problem else 200)


@both
def change(request: HttpRequest, programme: str, activity: str, statement: str) -> HttpResponse:
    """One statement that was voted on, to vote on it anew."""
    row, problem = _activity(request), ""
    asked = queries.statement(activity=row.pk, ref=statement)
    if asked is None:
        raise NotFound(_("We could not find this statement. It may have been taken out."))
    if request.method == "POST":
        problem = _cast(request, asked.ref)
        if not problem:
            return redirect(at("mine", row))
    words, cast = queries.words_of(asked), queries.cast_by(_seat(request), asked)
    turn = queries.Turn(asked, 0, 0)
    context = _context(request, turn=turn, words=words, problem=problem, preview=False, cast=cast, back=at("mine", row))
    return render(request, "opinions/vote.html", context, status=UNPROCESSABLE if problem else 200)


def _cast(request: HttpRequest, statement: str) -> str:
    """Store the vote that was pressed; returns why it could not be."""
    value = VALUES.get(request.POST.get("vote", ""), 9)
    try:
        actions.vote(seat=_seat(request), statement=statement, value=value, matters="matters" in request.POST)
    except Refused as refused:
        return str(refused.message)
    return ""


@require_safe
def mine(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """One's own votes, each with a way to change it."""
    cast = queries.cast_of(_seat(request))
    names = {1: _("You agreed"), 0: _("You passed"), -1: _("You disagreed")}
    rows = [(one.ref, one.words, names[one.value], one.matters) for one in cast]
    return render(request, "opinions/mine.html", _context(request, rows=rows, back=at("own", _activity(request))))


@both
def add(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Add a statement for others to vote on, once a moderator has read it."""
    row = _activity(request)

    def act(data: dict[str, Any], once: str) -> str:
        actions.add_statement(seat=_seat(request), text=data["words"], once_key=once)
        return at("add", row) + "?added"

    form = StatementForm(request.POST or None)
    context = _context(request, added="added" in request.GET, back=at("vote", row))
    return form_page(request, "opinions/add.html", form, act, **context)


@require_safe
def own_result(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """One's own result. Shown to those who have voted: nobody is to be led by others' answers."""
    row, run = _activity(request), None
    cast = queries.cast_of(_seat(request))
    if cast:
        run = runs_of.shown(row)
    found = run.summary if run else {}
    wanted = [*found.get("agreed", ()), *found.get("divided", ())]
    told = own.result(cast, run, queries.words_by_ref(row, wanted) if wanted else {})
    more = row.status == Activity.Status.OPEN and queries.turn_of(_seat(request)).statement is not None
    context = _context(request, told=told, cast=len(cast), public=_public(row), more=more)
    return render(request, "opinions/own.html", context)


def _public(activity: Activity) -> bool:
    """Whether everybody may see the results now."""
    return activity.status == Activity.Status.CLOSED or activity.settings.get("results") == AT_ONCE


@public_page
def results(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """What people think, for everybody."""
    row = _activity(request)
    public = _public(row)
    return render(request, "opinions/results.html", results_context(request, row, public=public))


def results_context(request: HttpRequest, activity: Activity, *, public: bool = True) -> dict[str, Any]:
    """Everything on the page of results: the same for everybody, of the run that everybody may see."""
    run = runs_of.shown(activity) if public else None
    if run is None or not run.summary["enough"]:
        return _context(request, run=None, public=public, preview=False, imports=queries.imports_of(activity))
    found = run.summary
    words = queries.words_by_ref(activity, found["statements"])
    refs = sorted(words.keys() & found["statements"].keys(), key=lambda ref: -found["statements"][ref]["votes"])
    page = Paginator(refs, PER_PAGE).get_page(request.GET.get("page"))
    return _context(
        request,
        run=run,
        public=public,
        preview=False,
        people=shown.people_shown(run),
        groups=shown.groups_sentence(found),
        parts=shown.parts(found, words) if page.number == 1 else [],
        page=page,
        rows=[shown.row_of(one) for one in shown.lines(found, list(page), words)],
        names=list(shown.NAMES.values()),
        imports=queries.imports_of(activity),
    )
