"""The pages on which a question is answered by speaking: record or send, wait, check the words.

Everything works without scripts: a recording made elsewhere is sent as a file. With scripts people record in the page,
and a recording that was cut off goes on where it stopped.
"""

from __future__ import annotations

from typing import TypeGuard

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughline.core import limits
from throughline.core.errors import NotFound, Refused
from throughline.core.forms import put_refusal
from throughline.core.middleware import PERMISSIONS
from throughline.core.routes import route
from throughline.core.sealed_uploads import SealingHandler
from throughline.language import media
from throughline.programmes.access import OfMethod
from throughline.voices import actions, queries
from throughline.voices.models import RECORDINGS, Recording
from throughline.voices.part import cookie
from throughline.voices.part.forms import RecordingForm
from throughline.voices.part.journey import Journey
from throughline.voices.part.steps import Step, WordsStep
from throughline.voices.part.visit import Visit
from throughline.voices.playing import play

UNPROCESSABLE, CONFLICT = 422, 409
Status = Recording.Status
# The one page that may use them, for itself alone.
MICROPHONE = PERMISSIONS.replace("camera=()", "camera=(self)").replace("microphone=()", "microphone=(self)")


def routes(journey: Journey) -> list[URLPattern]:
    """The pages of speaking, named “<method>-speak”, “-pieces” and “-recording”."""
    pages, slug, access = Speaking(journey), journey.slug, OfMethod(journey.slug)
    return [
        route("your/<slug:step>/speak", csrf_exempt(pages.speak), name=f"{slug}-speak", access=access),
        route("your/<slug:step>/speak/pieces", pages.pieces, name=f"{slug}-pieces", access=access),
        route("your/<slug:step>/speak/recording", pages.recording, name=f"{slug}-recording", access=access),
    ]


def can_be_spoken(step: Step) -> TypeGuard[WordsStep]:
    """Whether a question may be answered by a recording."""
    return isinstance(step, WordsStep) and step.can_be_spoken


class Speaking:
    """The views of speaking, for the questions of one journey that can be answered so."""

    def __init__(self, journey: Journey) -> None:
        self.journey = journey
        self._page = csrf_protect(require_http_methods(["GET", "HEAD", "POST"])(self._speak))
        self.pieces = require_POST(self._pieces)
        self.recording = require_safe(self._recording)

    def speak(self, request: HttpRequest, programme: str, activity: str, step: str) -> HttpResponseBase:
        """Record or send; wait; check the words. A file is sealed as it arrives."""
        if request.method == "POST" and request.content_type == "multipart/form-data":
            _not_too_often(request)
            request.upload_handlers = [
                SealingHandler(request, store=RECORDINGS, most=media.STORY.bytes, field="recording")
            ]
        return self._page(request, step)

    def _speak(self, request: HttpRequest, slug: str) -> HttpResponse:
        visit, step = self._visit(request, slug)
        if step is None:
            return redirect(visit.url("step", slug))
        found = _recording(visit, step)
        if request.method == "POST":
            if request.POST.get("do") == "again" and found is not None:
                actions.discard_recording(recording=found, activity=visit.activity, key=visit.draft_key)
                return redirect(visit.url("speak", slug))
            if request.POST.get("do") == "person" and found is not None:
                return self._ask_person(visit, step, found)
            if request.POST.get("do") == "use" and found is not None:
                return self._use(visit, step, found)
            return self._keep(visit, step)
        return self._show(visit, step, found)

    def _keep(self, visit: Visit, step: WordsStep) -> HttpResponse:
        """Take a whole file, as a browser without scripts sends it."""
        form = RecordingForm(visit.request.POST, visit.request.FILES)
        if not form.is_valid():
            return self._show(visit, step, None, form=form)
        try:
            begun = visit.begin_recording(kind=step.kind, written=form.cleaned_data["recording"].written)
        except Refused as refused:
            form.cleaned_data["recording"].written.discard()
            put_refusal(form, refused)
            return self._show(visit, step, None, form=form)
        actions.ask_for_words(recording=begun)
        response = redirect(visit.url("speak", step.slug))
        return cookie.keep(response, visit.value, visit.url("start"))

    def _ask_person(self, visit: Visit, step: WordsStep, found: Recording) -> HttpResponse:
        try:
            actions.ask_person(recording=found, activity=visit.activity, key=visit.draft_key, step=step.slug)
        except Refused as refused:
            return self._show(visit, step, found, problem=str(refused.message))
        return redirect(visit.url("speak", step.slug))

    def _use(self, visit: Visit, step: WordsStep, found: Recording) -> HttpResponse:
        form = step.form(data=visit.request.POST)
        if not form.is_valid():
            return self._show(visit, step, found, form=form)
        actions.approve_words(
            recording=found,
            activity=visit.activity,
            key=visit.draft_key,
            step=step.slug,
            words=form.cleaned_data["words"],
        )
        return redirect(_following(visit, step))

    def _show(
        self,
        visit: Visit,
        step: WordsStep,
        found: Recording | None,
        form: forms.Form | None = None,
        problem: str = "",
    ) -> HttpResponse:
        transcript = queries.transcript_of(found) if found else {}
        if form is None:
            checking = found is not None and found.status == Status.WRITTEN
            form = step.form(answer={"words": transcript["text"]}) if checking else RecordingForm()
        context = {
            "form": form,
            "question": step.question,
            "recording": found,
            "transcript": transcript,
            "doubtful": [one["text"] for one in transcript.get("segments", []) if one["flags"]],
            "closed": visit.closed,
            "problem": problem,
            "following": _following(visit, step),
            "back": visit.url("step", step.slug),
            "pieces_url": visit.url("pieces", step.slug),
            "recording_url": visit.url("recording", step.slug),
            "longest": int(media.STORY.seconds // 60),
        }
        status = UNPROCESSABLE if form.errors or problem else 200
        response = render(visit.request, "voices/part/speak.html", context, status=status)
        response.headers["Permissions-Policy"] = MICROPHONE
        return response

    def _pieces(self, request: HttpRequest, programme: str, activity: str, step: str) -> HttpResponse:
        """Take the next bytes of a recording. Answers with where to go on, and whether these were taken."""
        visit, asked = self._visit(request, step)
        if asked is None:
            raise NotFound
        found = _recording(visit, asked)
        try:
            at = int(request.GET.get("at", ""))
        except ValueError:
            return JsonResponse({"problem": _("The place of these bytes is missing.")}, status=UNPROCESSABLE)
        try:
            if at == 0 and (found is None or found.status != Status.ARRIVING or found.size):
                # Whoever begins at the beginning sends something new, or has lost the answer to the first piece.
                found = self._begin(visit, asked)
            if found is None:
                return JsonResponse({"at": 0}, status=CONFLICT)
            taken = found.size == at
            found = actions.add_piece(recording=found, at=at, data=request.body, most=media.STORY.bytes)
        except Refused as refused:
            return JsonResponse({"problem": str(refused.message)}, status=UNPROCESSABLE)
        if taken and "last" in request.GET:
            found = actions.close_recording(recording=found)
        response = JsonResponse({"at": found.size, "status": found.status}, status=200 if taken else CONFLICT)
        return cookie.keep(response, visit.value, visit.url("start"))

    def _begin(self, visit: Visit, step: WordsStep) -> Recording:
        _not_too_often(visit.request)
        written = RECORDINGS.write()
        written.mark()
        return visit.begin_recording(kind=step.kind, written=written)

    def _recording(self, request: HttpRequest, programme: str, activity: str, step: str) -> HttpResponseBase:
        """The recording, for the one who made it."""
        visit, asked = self._visit(request, step)
        found = _recording(visit, asked) if asked else None
        if found is None or found.status == Status.ARRIVING:
            raise NotFound
        return play(request, stored_as=found.stored_as, key=found.data_key, size=found.size, film=found.film)

    def _visit(self, request: HttpRequest, slug: str) -> tuple[Visit, WordsStep | None]:
        visit = Visit(self.journey, request)
        step = visit.any_step(slug)
        if step is None:
            raise NotFound
        return visit, step if can_be_spoken(step) else None


def _following(visit: Visit, step: WordsStep) -> str:
    following = visit.way().after(step.slug)
    return visit.url("step", following.slug) if following else visit.url("check")


def _not_too_often(request: HttpRequest) -> None:
    """Refuse, before a byte of it is kept, one recording after the other from the same address."""
    limits.take(bucket="recordings", who=limits.who_from(request), rate=1 / 60, burst=20)


def _recording(visit: Visit, step: WordsStep) -> Recording | None:
    return queries.recording(activity=visit.activity, key=visit.draft_key, kind=step.kind)
