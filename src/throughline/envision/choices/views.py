"""The pages of those who joined: how it works, one choice a page, and the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from throughline.core.errors import NotFound, Refused
from throughline.envision.choices import actions, queries
from throughline.envision.choices.asked import Asked, asked_of, first_open, order_for, shown_of
from throughline.envision.choices.design import Design, design_of
from throughline.envision.choices.forms import ChoiceForm
from throughline.envision.choices.plan import ChoicePlan
from throughline.voices.part import queries as parts

UNPROCESSABLE = 422


def _asked(request: HttpRequest, design: Design | None) -> list[Asked]:
    """The tasks of whoever asks; none before they began."""
    seat = request.seat  # type: ignore[attr-defined]
    place = queries.place_of(seat) if design else None
    return asked_of(design, place, order_for(seat)) if design and place else []


@require_http_methods(["GET", "HEAD", "POST"])
def tasks(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """How it works and how far one is; pressing begins."""
    asked_activity = request.activity  # type: ignore[attr-defined]
    design = design_of(asked_activity.settings)
    problem = ""
    if request.method == "POST":
        try:
            actions.begin(seat=request.seat, version=_version(request))  # type: ignore[attr-defined]
            return redirect("choices-task", programme, activity, "1")
        except Refused as refused:
            problem = str(refused.message)
    asked = _asked(request, design)
    chosen = queries.chosen_by(request.seat) if asked else {}  # type: ignore[attr-defined]
    following = first_open(asked, chosen)
    context = {
        "activity": asked_activity,
        "programme": asked_activity.programme,
        "plan": design.plan if design else None,
        "count": (design.plan.tasks if design else 0) + 2,
        "asked": asked,
        "done": sum(one.key in chosen for one in asked),
        "following": following,
        "versions": range(1, design.plan.blocks + 1) if design and request.helping else (),  # type: ignore[attr-defined]
        "problem": problem,
    }
    return render(request, "choices/tasks.html", context, status=UNPROCESSABLE if problem else 200)


def _version(request: HttpRequest) -> int:
    """The version on the paper that a helper types in; 0 where there is none, and for everybody else."""
    typed = request.POST.get("version", "") if request.helping else ""  # type: ignore[attr-defined]
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else 0


@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, programme: str, activity: str, slug: str) -> HttpResponse:
    """One choice, by its place among one's own."""
    design = design_of(request.activity.settings)  # type: ignore[attr-defined]
    asked = _asked(request, design)
    if design is None or not asked:
        return redirect("choices-tasks", programme, activity)
    here = next((one for one in asked if str(one.position) == slug), None)
    if here is None:
        raise NotFound
    if request.method == "POST":
        return _chosen(request, design.plan, asked, here)
    chosen = queries.chosen_by(request.seat).get(here.key)  # type: ignore[attr-defined]
    return _page(request, asked, here, ChoiceForm(plan=design.plan, chosen=chosen), design.plan)


def _chosen(request: HttpRequest, plan: ChoicePlan, asked: Sequence[Asked], here: Asked) -> HttpResponse:
    form = ChoiceForm(request.POST, plan=plan)
    if form.is_valid():
        kind, _colon, number = request.POST.get("task", "").partition(":")
        try:
            actions.choose(
                seat=request.seat,  # type: ignore[attr-defined]
                kind=kind,
                task=int(number) if number.isascii() and number.isdigit() and len(number) < 6 else -1,
                chosen=form.cleaned_data["chosen"],
            )
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            return _onwards(request, asked, here)
    return _page(request, asked, here, form, plan, status=UNPROCESSABLE)


def _onwards(request: HttpRequest, asked: Sequence[Asked], here: Asked) -> HttpResponse:
    """To the next task, or, after the last, to what was left out before the end."""
    activity = request.activity  # type: ignore[attr-defined]
    place = [activity.programme.slug, activity.ref]
    if here.position < len(asked):
        return redirect("choices-task", *place, str(here.position + 1))
    following = first_open(asked, queries.chosen_by(request.seat))  # type: ignore[attr-defined]
    return redirect("choices-task", *place, str(following.position)) if following else redirect("choices-done", *place)


def _page(
    request: HttpRequest, asked: Sequence[Asked], here: Asked, form: ChoiceForm, plan: ChoicePlan, status: int = 200
) -> HttpResponse:
    return render(request, "choices/task.html", page_of_task(request, asked, here, form, plan), status=status)


def page_of_task(
    request: HttpRequest, asked: Sequence[Asked], here: Asked, form: ChoiceForm, plan: ChoicePlan
) -> dict[str, Any]:
    """What the page of one choice shows, to people and to the team that looks at it first."""
    activity = request.activity  # type: ignore[attr-defined]
    return {
        "activity": activity,
        "programme": activity.programme,
        "plan": plan,
        "form": form,
        "here": here,
        "count": len(asked),
        "rows": shown_of(plan, here.task, queries.pictures_of(activity)),
        "preview": False,
    }


@require_safe
def done(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Thanks, and what happens next."""
    asked_activity = request.activity  # type: ignore[attr-defined]
    asked = _asked(request, design_of(asked_activity.settings))
    following = first_open(asked, queries.chosen_by(request.seat)) if asked else None  # type: ignore[attr-defined]
    if not asked or following is not None:
        return redirect("choices-tasks", programme, activity)
    context = {
        "activity": asked_activity,
        "programme": asked_activity.programme,
        "answer_by": parts.answer_by(asked_activity.programme),
    }
    return render(request, "choices/done.html", context)
