"""What went wrong becomes a page; pages about people stay with them."""

import pytest
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import path

from throughline.core import error_pages, errors
from throughline.core.sqlite.base import DatabaseBusy

RAISED = {
    "refused": errors.Refused("Choose a <date>"),
    "not-allowed": errors.NotAllowed(),
    "not-found": errors.NotFound(),
    "django-404": Http404("secret"),
    "too-many": errors.TooMany(retry_after=12.1),
    "busy": errors.Busy(),
    "locked": DatabaseBusy("no write lock"),
    "broken": DatabaseError("a secret word"),
}


def fail(request, name):
    raise RAISED[name]


def public(request):
    response = HttpResponse("ok")
    response["Cache-Control"] = "public, max-age=60"
    return response


class Urls:
    urlpatterns = [path("fail/<name>/", fail), path("public/", public), path("private/", lambda r: HttpResponse("ok"))]
    handler404 = staticmethod(error_pages.not_found)
    handler500 = staticmethod(error_pages.server_error)


def busy_session(get_response):
    """A middleware that meets a busy database before any view runs."""

    def respond(request):
        if request.headers.get("X-Session") == "busy":
            raise DatabaseBusy("no write lock")
        return get_response(request)

    return respond


@pytest.fixture
def visitor(settings, tmp_path):
    folder = tmp_path / "errors"
    folder.mkdir()
    for status in (400, 403, 404, 429, 500, 503):
        (folder / f"{status}.html").write_text(f"<p>{status}</p>{{{{ message }}}}|{{{{ retry_after }}}}")
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.jinja2.Jinja2", "DIRS": [tmp_path]}]
    settings.ROOT_URLCONF = Urls
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.MIDDLEWARE = [
        "throughline.core.middleware.PrivatePages",
        "throughline.core.middleware.ErrorPages",
        f"{__name__}.busy_session",
    ]
    client = Client(raise_request_exception=False)
    client.folder = folder
    return client


@pytest.mark.parametrize(
    ("name", "status", "retry_after", "words"),
    [
        ("refused", 400, None, "Choose a &lt;date&gt;"),
        ("not-allowed", 403, None, "do not have access"),
        ("not-found", 404, None, "cannot find"),
        ("django-404", 404, None, "cannot find"),
        ("too-many", 429, "13", "too many times"),
        ("busy", 503, "2", "Nothing was saved"),
        ("locked", 503, "2", "Nothing was saved"),
        ("broken", 500, None, "500"),
    ],
)
def test_each_error_has_its_page(visitor, name, status, retry_after, words):
    response = visitor.get(f"/fail/{name}/")
    assert (response.status_code, response.get("Retry-After")) == (status, retry_after)
    assert words in response.text
    assert "secret" not in response.text


def test_an_unknown_address_has_the_same_page_as_an_unknown_thing(visitor):
    assert visitor.get("/nowhere/").content == visitor.get("/fail/not-found/").content


def test_a_busy_database_before_the_view_is_still_a_503(visitor):
    """Seen red with Django's own handler500: middleware does not pass through process_exception."""
    response = visitor.get("/private/", headers={"X-Session": "busy"})
    assert (response.status_code, response["Retry-After"]) == (503, "2")


def test_a_page_that_cannot_be_drawn_is_said_in_plain_text(visitor):
    (visitor.folder / "503.html").unlink()
    response = visitor.get("/fail/busy/")
    assert (response.status_code, response["Content-Type"]) == (503, "text/plain; charset=utf-8")
    assert "Nothing was saved" in response.text


@pytest.mark.parametrize("address", ["/private/", "/fail/refused/", "/nowhere/"])
def test_pages_are_kept_nowhere_and_tell_nobody(visitor, address):
    headers = visitor.get(address).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_view_may_say_that_its_page_is_for_all(visitor):
    assert visitor.get("/public/")["Cache-Control"] == "public, max-age=60"
