"""The team's pages: the options, how it is going, and what people and readers will see."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from throughline.core.errors import NotFound, Refused
from throughline.envision.pairs import actions, queries, runs_of
from throughline.envision.pairs.forms import OptionsForm
from throughline.envision.pairs.views import at, both, context_of, results_context
from throughline.evidence import runs
from throughline.programmes.models import Activity
from throughline.programmes.pages import UNPROCESSABLE, form_page


def _activity(request: HttpRequest) -> Activity:
    return request.activity  # type: ignore[attr-defined, no-any-return]


@both
def options(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Add options, and see how it is going."""
    row = _activity(request)

    def act(data: dict[str, Any], once: str) -> str:
        actions.offer(activity=row, lines=data["lines"], by=request.user, once_key=once)  # type: ignore[arg-type]
        return at("options", row)

    return form_page(request, "pairs/options.html", OptionsForm(request.POST or None), act, **_desk(request))


def _desk(request: HttpRequest) -> dict[str, Any]:
    row = _activity(request)
    run, done = runs_of.newest(row), runs_of.newest_done(row)
    return context_of(
        request,
        watched=queries.watched(row),
        rows=queries.listed(row),
        run=run,
        done=done,
        busy=runs.is_busy(run),
        problem="",
    )


@require_POST
def take_out(request: HttpRequest, programme: str, activity: str, offered: str) -> HttpResponse:
    row = _activity(request)
    try:
        actions.take_out(activity=row, option=offered, by=request.user)  # type: ignore[arg-type]
    except Refused as refused:
        context = _desk(request) | {"form": OptionsForm(), "once": "", "problem": str(refused.message)}
        return render(request, "pairs/options.html", context, status=UNPROCESSABLE)
    return redirect(at("options", row))


@require_POST
def work_out(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Work the scores out anew now."""
    row = _activity(request)
    actions.work_out(activity=row, by=request.user, once_key=request.POST.get("once", ""))  # type: ignore[arg-type]
    return redirect(at("options", row))


@require_safe
def preview(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """A pair as people will see it. Nothing is stored."""
    asked = queries.sample(_activity(request))
    if asked is None:
        raise NotFound(_("Write at least two options first."))
    context = context_of(request, asked=asked, number=1, problem="", was="", preview=True)
    return render(request, "pairs/choose.html", context)


@require_safe
def preview_results(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The newest results in the form in which everybody will see them."""
    context = results_context(request, runs_of.newest_done(_activity(request)), public=True, preview=True)
    return render(request, "pairs/results.html", context)
