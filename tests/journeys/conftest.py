"""One running site and one Chromium for each test process; a browser of their own for everybody in a journey."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser
from tests.journeys.world import World, make_world
from tests.support import browser as browsers
from tests.support import databases
from tests.support import site as sites
from tests.support.site import Site
from tests.support.visitor import Visitor, arrives

from throughline.people.models import Account


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_blocker) -> Iterator[Site]:
    """The site, with a copy of the worked example that this process uses as well: factories write beside the server."""
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock():
        url = f"sqlite:///{shutil.copyfile(databases.worked_example(), folder / 'site.sqlite3')}"
        with databases.in_use(url, folder), sites.running(url, folder) as running:
            settings.SITE_URL = running.url
            yield running


@pytest.fixture(scope="package")
def world(site: Site) -> World:
    """Where everything is in the worked example, and what it lacks."""
    return make_world()


@pytest.fixture(scope="session")
def chromium() -> Browser:
    return browsers.shared()


@pytest.fixture(params=["phone", pytest.param("desktop", marks=pytest.mark.prove)])
def size(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def arrive(site: Site, chromium: Browser, size: str) -> Iterator[Callable[..., Visitor]]:
    """Somebody opens a browser. `account`, who is signed in already; other arguments as `visitor.arrives`."""
    came: list[Visitor] = []

    def come(account: Account | None = None, **more) -> Visitor:
        more["cookies"] = [*more.get("cookies", ()), *_signed_in(account)]
        came.append(arrives(site, chromium, size, **more))
        return came[-1]

    yield come
    for visitor in came:
        visitor.leaves()


@pytest.fixture(scope="module")
def stay(site: Site, chromium: Browser) -> Iterator[Callable[[Account | None], Visitor]]:
    """Somebody whose browser stays open from test to test, since a new one costs as much as a page: with an account,
    on a wide screen; without, on a phone."""
    there: dict[Account | None, Visitor] = {}

    def come(account: Account | None = None) -> Visitor:
        if account not in there:
            size = "desktop" if account else "phone"
            there[account] = arrives(site, chromium, size, cookies=_signed_in(account))
        return there[account].returns()

    yield come
    for visitor in there.values():
        visitor.leaves()


def _signed_in(account: Account | None) -> list[dict[str, str]]:
    """The cookies of somebody's browser, signed in already; None: nobody's."""
    if account is None:
        return []
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return [{"name": settings.SESSION_COOKIE_NAME, "value": str(session.session_key)}]
