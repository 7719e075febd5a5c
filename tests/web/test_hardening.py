"""What every page must have, whoever reads it: the policy, the headers, guarded forms; and no page may break.

All pages of a filled site are read as nobody, as an author and as somebody with every role. Seen red by letting
`once_input` write an element with a style instead of the key, and on the forms that chose by row number, where one
beyond the database's range ended on the page for errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from itertools import count
from typing import TypeVar

import pytest
from django.conf import settings as configured
from django.test import Client
from tests.proofs import crawl
from tests.proofs.crawl import Page
from tests.proofs.filled import fill
from tests.proofs.test_access import plain

pytestmark = pytest.mark.django_db
T = TypeVar("T")
PERSONAL = {"followed", "account", "consent-change", "withdraw", "received", "answer", "stories-step", "moderation"}
# Where pressing twice cannot count twice: nothing is stored (following, closing, signing out), the token in the address
# works once (the links), or the second press is meant (another link to sign in).
COUNTS_ONCE_ANYWAY = {"sign-out", "follow", "followed", "hear-confirm", "hear-stop", "sign-in", "sign-in-link"}
# Mail programs press the one-click stop themselves (RFC 8058): the token in the address is the proof.
ONE_CLICK = {"hear-stop"}
# Public, the same for everybody, and never another one at the same address: browsers may keep it.
MAY_BE_KEPT = {"choices-picture"}
# Each odd value stands beside others: few requests try them all.
JUNK_QUERIES = (
    "page=99999999999999999999999&before=%00&after=%00&region=%00&activity=%00&show=%00&from=" + "9" * 400,
    "page=-1&from=-1&q=%FF%FE&topic=%00&next=//evil.invalid&result=%00&region=" + "x" * 3000,
    "page=%00&from=%C2%B2&show=%C2%B2&constituency[]=x",
)
JUNK_REFERENCES = ("%00", "0" * 12, "zzzzzzzzzzzz", "..%2fé'", "1" * 300)
JUNK_VALUES = ("\0", "x" * 5000, "99999999999999999999999", "-1", "\ud800".encode("utf-8", "surrogatepass"), "²", "[]")


@pytest.fixture(params=[2, pytest.param(None, marks=pytest.mark.prove)], ids=["some", "all"])
def some(request: pytest.FixtureRequest) -> Callable[[Sequence[T]], Sequence[T]]:
    """Gives a few of the odd values, each time those that come next; to the full proof, all of them."""
    turn = count()

    def chosen(odd: Sequence[T]) -> Sequence[T]:
        few = request.param or len(odd)
        start = next(turn) * few
        return [odd[(start + number) % len(odd)] for number in range(min(few, len(odd)))]

    return chosen


@pytest.fixture
def site(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return fill(plain)


class Inline(HTMLParser):
    """Finds what the policy would stop: scripts and styles in the page, and handlers in attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.found.append(tag)
        self.found += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        addresses = [given.get(name) or "" for name in ("src", "action", "formaction", "poster", "data")]
        if tag == "link":
            addresses.append(given.get("href") or "")
        self.found += [f"{tag} {address}" for address in addresses if re.match(r"(?i)([a-z]+:)?//", address)]


def problems(page: Page) -> list[str]:
    """What is wrong with the head and body of a response."""
    wrong, headers = [], page.headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers.get("Content-Security-Policy", "").split(";"))
    expected = {name: " ".join(value) for name, value in configured.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()}
    if policy != expected:
        wrong.append(f"policy {policy}")
    for name, value in (("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin")):
        if headers.get(name) != value:
            wrong.append(f"{name} {headers.get(name)}")
    if "no-store" not in headers.get("Cache-Control", "") and page.name not in MAY_BE_KEPT:
        wrong.append(f"kept: {headers.get('Cache-Control')}")
    if page.status >= 500:
        wrong.append(str(page.status))
    if page.is_html:
        parser = Inline()
        parser.feed(page.body.decode())
        wrong += parser.found
    return wrong


def unguarded(page: Page) -> list[str]:
    """Forms that change something and lack the token against forged requests, or the key that counts them once."""
    forms = [form for form in crawl.forms_of(page) if form.method == "post"]
    lacking = []
    for form in forms:
        once = page.name in COUNTS_ONCE_ANYWAY or form.action == "/sign-out"
        token = page.name in ONE_CLICK
        needed = {name for name, anyway in (("once", once), ("csrfmiddlewaretoken", token)) if not anyway}
        lacking.append((form, needed - form.names()))
    return [f"form {form.action or page.name}: no {', '.join(sorted(names))}" for form, names in lacking if names]


def test_every_page_is_whole_and_hardened(site):
    pages = list(crawl.crawl(site))
    assert len(pages) > 300
    assert {page.name for page in pages} >= PERSONAL
    wrong = {f"{page.name} ({page.reader}): {what}" for page in pages for what in problems(page) + unguarded(page)}
    assert "\n".join(sorted(wrong)) == ""


def test_no_page_breaks_on_an_odd_address(site, some):
    """Junk after the question mark, and junk where a reference belongs, by somebody who may see everything."""
    client = crawl.readers(site)["team"]
    broken = set()
    targets = list({name: (name, path) for name, path in site.targets() if name != "sign-out"}.values())
    odd = [(method, query) for query in JUNK_QUERIES for method in ("get", "post")]
    for name, path in targets:
        for method, query in some(odd):
            # The address stays as written, whatever the method.
            page = crawl.read(client, "team", name, f"{path}?{query}", method)
            if page.status >= 500:
                broken.add(f"{method.upper()} {name} ?{query[:60]}: {page.status}")
    assert "\n".join(sorted(broken)) == ""


def test_no_page_breaks_on_an_odd_reference(site, some):
    client = crawl.readers(site)["team"]
    broken = set()
    for name, path in {name: (name, path) for name, path in site.targets()}.values():
        *start, last = path.rstrip("/").split("/")
        for junk in some(JUNK_REFERENCES):
            page = crawl.read(client, "team", name, "/".join([*start, junk]))
            if page.status >= 500 or (page.status == 200 and name not in ("sign-in-link",) and last in ("", name)):
                broken.add(f"{name} with {junk[:20]}: {page.status}")
    assert "\n".join(sorted(broken)) == ""


def test_no_form_breaks_on_odd_values(site, some):
    """Each form of the site, every field of it filled with junk, ticks and hidden fields included."""
    clients, broken, sent = crawl.readers(site), set(), set()
    for page in crawl.crawl(site, per_name=1, wanted=("nobody", "team")):
        for form in crawl.forms_of(page):
            if (page.name, form.action) in sent or "sign-out" in form.action:
                continue
            sent.add((page.name, form.action))
            for junk in some(JUNK_VALUES):
                data = {name: junk for name, _kind, _value in form.fields if name and name != "step"}
                steps = {name: value for name, kind, value in form.fields if name == "step"}
                path = form.action or page.path
                answer = crawl.read(clients[page.reader], page.reader, page.name, path, form.method, data=data | steps)
                if answer.status >= 500:
                    broken.add(f"{page.name} → {path} with {junk[:12]!r}: {answer.status}")
    assert len(sent) > 40
    assert "\n".join(sorted(broken)) == ""


def test_a_form_without_the_token_is_refused_on_our_own_page(site):
    """For every address that takes a form at all."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(site.all_roles)
    client.cookies |= crawl.readers(site)["team"].cookies
    wrong, refused = [], 0
    for name, path in {name: (name, path) for name, path in site.targets()}.values():
        if name in ONE_CLICK:
            continue
        page = crawl.read(client, "team", name, path, "post")
        refused += page.status == 403
        if page.status not in (403, 405) or (page.status == 403 and b"came from our page" not in page.body):
            wrong.append(f"{name}: {page.status}")
    assert wrong == []
    assert refused > 60


def test_a_kept_page_is_the_same_for_everybody(site, settings):
    """A page that may be kept for all holds nothing of the one who happened to ask first."""
    settings.PUBLIC_PAGE_SECONDS = 5
    client, author = site.client(), site.client(receipt=True, draft=True)
    kept = 0
    for name, path in {name: (name, path) for name, path in site.targets()}.values():
        response = author.get(path)
        if getattr(response, "is_public_page", False):
            kept += 1
            assert not response.cookies, name
        if response.status_code == 200 and b"csrfmiddlewaretoken" in response.getvalue():
            assert not getattr(response, "is_public_page", False), name
    assert kept > 10
    assert client.get("/").content == author.get("/").content
