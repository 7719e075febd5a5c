"""Errors as pages, and headers for pages that are about a person."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from throughline.core import error_pages

Respond = Callable[[HttpRequest], HttpResponseBase]

PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


class ErrorPages:
    """Turns what a view raised and did not catch into a page that says so plainly."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page for a `DomainError` or a busy database; None leaves other errors to Django."""
        return error_pages.page_for(request, error)


class PrivatePages:
    """No page is kept in a shared or local cache unless its view said so; none tells other sites where a
    person was.

    The referrer stays within the site: without any, browsers send `Origin: null` with forms, which the check
    against forged requests has to refuse.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Cache-Control", "no-store")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if isinstance(response, HttpResponse):
            # Without a length the server has to send the page in chunks.
            headers.setdefault("Content-Length", str(len(response.content)))
        return response
