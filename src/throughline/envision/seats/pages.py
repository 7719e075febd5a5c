"""The pages of joining, of coming back and of leaving, the same for every method that has seats."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.views.decorators.http import require_POST

from throughline.core.routes import route
from throughline.envision.seats import cookie, helping, queries
from throughline.envision.seats.access import WithSeat
from throughline.programmes import methods
from throughline.programmes.access import OfMethod
from throughline.programmes.models import Activity
from throughline.voices import queries as voices
from throughline.voices.actions import Received
from throughline.voices.part.journey import Journey
from throughline.voices.part.pages import Pages
from throughline.voices.part.visit import Visit


def routes(journey: Journey) -> list[URLPattern]:
    """The pages of joining, named “<method>-start”, “-step”, “-check”, “-discard” and “-leave”."""
    pages, slug, access = SeatPages(journey), journey.slug, OfMethod(journey.slug)
    return [
        route("", pages.start, name=f"{slug}-start", access=access),
        route("your/<slug:step>", pages.step, name=f"{slug}-step", access=access),
        route("check", pages.check, name=f"{slug}-check", access=access),
        route("delete", pages.discard, name=f"{slug}-discard", access=access),
        route("leave", require_POST(pages.leave), name=f"{slug}-leave", access=WithSeat(slug)),
    ]


class SeatVisit(Visit):
    """Somebody who joins: whatever tells them that they have, also when they ask twice, gives this browser the seat."""

    def received(self, received: Received) -> HttpResponse:
        response = super().received(received)
        return cookie.keep(response, received.submission.ref, self.url("start"))


class SeatPages(Pages):
    """The views of joining one method."""

    visit = SeatVisit
    own = (SeatVisit.cookie_name, cookie.NAME)

    def start(self, request: HttpRequest, programme: str, activity: str) -> HttpResponse:
        """The page about the activity; whoever has a seat goes on where they were."""
        row: Activity = request.activity  # type: ignore[attr-defined]
        held = cookie.submission_of(request)
        if held and queries.seat_of(activity=row, submission=held) is not None:
            return redirect(methods.get(row.method).go_on_url(row))
        return super().start(request, programme, activity)

    def leave(self, request: HttpRequest, programme: str, activity: str) -> HttpResponse:
        """Give the seat up in this browser. Nothing is lost: the six words, or the account, lead back to it. A helper
        leaves the person's seat, and begins with the next person."""
        if request.helping:  # type: ignore[attr-defined]
            return helping.finish(request)
        start = methods.get(request.activity.method).part_url(request.activity)  # type: ignore[attr-defined]
        return cookie.forget(redirect(start), start)


def go_on(request: HttpRequest, submission: str) -> HttpResponse:
    """From one's own page back to one's seat, in whatever browser; where there is none (any more), to that page."""
    mine = voices.submission(ref=submission, participants=request.participants)  # type: ignore[attr-defined]
    seat = queries.seat_of(activity=mine.activity, submission=mine.ref)
    if seat is None:
        return redirect("followed")
    method = methods.get(mine.activity.method)
    return cookie.keep(redirect(method.go_on_url(mine.activity)), mine.ref, method.part_url(mine.activity))
