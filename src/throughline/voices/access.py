"""Opening one's own words: by receipt code, kept for half an hour in a sealed cookie, or by being signed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from throughline.core import vault
from throughline.core.access import Access
from throughline.voices import queries
from throughline.voices.models import Participant

COOKIE = "following"
LIFE = 30 * 60
_PURPOSE = "voices.following"


def remember(response: HttpResponse, participant: Participant) -> HttpResponse:
    """Let this browser read and change what the participant gave, for half an hour."""
    response.set_cookie(
        COOKIE,
        vault.seal_value(participant.ref, purpose=_PURPOSE),
        max_age=LIFE,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
    return response


def forget(response: HttpResponse) -> HttpResponse:
    """Close what this browser has opened."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


class _Follower(Access):
    """Whoever opened a receipt in this browser, or is signed in. Sets request.participants: their own, only."""

    name = "own words"

    def check(self, request: HttpRequest, kwargs: Mapping[str, Any]) -> HttpResponse | None:
        participants: dict[int, Participant] = {}
        opened = _opened(request)
        # Whoever wrote it down for somebody knows the code, and must not open it with that.
        if opened is not None and not queries.wrote_down(account=request.user, participant=opened):
            participants[opened.pk] = opened
        if request.user.is_authenticated:
            participants |= {one.pk: one for one in queries.participants_of(request.user)}
        if not participants:
            return HttpResponseRedirect(reverse("follow"))
        request.participants = list(participants.values())  # type: ignore[attr-defined]
        return None


def _opened(request: HttpRequest) -> Participant | None:
    try:
        ref = vault.open_value(request.COOKIES.get(COOKIE, ""), purpose=_PURPOSE, max_age=LIFE)
    except (vault.Tampered, vault.Expired):
        return None
    return queries.participant(ref)


FOLLOWER: Access = _Follower()
