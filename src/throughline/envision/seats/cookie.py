"""The cookie with which a browser comes back to its seat: sealed, for the pages of one activity only, for 30 days.

A helper who answers for somebody else holds that person's seat in another cookie, for some hours, which opens nothing
without their account.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from throughline.core import vault

NAME = "seat"
LIFE = 30 * 24 * 3600
_PURPOSE = "envision.seat"
HELPED = "helped-seat"
HELPED_LIFE = 4 * 3600
_HELPED_PURPOSE = "envision.helped-seat"


def submission_of(request: HttpRequest) -> str:
    """The submission (ref) whose seat this browser holds; "" where it holds none."""
    try:
        value: str = vault.open_value(request.COOKIES.get(NAME, ""), purpose=_PURPOSE, max_age=LIFE)
    except (vault.Tampered, vault.Expired):
        return ""
    return value


def keep(response: HttpResponse, submission: str, path: str) -> HttpResponse:
    """Let this browser come back to a seat on the pages under `path`."""
    return _set(response, NAME, vault.seal_value(submission, purpose=_PURPOSE), LIFE, path)


def forget(response: HttpResponse, path: str) -> HttpResponse:
    """Leave the seat in this browser, such as one that others use too."""
    response.delete_cookie(NAME, path=path, samesite="Lax")
    return response


def helped_submission_of(request: HttpRequest) -> str:
    """The submission (ref) of the person for whom whoever asks is answering now; "" where they answer for nobody."""
    if HELPED not in request.COOKIES or not request.user.is_authenticated:
        return ""
    try:
        submission, helper = vault.open_value(request.COOKIES[HELPED], purpose=_HELPED_PURPOSE, max_age=HELPED_LIFE)
    except (vault.Tampered, vault.Expired):
        return ""
    return str(submission) if helper == request.user.ref else ""


def keep_helped(response: HttpResponse, submission: str, helper: str, path: str) -> HttpResponse:
    """Let a helper (the ref of their account) answer from a person's seat on the pages under `path`."""
    value = vault.seal_value([submission, helper], purpose=_HELPED_PURPOSE)
    return _set(response, HELPED, value, HELPED_LIFE, path)


def forget_helped(response: HttpResponse, path: str) -> HttpResponse:
    """Leave the seat of the person who was helped. A seat of the helper's own stays."""
    response.delete_cookie(HELPED, path=path, samesite="Lax")
    return response


def _set(response: HttpResponse, name: str, value: str, life: int, path: str) -> HttpResponse:
    secure = bool(settings.SESSION_COOKIE_SECURE)
    response.set_cookie(name, value, max_age=life, path=path, secure=secure, httponly=True, samesite="Lax")
    return response
