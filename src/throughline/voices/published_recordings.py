"""Recordings that anybody may hear, and their captions; and the same for the moderator who decides."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from throughline.core.errors import NotFound
from throughline.people.models import Account
from throughline.voices import actions, queries
from throughline.voices.models import Contribution, SentRecording
from throughline.voices.playing import play

FROM_THE_BEGINNING = ("", "bytes=0-")


def heard(request: HttpRequest, programme: str, contribution: str) -> HttpResponseBase:
    """The recording, as long as it may be heard: looked up for each stretch, and kept by nobody on the way."""
    return _play(request, _published(request, contribution))


@require_safe
def captions(request: HttpRequest, programme: str, contribution: str) -> HttpResponse:
    """The approved words, as players show them."""
    text = queries.captions_of(_published(request, contribution))
    return HttpResponse(text, content_type="text/vtt; charset=utf-8", headers={"Cache-Control": "no-store"})


@require_safe
def for_moderator(request: HttpRequest, programme: str, contribution: str) -> HttpResponseBase:
    """The recording of words in use, for those who decide on them: the log says who listened."""
    assert isinstance(request.user, Account)  # the rule of access has let nobody else pass
    found = (
        SentRecording.objects.select_related("data_key", "submission__activity__programme")
        .filter(contribution__programme=request.programme, contribution__ref=contribution)  # type: ignore[attr-defined]
        .filter(contribution__standing=Contribution.Standing.LIVE)
        .first()
    )
    if found is None or not found.may_be_heard:
        raise NotFound
    if request.headers.get("Range", "") in FROM_THE_BEGINNING:
        actions.note_listening(recording=found, by=request.user)
    return _play(request, found)


def _published(request: HttpRequest, ref: str) -> SentRecording:
    found = queries.heard_with(programme=request.programme, ref=ref)  # type: ignore[attr-defined]
    if found is None:
        raise NotFound
    return found


def _play(request: HttpRequest, found: SentRecording) -> HttpResponseBase:
    return play(request, stored_as=found.stored_as, key=found.data_key, size=found.size, film=found.film)
