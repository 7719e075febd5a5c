"""Asking again: the team's page of waves, the page behind an invitation, and the public page of what changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from throughline.core.errors import NotFound, Refused
from throughline.core.forms import put_refusal
from throughline.core.public_pages import public_page
from throughline.programmes.access import OfMethod
from throughline.understand.questionnaires import actions, queries
from throughline.understand.questionnaires.changing import compared
from throughline.understand.questionnaires.forms import WaveForm
from throughline.understand.questionnaires.journey import AGAIN, JOURNEY, questions_of
from throughline.voices.part.visit import Visit

UNPROCESSABLE = 422
_OF = OfMethod(JOURNEY.slug)


@require_http_methods(["GET", "POST"])
def waves(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """When the questions were asked, and a form to ask them again."""
    asked = request.activity  # type: ignore[attr-defined]
    form = WaveForm(request.POST if request.method == "POST" and "drop" not in request.POST else None)
    if request.method == "POST" and "drop" in request.POST:
        actions.drop_wave(activity=asked, by=request.user)  # type: ignore[arg-type]
        return redirect(request.path)
    if form.is_valid():
        try:
            actions.plan_wave(
                activity=asked,
                by=request.user,  # type: ignore[arg-type]
                once_key=request.POST.get("once", ""),
                **form.cleaned_data,
            )
            return redirect(request.path)
        except Refused as refused:
            put_refusal(form, refused)
    known = queries.waves_of(asked)
    context: dict[str, Any] = {
        "activity": asked,
        "programme": asked.programme,
        "form": form,
        "waves": known,
        "turns": queries.turns_taken(asked),
        "planned": next((wave for wave in known if wave.opened_at is None), None),
        "once": request.POST.get("once", ""),
    }
    return render(request, "questionnaires/waves.html", context, status=UNPROCESSABLE if form.errors else 200)


@public_page
def change(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """What changed between two waves: by default, the last two."""
    asked = request.activity  # type: ignore[attr-defined]
    opened = [wave for wave in queries.waves_of(asked) if wave.opened_at]
    numbers = [wave.number for wave in opened]
    second = _number(request, "to", numbers[1:], numbers[-1:])
    first = _number(request, "from", [one for one in numbers if one < second], [second - 1])
    context: dict[str, Any] = {
        "activity": asked,
        "programme": asked.programme,
        "waves": opened,
        "first": first,
        "second": second,
        "compared": [],
    }
    if len(opened) > 1:
        cuts = queries.cut_of_wave(asked, first), queries.cut_of_wave(asked, second)
        tallies = [queries.tally(asked, upto=cut, wave=wave) for cut, wave in zip(cuts, (first, second), strict=True)]
        moved = queries.moves(*cuts, waves=(first, second))
        context["compared"] = compared(questions_of(asked), *tallies, moved)
    return render(request, "questionnaires/change.html", context)


def _number(request: HttpRequest, name: str, known: list[int], otherwise: list[int]) -> int:
    given = request.GET.get(name, "")
    chosen = int(given) if given.isascii() and given.isdigit() and len(given) < 5 else 0
    return chosen if chosen in known else (otherwise or [0])[0]


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, programme: str, activity: str, token: str) -> HttpResponse:
    """The page behind an invitation: answer beside what one said before, answer apart, or hear no more of it."""
    _OF.check(request, {"programme": programme, "activity": activity})
    asked = request.activity  # type: ignore[attr-defined]
    wave = queries.current_wave(asked)
    turn = queries.invited(activity=asked, wave=wave, token=token)
    if turn is None:
        raise NotFound
    if request.method == "POST" and "stop" in request.POST:
        actions.stop_inviting(turn=turn)
        return _again(request, asked, stopped=True)
    if request.method == "POST" and asked.status == "open":
        visit = Visit(JOURNEY, request)
        way = visit.save({AGAIN: {"token": "" if "apart" in request.POST else token}})
        return visit.keep(redirect(visit.next_url(way)))
    return _again(request, asked, answered=queries.has_answered(turn, wave))


def _again(request: HttpRequest, asked: Any, *, stopped: bool = False, answered: bool = False) -> HttpResponse:
    context = {"activity": asked, "programme": asked.programme, "stopped": stopped, "answered": answered}
    return render(request, "questionnaires/again.html", context)
