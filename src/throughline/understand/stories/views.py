"""The public page of a story call: approved stories, as the reader wants to see them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from throughline.core.public_pages import public_page
from throughline.voices.part import tallies
from throughline.voices.part.reading import reading_context


@public_page
def results(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    asked = request.activity  # type: ignore[attr-defined]
    people = tallies.people_shown(tallies.cut_of(asked))
    return render(request, "stories/results.html", {"people": people, **reading_context(request)})
