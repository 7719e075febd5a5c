"""The pages of those who joined: the choice and what was sent; and the pages that everybody can read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from throughline.core.errors import Refused
from throughline.core.forms import put_refusal
from throughline.core.public_pages import public_page
from throughline.envision.partnerships import actions, queries, showing
from throughline.envision.partnerships.choosing_forms import ChoiceForm
from throughline.envision.partnerships.models import Question
from throughline.programmes.models import Activity
from throughline.voices.part import queries as parts

UNPROCESSABLE = 422
both = require_http_methods(["GET", "HEAD", "POST"])


def context_of(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What every page of a partnership is about."""
    activity = request.activity  # type: ignore[attr-defined]
    return {
        "activity": activity,
        "programme": activity.programme,
        "partnership": queries.partnership_of(activity),
        "problem": "",
        "back": "",
        "about": "",
        **more,
    }


@both
def choose(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The long list, in an order of this person's own; after closing it can only be looked at."""
    asked = request.activity  # type: ignore[attr-defined]
    seat = request.seat  # type: ignore[attr-defined]
    if asked.status != Activity.Status.OPEN and request.method != "POST":
        return redirect("partnerships-done", programme, activity)
    rows = queries.in_order_of(seat, queries.long_list(asked))
    held = queries.chosen_by(seat)
    context = context_of(request, rows=rows, preview=False)
    most = context["partnership"].protocol.most
    sent = request.POST if request.method == "POST" else None
    form = ChoiceForm(sent, questions=rows, most=most, chosen=held.questions if held else ())
    if form.is_bound and form.is_valid():
        try:
            actions.choose(seat=seat, questions=form.cleaned_data["questions"])
            return redirect("partnerships-done", programme, activity)
        except Refused as refused:
            put_refusal(form, refused)
    return choice_page(request, form, context)


def choice_page(request: HttpRequest, form: ChoiceForm, context: dict[str, Any]) -> HttpResponse:
    """The list to choose from, as people and the team that looks at it first meet it."""
    hints = {one.ref: one.explained for one in context["rows"] if one.explained}
    page = context | {"form": form, "most": form.most, "hints": hints}
    return render(request, "partnerships/choose.html", page, status=UNPROCESSABLE if form.errors else 200)


@require_safe
def done(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """What one has sent, and what happens next."""
    asked = request.activity  # type: ignore[attr-defined]
    held = queries.chosen_by(request.seat)  # type: ignore[attr-defined]
    if held is None and asked.status == Activity.Status.OPEN:
        return redirect("partnerships-choose", programme, activity)
    rows = [one for one in queries.long_list(asked) if held and one.ref in held.questions]
    answer_by = parts.answer_by(asked.programme)
    return render(request, "partnerships/done.html", context_of(request, held=held, rows=rows, answer_by=answer_by))


@public_page
@require_safe
def results(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The top ten, once the workshop has agreed on it, with what became of each question."""
    asked = request.activity  # type: ignore[attr-defined]
    top = queries.top(asked)
    workshop = showing.workshop(queries.small_groups(asked), queries.short_list(asked)) if top else None
    return render(request, "partnerships/results.html", context_of(request, top=top, workshop=workshop))


@public_page
@require_safe
def long_list(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Every question with what is known, and those that left with the reason; once people can choose."""
    asked = request.activity  # type: ignore[attr-defined]
    rows = queries.questions(asked) if asked.status != Activity.Status.DRAFT else []
    here = [one for one in rows if not one.has_left and one.known]
    gone = [one for one in rows if one.has_left]
    known = dict(Question.Known.choices)
    return render(request, "partnerships/long.html", context_of(request, here_rows=here, gone=gone, known=known))


@public_page
@require_safe
def short_list(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """What people chose, by group and together, and the short list that was made of it."""
    asked = request.activity  # type: ignore[attr-defined]
    run = queries.shown(asked) if asked.status == Activity.Status.CLOSED else None
    rows = queries.long_list(asked)
    context = context_of(
        request,
        run=run,
        shown=showing.shown(rows, run.summary) if run else None,
        listed=[one for one in rows if one.short],
        departed=[one for one in rows if one.short_reason],
    )
    return render(request, "partnerships/short.html", context)


@public_page
@require_safe
def protocol(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Who steers the partnership, and by what rules, once these are locked."""
    group = queries.steering_group(request.activity)  # type: ignore[attr-defined]
    return render(request, "partnerships/protocol.html", context_of(request, group=group, names=showing.NAMES))
