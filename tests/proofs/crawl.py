"""Every page of a filled site, as each kind of reader gets it; and every form on it, sent with words of one's own."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.db import transaction
from django.test import Client
from tests.proofs.filled_site import Site

PER_NAME = 3
TYPED = {"text", "search", "email", "tel", "url", ""}
IGNORED = {"submit", "file", "button"}


@dataclass(frozen=True)
class Page:
    """A response that was read: whose, where, and what it was."""

    reader: str
    name: str
    path: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_html(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")


def readers(site: Site) -> dict[str, Client]:
    """Nobody, the author, and somebody with every role; each with a half-written draft."""
    return {
        "nobody": site.client(draft=True),
        "author": site.client(receipt=True, draft=True),
        "team": site.client(site.all_roles, receipt=True, draft=True),
    }


def read(client: Client, reader: str, name: str, path: str, method: str = "get", **data: object) -> Page:
    """Ask for one page, and undo what it changed."""
    with transaction.atomic():
        response = getattr(client, method)(path, **data)
        body = response.getvalue()
        transaction.set_rollback(True)
    return Page(reader, name, path, response.status_code, dict(response.headers), body)


def crawl(
    site: Site, *, per_name: int = PER_NAME, wanted: tuple[str, ...] = (), names: Container[str] | None = None
) -> Iterator[Page]:
    """Every address of the site (of `names`, if given) by each reader (of `wanted`, if given), at most `per_name` for
    each name."""
    targets = list(site.targets())
    for reader, client in readers(site).items():
        if wanted and reader not in wanted:
            continue
        seen: dict[str, int] = {}
        for name, path in targets:
            seen[name] = seen.get(name, 0) + 1
            if name != "sign-out" and seen[name] <= per_name and (names is None or name in names):
                yield read(client, reader, name, path)


@dataclass
class Form:
    """A form: where it goes, how, and its fields as (name, type, value)."""

    action: str
    method: str
    fields: list[tuple[str, str, str]]

    def names(self) -> set[str]:
        return {name for name, _kind, _value in self.fields}

    def filled(self, text: str) -> dict[str, object]:
        """What a browser would send with `text` typed wherever one can type, and all that can be ticked ticked."""
        sent: dict[str, list[str]] = {}
        for name, kind, value in self.fields:
            if name and kind not in IGNORED:
                sent.setdefault(name, []).append(text if kind in TYPED or kind == "textarea" else value)
        return dict(sent)


class Forms(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower(), []))
        elif self.forms and tag == "input":
            kind = given.get("type", "")
            value = given.get("value", "on" if kind in ("checkbox", "radio") else "")
            self.forms[-1].fields.append((given.get("name", ""), kind, value))
        elif self.forms and tag == "textarea":
            self.forms[-1].fields.append((given.get("name", ""), "textarea", ""))
        elif tag == "select":
            self._select = given.get("name", "")
        elif self.forms and tag == "option" and self._select:
            self.forms[-1].fields.append((self._select, "option", given.get("value", "")))
            self._select = ""


def forms_of(page: Page) -> list[Form]:
    """The forms of a page."""
    if not page.is_html:
        return []
    parser = Forms()
    parser.feed(page.body.decode())
    return parser.forms


def send(client: Client, page: Page, form: Form, text: str) -> Page:
    """Send a form of a page with `text` in every field, undo what it changed, and return the page that came."""
    path = urljoin(page.path, form.action) if form.action else page.path
    parts = urlsplit(path)
    where = parts.path + (f"?{parts.query}" if parts.query else "")
    return read(client, page.reader, f"{page.name} sent", where, form.method, data=form.filled(text))
