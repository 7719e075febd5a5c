"""Who is asking, worked out only when a page wants to know, and ended after half an hour without a sign of life."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

SEEN_EVERY = 60  # seconds between writes of the sign of life


def _account(request: HttpRequest) -> object:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return AnonymousUser()
    now, seen = int(time.time()), request.session.get("seen")
    if seen is not None and now - seen > settings.SESSION_IDLE_SECONDS:
        request.session.flush()
        return AnonymousUser()
    user = get_user(request)
    if user.is_authenticated and (seen is None or now - seen > SEEN_EVERY):
        request.session["seen"] = now
    return user


class AccountMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: _account(request))  # type: ignore[assignment]
        return self.get_response(request)
