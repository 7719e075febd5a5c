"""Answering for somebody else: a facilitator joins for a person who rings or hands in a paper, and answers from that
person's seat.

The person's seat is held in a cookie of its own, sealed together with the helper's account, beside a seat that the
helper may have for themselves. While it is held, the method's pages are the person's, and say so at the top.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext as _

from throughline.core.routes import route
from throughline.envision.seats import cookie
from throughline.envision.seats.access import of_seats
from throughline.envision.seats.actions import PAPER
from throughline.envision.seats.forms import PaperNumberForm
from throughline.envision.seats.journey import SeatJourney
from throughline.envision.seats.method import SeatMethod
from throughline.people.models import Account
from throughline.programmes import methods
from throughline.programmes.models import Activity, Role
from throughline.voices import receipts
from throughline.voices.actions import Received
from throughline.voices.models import Contribution
from throughline.voices.part.helped import HelpedJourney, HelpedPages, HelpedVisit
from throughline.voices.part.steps import Answer, Answers, Row, Step


def _journey_of(activity: Activity) -> SeatJourney:
    method = methods.get(activity.method)
    assert isinstance(method, SeatMethod)
    return method.journey


class PaperNumberStep(Step):
    """The number of the paper that is typed in, so that nobody types the same one in twice."""

    slug = PAPER

    def form(self, data: Any = None, answer: Answer | None = None) -> forms.Form:
        return PaperNumberForm(data, initial=answer)

    def rows(self, answer: Answer) -> list[Row]:
        return [Row(_("What is the number of the paper?"), answer["number"] or _("None"))]

    def applies(self, answers: Answers) -> bool:
        return answers.get("medium", {}).get("medium") == Contribution.Medium.PAPER


class HelpedSeatJourney(HelpedJourney):
    """Joining any of these methods, as a helper walks it."""

    slug = "seat-helped"
    start_template = "seats/helped_start.html"

    def questions(self, activity: Activity) -> Iterator[Step]:
        yield PaperNumberStep()
        yield from _journey_of(activity).questions(activity)

    def send(self, *, activity: Activity, **given: Any) -> Received:
        return _journey_of(activity).send(activity=activity, **given)

    def send_for(
        self, *, activity: Activity, answers: Mapping[str, Answer], once_key: str, draft_key: str, helper: Account
    ) -> Received:
        return _journey_of(activity).send_for(
            activity=activity, answers=answers, once_key=once_key, draft_key=draft_key, helper=helper
        )


class HelpedSeatVisit(HelpedVisit):
    """A helper who joins for a person: this browser goes on from that person's seat."""

    def received(self, received: Received) -> HttpResponse:
        response = receipts.redirect_to_received(self.request, received)
        start = methods.get(self.activity.method).part_url(self.activity)
        return cookie.keep_helped(response, received.submission.ref, self.helper.ref, start)


class HelpedSeatPages(HelpedPages):
    visit = HelpedSeatVisit


def finish(request: HttpRequest) -> HttpResponse:
    """From the person's seat to the page on which the next one begins. The helper's own seat stays as it is."""
    activity: Activity = request.activity  # type: ignore[attr-defined]
    onwards = redirect(methods.get(activity.method).helped_url(activity))
    return cookie.forget_helped(onwards, methods.get(activity.method).part_url(activity))


def routes() -> list[URLPattern]:
    """The pages of joining for somebody else, the same for every method with seats."""
    pages, access = HelpedSeatPages(HelpedSeatJourney()), of_seats(Role.FACILITATOR)
    under = "programmes/<slug:programme>/seats/<ref:activity>/for-somebody"
    return [
        route(under, pages.start, name="seat-helped-start", access=access),
        route(f"{under}/<slug:step>", pages.step, name="seat-helped-step", access=access),
        route(f"{under}/send/check", pages.check, name="seat-helped-check", access=access),
        route(f"{under}/send/delete", pages.discard, name="seat-helped-discard", access=access),
    ]
