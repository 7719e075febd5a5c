"""Public pages, kept whole for a few seconds, so that a crowd of readers costs little.

Only pages that are the same for everybody who has chosen the same: marked by their view, asked for without a
session, answered with 200 and without a cookie. They live in this process alone and for
`settings.PUBLIC_PAGE_SECONDS`, well within the minute in which words that are taken back must be gone from every page.
"""

import functools
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

MOST_PAGES = 256
LONGEST_ADDRESS = 300

_choices: set[str] = set()

Respond = Callable[[HttpRequest], HttpResponseBase]
View = Callable[..., HttpResponseBase]


def kept_for_each(cookie: str) -> None:
    """Say that readers choose how public pages look by a cookie of this name, which holds nothing about who they are:
    a page is kept once for each of its values.
    """
    _choices.add(cookie)


def public_page(view: View, *, unless: Collection[str] = ()) -> View:
    """Mark a view whose page is the same for everybody who is not signed in.

    unless: cookies of these names; whoever sends one is shown a page of their own.
    """

    @functools.wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.is_public_page = True  # type: ignore[attr-defined]
        response.unless = frozenset(unless)  # type: ignore[attr-defined]
        return response

    return marked


class PublicPages:
    """Answers from the kept pages where it may; put it outside every middleware that adds headers."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response
        self.pages: OrderedDict[str, tuple[float, frozenset[str], HttpResponse]] = OrderedDict()
        self.lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        seconds = settings.PUBLIC_PAGE_SECONDS
        address = request.get_full_path()
        chosen = [request.COOKIES[name] for name in sorted(_choices) if name in request.COOKIES]
        may_keep = (
            seconds > 0
            and request.method == "GET"
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and len(address) <= LONGEST_ADDRESS
            and all(len(value) <= LONGEST_ADDRESS for value in chosen)
        )
        if not may_keep:
            return self.get_response(request)
        address = "\0".join([address, *chosen])
        kept = self.pages.get(address)
        if kept is not None and kept[0] > time.monotonic() and kept[1].isdisjoint(request.COOKIES):
            return _copy(kept[2])
        response = self.get_response(request)
        if _same_for_all(response) and response.unless.isdisjoint(request.COOKIES):  # type: ignore[attr-defined]
            self._keep(address, time.monotonic() + seconds, response)
        return response

    def _keep(self, address: str, until: float, response: HttpResponseBase) -> None:
        with self.lock:
            self.pages[address] = (until, response.unless, _copy(response))  # type: ignore[attr-defined]
            self.pages.move_to_end(address)
            while len(self.pages) > MOST_PAGES:
                self.pages.popitem(last=False)


def _same_for_all(response: HttpResponseBase) -> bool:
    return getattr(response, "is_public_page", False) and response.status_code == 200 and not response.cookies


def _copy(response: HttpResponseBase) -> HttpResponse:
    """A fresh response with the same body and headers, since whoever sends one may change it."""
    assert isinstance(response, HttpResponse)
    return HttpResponse(response.content, status=response.status_code, headers=dict(response.headers))
