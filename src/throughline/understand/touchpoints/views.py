"""The pages of the map: the map itself, the journey, the words, and a finding from them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from throughline.programmes.models import Role
from throughline.programmes.pages import form_page
from throughline.understand.touchpoints import actions, forms, queries, showing
from throughline.understand.touchpoints.queries import Line

PAGE = 20
both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def the_map(request: HttpRequest, programme: str) -> HttpResponse:
    """The touchpoints in order, with numbers for the whole team; the words beneath only for analysts."""
    journey, people = queries.journey(_of(request)), queries.people_at(_of(request))
    roles = request.roles  # type: ignore[attr-defined]
    context = {
        "programme": _of(request),
        "stops": showing.stops(journey, people, queries.people_naming(_of(request))),
        "charts": showing.map_of(journey, people) if journey else [],
        "reads": Role.ANALYST in roles,
        "draws": bool(roles & {Role.ANALYST, Role.FACILITATOR}),
    }
    return render(request, "touchpoints/map.html", context)


@both
def journey(request: HttpRequest, programme: str) -> HttpResponse:
    """Which touchpoints the journey has."""
    known = queries.journey(_of(request))
    form = forms.JourneyForm(request.POST if request.method == "POST" else None, journey=known)

    def act(_data: dict[str, Any], once: str) -> str:
        actions.set_journey(programme=_of(request), wanted=form.wanted(), by=request.user, once_key=once)  # type: ignore[arg-type]
        return reverse("touchpoints", args=[programme])

    return form_page(request, "touchpoints/journey.html", form, act, programme=_of(request))


@require_safe
def words(request: HttpRequest, programme: str) -> HttpResponse:
    """Words to place, those that stand nowhere first."""
    page = Paginator(queries.to_place(_of(request)), PAGE).get_page(request.GET.get("page"))
    lines = [(row, queries.text_of(row)) for row in page]
    return render(request, "touchpoints/words.html", {"programme": _of(request), "page": page, "lines": lines})


@both
def place(request: HttpRequest, programme: str, contribution: str) -> HttpResponse:
    """Read words and place them, or take them off the map."""
    found = queries.contribution(programme=_of(request), ref=contribution)
    here = reverse("touchpoints-place", args=[programme, contribution])
    placed = list(queries.placements_of(found))
    if request.method == "POST" and "take_off" in request.POST:
        row = next((one for one in placed if one.ref == request.POST["take_off"]), None)
        if row is not None:
            actions.take_off(placement=row, by=request.user)  # type: ignore[arg-type]
        return redirect(here)
    known, text = queries.journey(_of(request)), queries.text_of(found)
    form = forms.PlaceForm(
        request.POST if request.method == "POST" else None,
        journey=known,
        parts=queries.parts_of(text),
        named=queries.named_in(text),
    )

    def act(data: dict[str, Any], once: str) -> str:
        actions.place(
            contribution=found,
            touchpoint=next(one for one in known if one.ref == data["touchpoint"]),
            going=data["going"],
            stretch=form.stretch(),
            named=data.get("named", ()),
            by=request.user,  # type: ignore[arg-type]
            once_key=once,
        )
        return here

    # What stands in a stretch is cut from the same text; nothing is opened twice.
    lines = [Line(row, text[row.start : row.end]) for row in placed]
    context = {"programme": _of(request), "contribution": found, "text": text, "lines": lines, "journey": known}
    return form_page(request, "touchpoints/place.html", form, act, **context)


@require_safe
def touchpoint(request: HttpRequest, programme: str, touchpoint: str) -> HttpResponse:
    """The words that stand at a touchpoint."""
    found = queries.touchpoint(programme=_of(request), ref=touchpoint)
    page = Paginator(queries.placed(found), PAGE).get_page(request.GET.get("page"))
    context = {"programme": _of(request), "touchpoint": found, "page": page, "lines": queries.lines(list(page))}
    return render(request, "touchpoints/touchpoint.html", context)


@both
def finding(request: HttpRequest, programme: str) -> HttpResponse:
    """Write a finding that rests on words of the map."""
    known = queries.journey(_of(request))
    form = forms.MapFindingForm(request.POST if request.method == "POST" else None, journey=known)

    def act(data: dict[str, Any], once: str) -> str:
        chosen = set(data.pop("touchpoints"))
        touchpoints = [one for one in known if one.ref in chosen]
        drafted = actions.draft_finding_from(touchpoints=touchpoints, by=request.user, once_key=once, **data)  # type: ignore[arg-type]
        return reverse("finding-edit", args=[programme, drafted.ref])

    return form_page(request, "touchpoints/finding.html", form, act, programme=_of(request), journey=known)


def _of(request: HttpRequest) -> Any:
    return request.programme  # type: ignore[attr-defined]
