"""Showing the six words: once, in the browser that sent the words, and nowhere else.

The words travel from the form to the page in a sealed cookie that only that page receives, so that they stand in
no address, no session and no log, and a page that is reloaded shows them again.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from throughline.core import vault
from throughline.voices.actions import Received

COOKIE = "receipt"
LIFE = 30 * 60
"""Seconds for which the words can be seen again, unless the person says that they have them."""
_PURPOSE = "voices.receipt"


@dataclass(frozen=True)
class Shown:
    """What the received page may show: the code, and the submission that it opens."""

    code: str
    submission: str

    @property
    def words(self) -> list[str]:
        return self.code.split()


def redirect_to_received(request: HttpRequest, received: Received) -> HttpResponse:
    """Send a person who has just given words to the page with their receipt code.

    Args:
        request: the request that brought the words.
        received: what `voices.actions.receive` returned. Sent again, the same code is shown again.

    Returns:
        A redirect that carries the code in a sealed cookie, for 30 minutes and for that page only.
    """
    path = reverse("received", args=[received.submission.ref])
    response = redirect(path)
    response.set_cookie(
        COOKIE,
        vault.seal_value([received.code, received.submission.ref], purpose=_PURPOSE),
        max_age=LIFE,
        path=path,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
    return response


def shown(request: HttpRequest, submission: str) -> Shown | None:
    """The code to show in this browser for a submission (its ref), or None when it may not be shown (any more)."""
    try:
        code, ref = vault.open_value(request.COOKIES.get(COOKIE, ""), purpose=_PURPOSE, max_age=LIFE)
    except (vault.Tampered, vault.Expired):
        return None
    return Shown(code, ref) if ref == submission else None


def put_away(response: HttpResponse, submission: str) -> HttpResponse:
    """Forget the code in this browser: its owner has written it down."""
    response.delete_cookie(COOKIE, path=reverse("received", args=[submission]), samesite="Lax")
    return response
