"""Who may open a page. Declared beside the path with `core.routes.route`, checked before the view runs."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from throughline.core.errors import NotAllowed


class Access:
    """A rule of access. Subclasses say who passes; one that is not overridden lets nobody in."""

    name = "nobody"

    def describe(self) -> str:
        """Return the rule in a few words, as it stands in the access table."""
        return self.name

    def check(self, request: HttpRequest, kwargs: Mapping[str, Any]) -> HttpResponse | None:
        """Let the request pass, or not.

        Arguments: the request, and the values that the path captured.
        Returns None to go on to the view, or a response to send instead of it (a redirect to sign in).
        Raises `NotAllowed` or `NotFound`.
        """
        raise NotAllowed

    def __repr__(self) -> str:
        return f"<Access {self.describe()}>"


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Return a redirect to the page named “sign-in”, coming back to this page afterwards if it was only
    read.
    """
    url = reverse("sign-in")
    if request.method in ("GET", "HEAD"):
        url = f"{url}?{urlencode({'next': request.get_full_path()})}"
    return HttpResponseRedirect(url)


class _Public(Access):
    name = "public"

    def check(self, request: HttpRequest, kwargs: Mapping[str, Any]) -> HttpResponse | None:
        return None


class _Link(Access):
    """The view verifies a single-purpose token itself."""

    name = "link"

    def check(self, request: HttpRequest, kwargs: Mapping[str, Any]) -> HttpResponse | None:
        return None


class _SignedIn(Access):
    name = "signed in"

    def check(self, request: HttpRequest, kwargs: Mapping[str, Any]) -> HttpResponse | None:
        return None if request.user.is_authenticated else to_sign_in(request)


class _Operator(Access):
    name = "operator"

    def check(self, request: HttpRequest, kwargs: Mapping[str, Any]) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if not getattr(request.user, "is_operator", False):
            raise NotAllowed
        return None


PUBLIC: Access = _Public()
LINK: Access = _Link()
SIGNED_IN: Access = _SignedIn()
OPERATOR: Access = _Operator()
