"""The pages of taking part, the same for every method: start, one question a page, check, send, delete."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from throughline.core.errors import NotFound, Refused
from throughline.core.public_pages import public_page
from throughline.core.routes import route
from throughline.programmes.access import OfMethod
from throughline.voices import actions
from throughline.voices.actions import Received
from throughline.voices.part import queries, speaking
from throughline.voices.part.journey import Journey, Way
from throughline.voices.part.steps import Step
from throughline.voices.part.visit import Visit

UNPROCESSABLE = 422
BACK_TO_CHECK = "check"


def routes(journey: Journey) -> list[URLPattern]:
    """The pages of a journey, named “<method>-start”, “-step”, “-check” and “-discard”."""
    pages, slug, access = Pages(journey), journey.slug, OfMethod(journey.slug)
    return [
        route("", pages.start, name=f"{slug}-start", access=access),
        route("your/<slug:step>", pages.step, name=f"{slug}-step", access=access),
        route("check", pages.check, name=f"{slug}-check", access=access),
        route("delete", pages.discard, name=f"{slug}-discard", access=access),
        *(speaking.routes(journey) if journey.can_be_spoken else ()),
    ]


class Pages:
    """The views of one journey."""

    visit: type[Visit] = Visit
    own: tuple[str, ...] = (Visit.cookie_name,)
    """Cookies of whoever is shown a start of their own."""
    check_template = "voices/part/check.html"
    helped = False
    """Whether somebody asks these questions for another person."""

    def __init__(self, journey: Journey) -> None:
        self.journey = journey
        both = require_http_methods(["GET", "HEAD", "POST"])
        self.step, self.check, self.discard = both(self._step), both(self._check), both(self._discard)

    # Start

    def start(self, request: HttpRequest, programme: str, activity: str) -> HttpResponse:
        visit = self.visit(self.journey, request)
        if visit.value and not visit.draft:
            sent = visit.already_sent()
            if sent is not None:
                return sent
        context = {
            "activity": visit.activity,
            "programme": visit.activity.programme,
            "answer_by": queries.answer_by(visit.activity.programme),
            "begun": bool(visit.draft),
            "answered": visit.signed_in and self.journey.has_answered(visit.activity, request.user),  # type: ignore[arg-type]
            "deleted": "deleted" in request.GET,
            "next_url": visit.next_url(visit.way()),
            "discard_url": visit.url("discard"),
        }
        return public_page(render, unless=self.own)(request, self.journey.start_template, context)

    # One question

    def _step(self, request: HttpRequest, programme: str, activity: str, step: str) -> HttpResponse:
        visit = self.visit(self.journey, request)
        return self._save(visit, step) if request.method == "POST" else self._ask(visit, step)

    def _ask(self, visit: Visit, slug: str) -> HttpResponse:
        if visit.closed:
            return redirect(visit.url("check") if visit.draft else visit.url("start"))
        if visit.value and not visit.draft:
            sent = visit.already_sent()
            if sent is not None:
                return sent
        way = visit.way()
        step = way.step(slug)
        if step is None:
            if visit.any_step(slug) is None:
                raise NotFound
            return redirect(visit.next_url(way))
        return self._page(visit, step, step.form(answer=visit.draft.get(slug)), way)

    def _save(self, visit: Visit, slug: str) -> HttpResponse:
        step = visit.any_step(slug)
        if step is None:
            raise NotFound
        form = step.form(data=visit.request.POST)
        if not form.is_valid():
            return self._page(visit, step, form, visit.way(), status=UNPROCESSABLE)
        way = visit.save({slug: step.kept(form)})
        response = redirect(self._after(visit, way, slug))
        return visit.keep(response)

    def _after(self, visit: Visit, way: Way, slug: str) -> str:
        """Where to go from an answered question: on, or back to the check page if that is where it was changed."""
        following = way.after(slug)
        if visit.closed or following is None or visit.request.GET.get("from") == BACK_TO_CHECK:
            return visit.url("check")
        return visit.url("step", following.slug)

    def _page(self, visit: Visit, step: Step, form: Any, way: Way, status: int = 200) -> HttpResponse:
        before = way.before(step.slug)
        if visit.request.GET.get("from") == BACK_TO_CHECK:
            back = visit.url("check")
        else:
            back = visit.url("step", before.slug) if before else visit.url("start")
        context = {
            "form": form,
            "back": back,
            "discard_url": visit.url("discard"),
            "begun": bool(visit.draft),
            "speak_url": visit.url("speak", step.slug) if self._spoken(step) else "",
            "helped": self.helped,
        }
        return render(visit.request, step.template, context | step.context(), status=status)

    def _spoken(self, step: Step) -> bool:
        return self.journey.can_be_spoken and speaking.can_be_spoken(step)

    # Check and send

    def _check(self, request: HttpRequest, programme: str, activity: str) -> HttpResponse:
        visit = self.visit(self.journey, request)
        once = request.POST.get("once", "") if request.method == "POST" else ""
        if not visit.draft or once not in ("", visit.once_key):
            # Sent before, by this browser or in another window: the same words once, and the same code.
            return visit.already_sent(once) or redirect(visit.url("start"))
        way = visit.way()
        unfinished = way.unfinished()
        if unfinished is not None and not visit.closed:
            return redirect(visit.url("step", unfinished.slug))
        if request.method != "POST":
            return self._check_page(visit, way)
        try:
            received = self.send(visit, way)
        except Refused as refused:
            return self._check_page(visit, way, problem=str(refused.message))
        return visit.forget(visit.received(received))

    def send(self, visit: Visit, way: Way) -> Received:
        """Store what was answered. With their account, where the person is signed in."""
        return self.journey.send(
            activity=visit.activity,
            answers=way.answers,
            once_key=visit.once_key,
            draft_key=visit.draft_key,
            account=visit.request.user if visit.signed_in else None,  # type: ignore[arg-type]
        )

    def _check_page(self, visit: Visit, way: Way, problem: str = "") -> HttpResponse:
        if visit.closed:
            problem = problem or _("This is closed now, so we cannot take what you wrote.")
        last = way.before("")  # of a step that there is not: the last
        assert last is not None
        context = {
            "rows": [
                (row, "" if visit.closed else f"{visit.url('step', step.slug)}?from={BACK_TO_CHECK}")
                for step, rows in way.rows()
                for row in rows
            ],
            "back": visit.url("start") if visit.closed else visit.url("step", last.slug),
            "problem": problem,
            "closed": visit.closed,
            "signed_in": visit.signed_in,
            "once": visit.once_key,
            "discard_url": visit.url("discard"),
        }
        return render(visit.request, self.check_template, context, status=UNPROCESSABLE if problem else 200)

    # Delete

    def _discard(self, request: HttpRequest, programme: str, activity: str) -> HttpResponse:
        visit = self.visit(self.journey, request)
        if request.method != "POST":
            return render(request, "voices/part/discard.html", {"back": visit.url("start")})
        if visit.value:
            actions.discard_draft(key=visit.draft_key)
        return visit.forget(redirect(visit.url("start") + "?deleted"))
