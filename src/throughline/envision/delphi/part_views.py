"""The pages of those who were invited or have joined, and the public page of results."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from throughline.core.errors import NotFound, Refused
from throughline.core.forms import put_refusal
from throughline.core.public_pages import public_page
from throughline.envision.delphi import actions, queries, showing
from throughline.envision.delphi.actions.joining import INVITED
from throughline.envision.delphi.forms import OUTSIDE, RatingForm, SuggestForm
from throughline.envision.delphi.journey import JOURNEY
from throughline.envision.delphi.models import Item
from throughline.envision.delphi.standing import Standing
from throughline.envision.seats.pages import SeatVisit
from throughline.programmes.access import OfMethod
from throughline.programmes.models import Activity
from throughline.voices import queries as voices

UNPROCESSABLE = 422
BOTH = require_http_methods(["GET", "HEAD", "POST"])
_OF = OfMethod("delphi")


@BOTH
def join(request: HttpRequest, programme: str, activity: str, token: str) -> HttpResponse:
    """The page behind a personal link. It takes a press, since programs that check mail open links too."""
    _OF.check(request, {"programme": programme, "activity": activity})
    asked: Activity = request.activity  # type: ignore[attr-defined]
    invitation = queries.invitation(asked, token)
    if invitation is None:
        raise NotFound
    if request.method == "POST" and asked.status == Activity.Status.OPEN and not invitation.used:
        visit = SeatVisit(JOURNEY, request)
        way = visit.save({INVITED: {"invitation": invitation.ref}})
        return visit.keep(redirect(visit.next_url(way)))
    context = {"activity": asked, "programme": asked.programme, "used": invitation.used}
    return render(request, "delphi/join.html", context)


@require_safe
def home(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Where a panellist stands: what is still to rate, and what they have rated."""
    standing = Standing(request.seat)  # type: ignore[attr-defined]
    said = [(row, voices.words_of(row)) for row in queries.own_suggestions(standing.seat)]
    context = {
        "standing": standing,
        "rows": standing.rows(),
        "todo": standing.todo(),
        "suggested": said,
        "name_of": showing.status_name,
    }
    return render(request, "delphi/home.html", context)


@BOTH
def rate(request: HttpRequest, programme: str, activity: str, rated: str) -> HttpResponse:
    """One item: rate it while a round asks it, and see what may be seen of how others did."""
    standing = Standing(request.seat)  # type: ignore[attr-defined]
    found = queries.item_of(standing.activity, rated)
    if found is None:
        raise NotFound
    if request.method != "POST":
        return _item_page(request, standing, found, _rating_form(standing, found))
    form = _rating_form(standing, found, request.POST)
    if form.is_valid():
        try:
            actions.rate(
                seat=standing.seat,
                item=found,
                value=form.value,
                reason=form.cleaned_data["reason"],
                once_key=request.POST.get("once", ""),
            )
        except Refused as refused:
            put_refusal(form, refused)
        else:
            return _onwards(Standing(standing.seat), programme, activity, found)
    return _item_page(request, standing, found, form, status=UNPROCESSABLE)


def _onwards(standing: Standing, programme: str, activity: str, item: Item) -> HttpResponse:
    """To the next item that this person has not rated, or to where they stand."""
    todo = standing.todo()
    later = [one for one in todo if one.number > item.number]
    if not todo:
        return redirect("delphi-round", programme, activity)
    return redirect("delphi-rate", programme, activity, (later or todo)[0].ref)


def _rating_form(standing: Standing, item: Item, data: Any = None) -> RatingForm:
    initial = {}
    if standing.open is not None and (standing.open.number, item.pk) in standing.ratings:
        value = standing.ratings[standing.open.number, item.pk]
        initial = {"rating": OUTSIDE if value is None else str(value)}
    return RatingForm(data, settings=standing.settings, question=item.text, initial=initial)


def _item_page(
    request: HttpRequest, standing: Standing, item: Item, form: RatingForm, status: int = 200
) -> HttpResponse:
    asked = standing.asks(item)
    context = {
        "preview": False,
        "standing": standing,
        "item": item,
        "asked": asked,
        "form": form,
        "bands": standing.settings.bands,
        "others": standing.others(item),
        "reasons": standing.reasons(item),
        "mine": [voices.words_of(row) for row in queries.own_reasons(standing.seat, item)],
        "once": request.POST.get("once", ""),
    }
    if not asked and request.method != "POST" and not context["others"]:
        return redirect("delphi-round", standing.activity.programme.slug, standing.activity.ref)
    return render(request, "delphi/rate.html", context, status=status)


@BOTH
def suggest(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Suggest an item that is missing, while the first round is open."""
    standing = Standing(request.seat)  # type: ignore[attr-defined]
    if request.method != "POST":
        if not standing.may_suggest:
            return redirect("delphi-round", programme, activity)
        return render(request, "delphi/suggest.html", {"standing": standing, "form": SuggestForm(), "once": ""})
    once_key, form = request.POST.get("once", ""), SuggestForm(request.POST)
    if form.is_valid():
        try:
            actions.suggest(seat=standing.seat, text=form.cleaned_data["words"], once_key=once_key)
            return redirect("delphi-round", programme, activity)
        except Refused as refused:
            put_refusal(form, refused)
    context = {"standing": standing, "form": form, "once": once_key}
    return render(request, "delphi/suggest.html", context, status=UNPROCESSABLE)


@public_page
def results(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """How the panel decides; and once it has ended, what it came to, in each group and in all."""
    asked: Activity = request.activity  # type: ignore[attr-defined]
    panel, rounds, run = queries.panel_of(asked), queries.rounds_of(asked), queries.worked_out(asked)
    over = queries.is_over(asked, rounds, run)
    context = {
        "activity": asked,
        "programme": asked.programme,
        "panel": panel,
        "rounds": rounds,
        "over": over,
        "found": showing.results(run) if over and run else [],
        "people": showing.people(run) if over and run else [],
        "bands": panel.decides.bands,
    }
    return render(request, "delphi/results.html", context)
