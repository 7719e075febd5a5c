"""What a reader would rather not meet unprepared: words about it stay folded away under their label.

A cookie remembers the choice. It holds labels and nothing about the person, and a reader who has chosen nothing is
spared everything that has a label.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from throughline.voices.labels import LABEL_NAMES, LABEL_SLUGS, in_order

COOKIE = "folded"
LIFE = 365 * 24 * 3600
NOTHING = "nothing"
_BETWEEN = "."


def folded(request: HttpRequest) -> list[str]:
    """The labels that this reader wants folded away: all, unless they have chosen."""
    value = request.COOKIES.get(COOKIE, "")
    return in_order(value.split(_BETWEEN)) or ([] if value == NOTHING else list(LABEL_SLUGS))


def remember(response: HttpResponse, labels: Iterable[str]) -> HttpResponse:
    """Keep a reader's choice in their browser for a year."""
    value = _BETWEEN.join(in_order(labels)) or NOTHING
    secure = bool(settings.SESSION_COOKIE_SECURE)
    response.set_cookie(COOKIE, value, max_age=LIFE, secure=secure, httponly=True, samesite="Lax")
    return response


def context(request: HttpRequest) -> dict[str, Any]:
    """The context processor of every page that may show words: what to fold, and what labels are called."""
    return {"folds": folded(request), "label_names": LABEL_NAMES}
