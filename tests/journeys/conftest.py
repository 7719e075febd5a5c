"""One running site and one Chromium for each test process; a browser of their own for everybody in a journey."""

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser
from tests.journeys.world import World, make_world
from tests.support import browser as browsers
from tests.support import databases
from tests.support import site as sites
from tests.support.cookies import Cookies
from tests.support.site import Site
from tests.support.visitor import Visitor, arrives

from throughline.people.models import Account

Rested = dict[tuple[str, bool], list[Visitor]]  # size and whether scripts run → browsers


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, django_db_blocker) -> Iterator[Site]:
    """The site on a copy of the worked example, from the first journey until the tests end."""
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock():
        shutil.copyfile(databases.worked_example(), folder / "site.sqlite3")
        with sites.running(_database(folder), folder) as site:
            yield site


@pytest.fixture(scope="module")
def site(running: Site, django_db_blocker) -> Iterator[Site]:
    """The site, with its database in use in this process as well: factories write beside the server.

    For the journeys of one file: other tests of this process would otherwise find the worked example in theirs.
    """
    before = settings.SITE_URL
    with django_db_blocker.unblock(), databases.in_use(_database(running.folder), running.folder):
        settings.SITE_URL = running.url
        yield running
        settings.SITE_URL = before


def _database(folder: Path) -> str:
    return f"sqlite:///{folder / 'site.sqlite3'}"


@pytest.fixture(scope="module")
def world(site: Site) -> World:
    """Where everything is in the worked example, and what it lacks."""
    return make_world()


@pytest.fixture(scope="session")
def chromium() -> Browser:
    return browsers.shared()


@pytest.fixture(params=["phone", pytest.param("desktop", marks=pytest.mark.prove)])
def size(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="session")
def rested(running: Site) -> Iterator[Rested]:
    """Browsers that nobody uses: a new one costs more than a page. They are emptied before somebody takes one up."""
    waiting: Rested = defaultdict(list)
    yield waiting
    for visitor in chain.from_iterable(waiting.values()):
        visitor.leaves()


@pytest.fixture
def arrive(site: Site, chromium: Browser, size: str, rested: Rested) -> Iterator[Callable[..., Visitor]]:
    """Somebody opens a browser. `account`, who is signed in already; other arguments as `visitor.arrives`."""
    came: list[Visitor] = []

    def come(
        account: Account | None = None, *, cookies: Cookies = (), scripts: bool = True, state: Any = None
    ) -> Visitor:
        cookies, waiting = [*cookies, *_signed_in(account)], rested[size, scripts]
        if waiting and state is None:
            came.append(waiting.pop().hands_on(cookies))
        else:
            came.append(arrives(site, chromium, size, scripts=scripts, state=state, cookies=cookies))
        return came[-1]

    yield come
    for visitor in came:
        if not visitor.page.is_closed():
            visitor.rests()
            rested[size, visitor.scripts].append(visitor)


@pytest.fixture(scope="module")
def stay(site: Site, chromium: Browser) -> Iterator[Callable[..., Visitor]]:
    """Somebody at a browser that is handed on from test to test with other cookies, since a new one costs more than a
    page: with an account, on a wide screen; without, on a phone."""
    there: dict[str, Visitor] = {}

    def come(account: Account | None = None, cookies: Cookies = ()) -> Visitor:
        size = "desktop" if account else "phone"
        if size not in there:
            there[size] = arrives(site, chromium, size)
        return there[size].hands_on([*cookies, *_signed_in(account)])

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
