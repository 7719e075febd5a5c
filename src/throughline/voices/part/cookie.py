"""The cookie that lets a browser find its half-written work again: a random key, and nothing about the person."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from throughline.core import vault
from throughline.programmes.models import Activity

NAME = "draft"
LIFE = 30 * 24 * 3600
_LENGTH = len(vault.new_token())


def value_of(request: HttpRequest, name: str = NAME) -> str:
    """The browser's key, or "" where it has none (or one that we did not make)."""
    value = request.COOKIES.get(name, "")
    return value if len(value) == _LENGTH else ""


def draft_key(value: str, activity: Activity) -> str:
    """The key of a browser's draft in one activity; "" without a cookie. A cookie carried elsewhere opens nothing."""
    return f"{value}:{activity.ref}" if value else ""


def once_key(value: str, activity: Activity) -> str:
    """The form key of whatever is sent from this draft, so that a draft can be sent only once."""
    return vault.keyed_hash(draft_key(value, activity), purpose="voices.part.once").hex()


def keep(response: HttpResponse, value: str, path: str, name: str = NAME) -> HttpResponse:
    """Keep the key for 30 days from now, for the pages under `path` only."""
    secure = bool(settings.SESSION_COOKIE_SECURE)
    response.set_cookie(name, value, max_age=LIFE, path=path, secure=secure, httponly=True, samesite="Lax")
    return response


def forget(response: HttpResponse, path: str, name: str = NAME) -> HttpResponse:
    response.delete_cookie(name, path=path, samesite="Lax")
    return response
