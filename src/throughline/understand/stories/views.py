"""The public page of a story call: approved stories, as the reader wants to see them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from throughline.programmes.models import Constituency
from throughline.understand.stories import queries
from throughline.understand.stories.queries import Choice
from throughline.voices.labels import LABELS
from throughline.voices.part import queries as part
from throughline.voices.part import tallies


def results(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    asked = request.activity  # type: ignore[attr-defined]
    choice = _choice(request)
    page = queries.published(activity=asked, choice=choice)
    context = {
        "activity": asked,
        "programme": asked.programme,
        "page": page,
        "choice": choice,
        "people": tallies.people_shown(tallies.cut_of(asked)),
        "constituencies": Constituency.choices,
        "regions": part.regions_of(asked.programme),
        "labels": LABELS,
        "label_names": {label.slug: label.name for label in LABELS},
        "older": _query(choice, page.older) if page.older else "",
        "newest": _query(choice, "") if choice.before else "",
    }
    return render(request, "stories/results.html", context)


def _choice(request: HttpRequest) -> Choice:
    known = {label.slug for label in LABELS}
    asked = request.GET
    constituency = asked.get("constituency", "")
    return Choice(
        constituency=constituency if constituency in Constituency.values else "",
        region=asked.get("region", "")[:50].replace("\0", ""),
        hidden_labels=tuple(slug for slug in asked.getlist("hide") if slug in known),
        before=asked.get("before", "")[:12].replace("\0", ""),
    )


def _query(choice: Choice, before: str) -> str:
    pairs = [("constituency", choice.constituency), ("region", choice.region), ("before", before)]
    pairs += [("hide", label) for label in choice.hidden_labels]
    return "?" + urlencode([(name, value) for name, value in pairs if value])
