"""The team's pages for joining, splitting and carrying ideas forward, and for what authors say against it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from throughline.core.errors import NotFound
from throughline.envision.ideas import actions, desk, lineage, queries
from throughline.envision.ideas.actions.lineage import MOST_JOINED
from throughline.envision.ideas.forms import AnswerForm, CarryForm, MergeForm, SplitForm, UndoForm, parts_of
from throughline.envision.ideas.pages import activity_of, at, both, context_of
from throughline.envision.ideas.team_views import found
from throughline.programmes.pages import form_page


@both
def join(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Join the ideas that were chosen into one."""
    row = activity_of(request)
    given = request.POST if request.method == "POST" else request.GET
    refs = list(dict.fromkeys(given.getlist("idea")))[: MOST_JOINED + 1]
    chosen = queries.in_full(
        list(queries.current(row.pk).filter(ref__in=refs).order_by("pk").values_list("pk", flat=True))
    )

    def act(data: dict[str, Any], once: str) -> str:
        actions.merge(activity=row, ideas=refs, **data, by=request.user, once_key=once)  # type: ignore[arg-type]
        return at("steps", row)

    context = context_of(request, chosen=chosen, refs=refs, back=at("desk", row))
    return form_page(request, "ideas/join.html", MergeForm(request.POST or None), act, **context)


@both
def split(request: HttpRequest, programme: str, activity: str, idea: str) -> HttpResponse:
    """Split an idea into several."""
    row, about = activity_of(request), found(request, idea)

    def act(data: dict[str, Any], once: str) -> str:
        actions.split(
            activity=row,
            idea=idea,
            parts=parts_of(data["parts"]),
            reason=data["reason"],
            by=request.user,  # type: ignore[arg-type]
            once_key=once,
        )
        return at("steps", row)

    return _about(request, about, SplitForm(request.POST or None), act, _("Split an idea"), _("Split it"))


@both
def carry(request: HttpRequest, programme: str, activity: str, idea: str) -> HttpResponse:
    """Carry an idea forward to an activity or a stage."""
    row, about = activity_of(request), found(request, idea)
    form = CarryForm(request.POST or None, targets=desk.targets(row, request.user))  # type: ignore[arg-type]

    def act(data: dict[str, Any], once: str) -> str:
        actions.carry(activity=row, idea=idea, **data, by=request.user, once_key=once)  # type: ignore[arg-type]
        return at("one", row, idea)

    return _about(request, about, form, act, _("Carry an idea forward"), _("Carry it forward"))


def _about(request: HttpRequest, about: Any, form: Any, act: Any, heading: str, button: str) -> HttpResponse:
    row = activity_of(request)
    context = context_of(
        request, idea=queries.shown(about), heading=heading, button=button, back=at("one", row, about.ref)
    )
    return form_page(request, "ideas/change.html", form, act, **context)


@require_safe
def steps(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Every step that was made, with what authors said against it."""
    rows = desk.steps(activity_of(request))
    return render(request, "ideas/steps.html", context_of(request, rows=rows))


@both
def undo(request: HttpRequest, programme: str, activity: str, change: str) -> HttpResponse:
    """Undo a step, with a reason."""
    row = activity_of(request)
    about = queries.change(activity=row.pk, ref=change)
    if about is None:
        raise NotFound

    def act(data: dict[str, Any], once: str) -> str:
        actions.undo(activity=row, change=change, reason=data["reason"], by=request.user, once_key=once)  # type: ignore[arg-type]
        return at("steps", row)

    (step,) = lineage.steps_of([about])
    context = context_of(request, step=step, heading=_("Undo a step"), button=_("Undo it"), back=at("steps", row))
    return form_page(request, "ideas/change.html", UndoForm(request.POST or None), act, **context)


@both
def answer_objection(request: HttpRequest, programme: str, activity: str, objection: str) -> HttpResponse:
    """Answer an author who objected."""
    row = activity_of(request)
    about = desk.objection(row, objection)
    if about is None:
        raise NotFound
    told = desk.told(about)

    def act(data: dict[str, Any], once: str) -> str:
        actions.answer_objection(activity=row, objection=objection, words=data["words"], by=request.user, once_key=once)  # type: ignore[arg-type]
        return at("steps", row)

    form = AnswerForm(request.POST or None, initial={"words": told.reply} if told.reply else None)
    context = context_of(request, words=told.words, one=None, back=at("steps", row), public=False)
    return form_page(request, "ideas/answer.html", form, act, **context)
