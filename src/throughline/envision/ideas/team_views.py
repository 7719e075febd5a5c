"""The team's pages: how it is going, and each idea with what becomes of it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from throughline.core.errors import NotFound
from throughline.envision.ideas import actions, desk, lineage, queries, runs_of
from throughline.envision.ideas.forms import AnswerForm, EndingForm, SuggestForm
from throughline.envision.ideas.models import Idea
from throughline.envision.ideas.pages import activity_of, at, both, context_of
from throughline.envision.ideas.views import list_context, results_context
from throughline.evidence import runs
from throughline.programmes.pages import form_page
from throughline.voices.queries import public_words_of

AT_ONCE = 50


@require_safe
def overview(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """How it is going, and the ideas, to choose some to join."""
    row = activity_of(request)
    run = runs_of.newest(row)
    page = Paginator(desk.listed(row), AT_ONCE).get_page(request.GET.get("page"))
    context = context_of(
        request,
        watched=desk.watched(row),
        page=page,
        rows=desk.in_full(list(page)),
        run=run,
        done=runs_of.newest_done(row),
        busy=runs.is_busy(run),
    )
    return render(request, "ideas/desk.html", context)


def found(request: HttpRequest, ref: str) -> Idea:
    """The idea that a page of the team is about."""
    idea = queries.one(activity=activity_of(request).pk, ref=ref)
    if idea is None:
        raise NotFound
    return idea


@both
def one(request: HttpRequest, programme: str, activity: str, idea: str) -> HttpResponse:
    """One idea: say what becomes of it, and go on to split it, carry it forward, or join it with others."""
    row, about = activity_of(request), found(request, idea)

    def act(data: dict[str, Any], once: str) -> str:
        actions.end(activity=row, idea=idea, **data, by=request.user, once_key=once)  # type: ignore[arg-type]
        return at("one", row, idea)

    came, went = lineage.history(about)
    endings = list(about.endings.all())
    known = {"kind": endings[0].kind, "passed_to": endings[0].passed_to} if endings else None
    context = context_of(
        request,
        idea=queries.shown(about),
        endings=endings,
        came=came,
        went=went,
        stands=queries.is_current(about),
        alike=desk.alike(row, about),
    )
    return form_page(request, "ideas/one.html", EndingForm(request.POST or None, initial=known), act, **context)


@require_safe
def waiting(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Questions and comments that nobody has answered."""
    row = activity_of(request)
    page = Paginator(desk.unanswered(row), AT_ONCE).get_page(request.GET.get("page"))
    rows = [(one, queries.said(one)) for one in page]
    return render(request, "ideas/waiting.html", context_of(request, page=page, rows=rows))


@both
def answer(request: HttpRequest, programme: str, activity: str, unanswered: str) -> HttpResponse:
    """Answer one question or comment in public."""
    row = activity_of(request)
    about = desk.one_said(row, unanswered)
    if about is None:
        raise NotFound

    def act(data: dict[str, Any], once: str) -> str:
        actions.answer(activity=row, said=unanswered, words=data["words"], by=request.user, once_key=once)  # type: ignore[arg-type]
        return at("waiting", row)

    known = getattr(about, "public_reply", None)
    form = AnswerForm(request.POST or None, initial={"words": known.words} if known else None)
    context = context_of(request, words=public_words_of(about), one=about, back=at("waiting", row), public=True)
    return form_page(request, "ideas/answer.html", form, act, **context)


@require_POST
def work_out(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Count the support anew now."""
    row = activity_of(request)
    actions.work_out(activity=row, by=request.user, once_key=request.POST.get("once", ""))  # type: ignore[arg-type]
    return redirect(at("desk", row))


@require_safe
def preview(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The pages of taking part as people see them: the ideas, and the form. Nothing is stored."""
    context = list_context(request, None, preview=True, form=SuggestForm(), once="", alike=[])
    return render(request, "ideas/preview.html", context)


@require_safe
def preview_results(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The newest count in the form in which everybody will see it."""
    context = results_context(request, runs_of.newest_done(activity_of(request)), preview=True)
    return render(request, "ideas/results.html", context)
