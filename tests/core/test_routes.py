"""Access is declared beside the path, and checked before the view."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.static import serve

from throughline.core.access import LINK, OPERATOR, PUBLIC, SIGNED_IN, Access
from throughline.core.errors import NotAllowed, NotFound
from throughline.core.routes import Undeclared, route, table


class Person:
    is_authenticated = True

    def __init__(self, operator: bool = False) -> None:
        self.is_operator = operator


class OwnerOnly(Access):
    name = "owner"

    def check(self, request, kwargs):
        if kwargs["number"] != 7:
            raise NotFound
        return


def page(request, **kwargs):
    page.calls += 1
    return HttpResponse("seen")


page.calls = 0


class Inner:
    app_name = "inner"
    urlpatterns = [route("<int:number>/", page, name="one", access=OwnerOnly())]


class Urls:
    urlpatterns = [
        route("", page, name="home", access=PUBLIC),
        route("link/", page, name="link", access=LINK),
        route("me/", page, name="me", access=SIGNED_IN),
        route("operate/", page, name="operate", access=OPERATOR),
        route("sign-in/", page, name="sign-in", access=PUBLIC),
        path("things/", include((Inner.urlpatterns, "inner"))),
        path("files/<path:path>", serve),
    ]


@pytest.fixture
def ask(settings):
    settings.ROOT_URLCONF = Urls
    page.calls = 0

    def ask(name: str, user: object, method: str = "get", **kwargs: object):
        patterns = {getattr(entry, "name", ""): entry for entry in [*Urls.urlpatterns, *Inner.urlpatterns]}
        request = getattr(RequestFactory(), method)("/me/?page=2")
        request.user = user
        return patterns[name].callback(request, **kwargs)

    return ask


@pytest.mark.parametrize("name", ["home", "link"])
def test_anybody_may_open_a_public_page_or_a_link_that_checks_itself(ask, name):
    assert ask(name, AnonymousUser()).content == b"seen"


@pytest.mark.parametrize("name", ["me", "operate"])
def test_a_stranger_is_sent_to_sign_in_and_the_view_does_not_run(ask, name):
    response = ask(name, AnonymousUser())
    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=%2Fme%2F%3Fpage%3D2")
    assert ask(name, AnonymousUser(), "post")["Location"] == "/sign-in/"
    assert page.calls == 0


def test_an_operators_page_is_for_operators(ask):
    with pytest.raises(NotAllowed):
        ask("operate", Person())
    assert page.calls == 0
    assert ask("operate", Person(operator=True)).content == b"seen"
    assert ask("me", Person()).content == b"seen"


def test_a_rule_sees_what_the_path_captured(ask):
    assert ask("one", AnonymousUser(), number=7).content == b"seen"
    with pytest.raises(NotFound):
        ask("one", AnonymousUser(), number=8)


def test_a_rule_that_says_nothing_lets_nobody_in(ask):
    with pytest.raises(NotAllowed):
        Access().check(RequestFactory().get("/"), {})


def test_the_table_lists_every_url_but_public_files():
    assert table(Urls) == [
        ("", "home", "public"),
        ("link/", "link", "link"),
        ("me/", "me", "signed in"),
        ("operate/", "operate", "operator"),
        ("sign-in/", "sign-in", "public"),
        ("things/<int:number>/", "inner:one", "owner"),
    ]


def test_a_url_without_a_rule_fails_by_name():
    class Careless:
        urlpatterns = [*Urls.urlpatterns, path("forgotten/", page), path("x/", include(([path("y/", page)], "z")))]

    with pytest.raises(Undeclared, match=r"forgotten/, x/y/"):
        table(Careless)


def test_a_class_or_nothing_is_not_a_rule():
    for wrong in (Access, None, "public"):
        with pytest.raises(TypeError):
            route("x/", page, name="x", access=wrong)


def test_what_was_said_of_the_view_still_holds():
    exempt = csrf_exempt(page)
    assert route("x/", exempt, name="x", access=PUBLIC).callback.csrf_exempt
    assert not getattr(route("y/", lambda request: None, name="y", access=PUBLIC).callback, "csrf_exempt", False)
