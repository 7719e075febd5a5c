"""The cookie with which a browser comes back to its seat: sealed, for the pages of one activity only, for 30 days."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from throughline.core import vault

NAME = "seat"
LIFE = 30 * 24 * 3600
_PURPOSE = "envision.seat"


def submission_of(request: HttpRequest) -> str:
    """The submission (ref) whose seat this browser holds; "" where it holds none."""
    try:
        value: str = vault.open_value(request.COOKIES.get(NAME, ""), purpose=_PURPOSE, max_age=LIFE)
    except (vault.Tampered, vault.Expired):
        return ""
    return value


def keep(response: HttpResponse, submission: str, path: str) -> HttpResponse:
    """Let this browser come back to a seat on the pages under `path`."""
    response.set_cookie(
        NAME,
        vault.seal_value(submission, purpose=_PURPOSE),
        max_age=LIFE,
        path=path,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
    return response


def forget(response: HttpResponse, path: str) -> HttpResponse:
    """Leave the seat in this browser, such as one that others use too."""
    response.delete_cookie(NAME, path=path, samesite="Lax")
    return response
