"""G12: nothing that anybody types runs in anybody's browser.

Every field that people can fill holds payloads, every page that shows them is rendered in a real Chromium, with the
Content-Security-Policy switched off so that escaping alone has to hold, and again with it on (then not even a
violation may be reported). Every form is sent with payloads as well, for the pages that show again what was typed.
The first test is the red one: with the templates' escaping off the same crawl finds executions at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.template import engines
from django.test import Client
from playwright.sync_api import Browser, Route
from tests.proofs import crawl
from tests.proofs.crawl import Page
from tests.proofs.filled import fill
from tests.proofs.payloads import payloads
from tests.support import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.browser,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="names in PostgreSQL are too short for the payloads"),
]
SITE = "http://site.test"
ADDRESSES = {"cell.who": "patients"}
IN_PAGE = """() => [...document.querySelectorAll('*')].flatMap(element => [...element.attributes]
    .filter(a => /^on/i.test(a.name)
        || /^\\s*(javascript|data|vbscript):/i.test(a.value) && /href|src|action/.test(a.name))
    .map(a => element.tagName + ' ' + a.name + '=' + a.value))
    .concat([...document.querySelectorAll('x-pwned')].map(() => 'x-pwned'))
    .concat([...document.querySelectorAll('a[href],form[action],link[href],script[src],img[src]')]
        .filter(e => (e.href || e.src || e.action || '').includes('evil.invalid') && e.tagName != 'A')
        .map(e => e.outerHTML))"""
LISTEN = """document.addEventListener('securitypolicyviolation',
    e => reported('CSP ' + e.violatedDirective + ' ' + e.blockedURI))"""


def texts(chosen: list[str]):
    """For each field some of the payloads, each field beginning with another one."""
    turn = iter(range(10**9))

    def words(name: str) -> str:
        field = name.removeprefix("other.")
        if field in ADDRESSES:
            return ADDRESSES[field]
        if field.endswith("email"):
            return f"{abs(hash(name)) % 10**6}@example.org"
        start = next(turn) % len(chosen)
        text = "\n\n".join(chosen[start:] + chosen[:start])
        if field == "cell.header":
            # A long first cell is taken for data.
            return "<img src=x onerror=pwned(1)>"
        # A file with NUL in it is refused as a whole, so that none could be shown.
        return text.replace("\0", "") if field.startswith("cell.") else text

    return words


def pages_of(chosen: list[str], *, per_name: int) -> Iterator[Page]:
    """All pages of a site filled with payloads, at most `per_name` alike for each reader, and what comes of sending
    each kind of form once. With one for each name, the team does not read again what anybody may."""
    site = fill(texts(chosen))
    clients, sent, shown = crawl.readers(site), set(), set()
    for page in crawl.crawl(site, per_name=per_name, wanted=("nobody", "team")):
        if page.is_html and page.status not in (302, 405) and not (per_name == 1 and page.name in shown):
            shown.add(page.name)
            yield page
        for form in crawl.forms_of(page):
            # Signing out would leave the team's browser with nobody in it, whose forms are all turned away.
            if (page.name, form.action) not in sent and form.method == "post" and form.action != "/sign-out":
                sent.add((page.name, form.action))
                answer = crawl.send(clients[page.reader], page, form, "\n\n".join(chosen))
                assert answer.status < 500, f"{page.name}, sent to {form.action}"
                if answer.is_html and answer.status not in (302, 405):
                    yield answer


class Watcher:
    """A browser page that tells of everything that ran, was reported, or was asked for from elsewhere."""

    def __init__(self, chromium: Browser, *, bypass_csp: bool) -> None:
        self.context = chromium.new_context(bypass_csp=bypass_csp, service_workers="block")
        self.found: list[str] = []
        self.page = self.context.new_page()
        self.page.expose_function("pwned", lambda *_args: self.found.append("pwned() was called"))
        self.page.expose_function("reported", lambda what: self.found.append(what))
        self.page.add_init_script(LISTEN)
        self.page.on("dialog", lambda dialog: (self.found.append("dialog"), dialog.dismiss()))
        self.page.route("**/*", self._serve)
        self.shown: Page | None = None
        self.files: dict[str, tuple[bytes, str]] = {}

    def _serve(self, route: Route) -> None:
        url = route.request.url
        if self.shown is not None and url == SITE + "/shown":
            route.fulfill(status=200, headers=self.shown.headers, body=self.shown.body)
        elif url.startswith(SITE + "/static/") and url in self.files:
            body, kind = self.files[url]
            route.fulfill(status=200, content_type=kind, body=body)
        elif url.startswith(SITE):
            route.fulfill(status=404, body="")
        else:
            self.found.append(f"asked for {url}")
            route.abort()

    def show(self, page: Page) -> list[str]:
        """Render a page; returns what was noticed."""
        self.found.clear()
        self.shown = page
        self.page.goto(SITE + "/shown", wait_until="load")
        self.found += self.page.evaluate(IN_PAGE)
        return [f"{page.reader}: {page.name} {page.path}: {what}" for what in self.found]


def static_files(pages: list[Page]) -> dict[str, tuple[bytes, str]]:
    """Our own scripts that the pages name: they might run what they find in a page."""
    named = {address for page in pages for address in re.findall(r'src="(/static/[^"]+\.js)"', page.body.decode())}
    files = {}
    for address in named:
        response = Client().get(address)
        if response.status_code == 200:
            files[SITE + address] = (response.getvalue(), "text/javascript")
    return files


def executions(pages: list[Page], *, bypass_csp: bool, stop_at: int = 50) -> list[str]:
    """Everything that ran or leaked in any of the pages; ends early once `stop_at` were found."""
    found: list[str] = []
    watcher = Watcher(browser.shared(), bypass_csp=bypass_csp)
    watcher.files = watcher.files or static_files(pages)
    for page in pages:
        found += watcher.show(page)
        if len(found) >= stop_at:
            break
    watcher.context.close()
    return found


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_there_are_enough_payloads():
    assert len(payloads()) >= 150


def test_the_proof_sees_a_page_that_does_not_escape(monkeypatch):
    """Red on purpose: without escaping the same pages run what was typed."""
    env = engines["jinja2"].env
    monkeypatch.setattr(env, "autoescape", False)
    monkeypatch.setattr(env, "bytecode_cache", None)  # which other processes read, and which knows no settings
    env.cache.clear()
    try:
        site = fill(texts(["<img src=x onerror=pwned(1)>"]))
        client = crawl.readers(site)["nobody"]
        pages = [crawl.read(client, "nobody", "programme", f"/programmes/{site.programme.slug}")]
        assert any("pwned() was called" in found for found in executions(pages, bypass_csp=True))
    finally:
        env.cache.clear()


def test_no_page_runs_what_was_typed():
    """A tenth of the payloads in every field, every tenth of the list; one page of each name."""
    pages = list(pages_of(payloads()[::10], per_name=1))
    assert len(pages) > 150
    assert executions(pages, bypass_csp=True) == []


@pytest.mark.prove
@pytest.mark.parametrize("part", range(30))
def test_no_page_runs_any_payload(part):
    """All payloads, a few at a time so that none hides another, without and with the policy."""
    pages = list(pages_of(payloads()[part::30], per_name=crawl.PER_NAME))
    assert executions(pages, bypass_csp=True) == []
    assert executions(pages, bypass_csp=False) == []
