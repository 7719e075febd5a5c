"""Somebody at a browser, and what every page is held to.

`Visitor.check` refuses: anything that axe finds against WCAG 2.2 AA or its own good practice, a page that sticks out of
a phone of 320 pixels or of the visitor's own screen, a word in the console, a breach of the content policy, and any
request that leaves the site.
With PICTURES=1 in the environment it keeps a picture of each page in `screenshots/`, to look at.
"""

import datetime
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Response, expect
from tests.support.site import ROOT, Site

# No phone is narrower, and a wide screen zoomed in to 400 % is as narrow (WCAG 1.4.10).
SIZES = {"phone": {"width": 320, "height": 640}, "desktop": {"width": 1280, "height": 900}}
# Who comes to a participant's journey. On a wide screen only the style sheets differ, so that is left to `make prove`.
participants = pytest.mark.parametrize(
    ("size", "scripts"),
    [
        pytest.param("phone", True, id="phone"),
        pytest.param("phone", False, id="phone-no-scripts"),
        pytest.param("desktop", True, id="desktop", marks=pytest.mark.prove),
    ],
    indirect=["size"],
)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What axe finds in a page, and the looks on which contrast hangs, of every element with words of its own: its colour,
# size and weight, and what it stands on. Contrast takes axe longer than all the rest: it is measured wherever there is
# a look that is not `known`.
LOOK_AT = """async ({address, options, known}) => {
    const clear = /^(transparent|rgba\\(.*, 0\\))$/, looks = new Set()
    const ground = one => {
        for (let here = one; here; here = here.parentElement) {
            const {backgroundColor: colour, backgroundImage: image, opacity} = getComputedStyle(here)
            if (!clear.test(colour) || image !== "none" || opacity !== "1") return `${colour} ${image} ${opacity}`
        }
    }
    for (const one of document.body.querySelectorAll("*")) {
        if (![...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())) continue
        const {color, fontSize, fontWeight} = getComputedStyle(one)
        looks.add([color, fontSize, fontWeight, ground(one)].join(" "))
    }
    const script = document.createElement("script")
    await new Promise((resolve, reject) => {
        Object.assign(script, {src: address, onload: resolve, onerror: reject})
        document.head.append(script)
    })
    const rules = [...looks].every(look => known.includes(look)) ? {"color-contrast": {enabled: false}} : {}
    const {violations} = await axe.run(document, {...options, rules})
    return {violations, looks: [...looks]}
}"""
PICTURES = ROOT / "screenshots"
AXE = "/axe.js"  # where the site of the journeys has it
PATIENCE = 60_000  # milliseconds: a page with all the machine's other work beside it
expect.set_options(timeout=PATIENCE)
_addresses = count(1)
_known: set[str] = set()  # looks with which axe has found nothing wrong in this process


@dataclass
class Visitor:
    """One person with a browser of their own: `size`, “phone” or “desktop”; `scripts`, whether scripts run."""

    site: Site
    page: Page
    size: str
    scripts: bool = True
    wrong: list[str] = field(default_factory=list)
    status: int | None = None

    def goes_to(self, path: str) -> "Visitor":
        """Open a page of the site. `status`: how the site answered."""
        response = self.page.goto(self.site.url + path.removeprefix(self.site.url))
        self.status = response.status if response else None
        return self

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def presses(self, name: str) -> "Visitor":
        """Press the button, or the link that looks like one, with this name, and wait for what comes."""
        button = self.page.get_by_role("button", name=name, exact=True)
        return self.goes_by(button if button.count() else self.page.get_by_role("link", name=name, exact=True))

    def follows(self, name: str) -> "Visitor":
        """Follow the first link of the page's own content whose words contain this."""
        own = self.page.locator("#maincontent, nav:has(> .nhsuk-back-link)")
        return self.goes_by(own.get_by_role("link", name=name))

    def goes_by(self, way: Locator, *, key: str = "") -> "Visitor":
        """Take the first of these links or buttons, and wait until the page it leads to is there.

        The one way to another page from a page: a mere click returns while the old page still stands, or half the new.

        Args:
            way: the links or buttons.
            key: what to press on it, for somebody who uses the keyboard alone; otherwise it is clicked.
        """
        if key:
            self.tabs_to(way.first)
        with self.page.expect_navigation():
            if key:
                self.page.keyboard.press(key)
            else:
                way.first.click()
        return self

    def opens(self, summary: str) -> "Visitor":
        """Open what is folded away under these words."""
        self.page.locator("summary", has_text=summary).first.click()
        return self

    def fills(self, label: str, words: str) -> "Visitor":
        """Write into the field with this label."""
        self.page.get_by_label(label, exact=True).fill(words)
        return self

    def dates(self, legend: str, day: datetime.date) -> "Visitor":
        """Fill the three boxes of a date."""
        group = self.page.get_by_role("group", name=legend)
        for name, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            group.get_by_label(name, exact=True).fill(str(number))
        return self

    def chooses(self, *labels: str) -> "Visitor":
        """Tick the radios or check boxes with these labels."""
        for label in labels:
            self.page.get_by_label(label, exact=True).first.check()
        return self

    def answers(self, legend: str, *labels: str) -> "Visitor":
        """Tick these answers to the question with this legend."""
        group = self.page.get_by_role("group", name=legend)
        for label in labels:
            group.get_by_label(label, exact=True).check()
        return self

    def tabs_to(self, target: Locator) -> "Visitor":
        """Press Tab, as somebody without a mouse does, until this has the focus."""
        for _press in range(80):
            if target.evaluate("one => one === document.activeElement"):
                return self
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} cannot be reached with the Tab key on {self.page.url}")

    def sees(self, *texts: str) -> "Visitor":
        """The page shows each of these."""
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)
        return self

    def does_not_see(self, *texts: str) -> "Visitor":
        for text in texts:
            expect(self.page.locator("body")).not_to_contain_text(text)
        return self

    def main(self) -> Locator:
        return self.page.locator("#maincontent")

    def check(self, picture: str = "", *, sizes: Iterable[str] = ("phone",)) -> "Visitor":
        """Hold this page to what every page is held to; `picture`, a name to keep a picture of it under; `sizes`, the
        screens, besides the visitor's own, that it must not stick out of."""
        assert self.wrong == [], self.wrong
        self.page.wait_for_load_state()  # a script may have led here
        with self._to_look_at() as page:
            options = {"runOnly": TAGS, "resultTypes": ["violations"]}
            found = page.evaluate(LOOK_AT, {"address": AXE, "options": options, "known": list(_known)})
        wrong = [
            (one["id"], [(node["target"], node["failureSummary"]) for node in one["nodes"]])
            for one in found["violations"]
        ]
        assert not wrong, f"{self.page.url} at {self.size}: {wrong}"
        _known.update(found["looks"])
        self._fits(sizes)
        self._keep(picture)
        return self

    def _fits(self, sizes: Iterable[str]) -> None:
        """Nothing sticks out of the visitor's own screen, nor of one of these sizes."""
        for size in dict.fromkeys((self.size, *sizes)):
            width = SIZES[size]["width"]
            self._becomes(width)
            if (taken := self._taken()) > width:  # a menu folds a moment after its page has become narrow
                self.page.wait_for_timeout(500)
                taken = self._taken()
            assert taken <= width, f"{self.page.url} is {taken} pixels wide on a screen of {width}"
        self._becomes(SIZES[self.size]["width"])

    def _taken(self) -> int:
        return self.page.evaluate("document.documentElement.scrollWidth")

    def _becomes(self, width: int) -> None:
        size = {"width": width, "height": SIZES[self.size]["height"]}
        if self.page.viewport_size != size:
            self.page.set_viewport_size(size)  # type: ignore[arg-type]

    def _keep(self, picture: str) -> None:
        if not picture or not os.environ.get("PICTURES"):
            return
        PICTURES.mkdir(exist_ok=True)
        for size in SIZES:
            self._becomes(SIZES[size]["width"])
            self.page.screenshot(path=PICTURES / f"{picture}-{size}.png", full_page=True)
        self._becomes(SIZES[self.size]["width"])

    @contextmanager
    def _to_look_at(self) -> Iterator[Page]:
        """The page, or where scripts are off the very same document in a browser where axe, itself a script, runs."""
        if self.scripts:
            yield self.page
            return
        body = re.sub(
            r"<script\b.*?</script>", "", self.page.evaluate("document.documentElement.outerHTML"), flags=re.S
        )
        page, address = _reader(self.page.context.browser, self.size), self.page.url
        page.route(address, lambda route: route.fulfill(body=f"<!DOCTYPE html>{body}", content_type="text/html"))
        try:
            page.goto(address)
            yield page
        finally:
            page.unroute(address)

    def hands_on(self, cookies: Any = ()) -> "Visitor":
        """Give the browser, with nothing in it that pages have stored, to somebody else, who brings these cookies."""
        context = self.page.context
        session = context.new_cdp_session(self.page)
        session.send("Storage.clearDataForOrigin", {"origin": self.site.url, "storageTypes": "all"})
        session.detach()
        context.clear_cookies()
        context.set_extra_http_headers(_comes_from())
        _bring(context, cookies)
        self._becomes(SIZES[self.size]["width"])
        self.wrong.clear()
        self.status = None
        return self

    def rests(self) -> None:
        """Leave the site, whose pages may ask again and again, with the browser open."""
        self.page.goto("about:blank")

    def leaves(self) -> None:
        """Close the browser."""
        self.page.context.close()


@cache
def _reader(browser: Browser, size: str) -> Page:
    """A browser with scripts beside those without, kept for its style sheets until the tests end."""
    return browser.new_page(viewport=SIZES[size])  # type: ignore[arg-type]


def arrives(
    site: Site, browser: Browser, size: str, *, scripts: bool = True, state: Any = None, cookies: Any = ()
) -> Visitor:
    """Somebody opens a browser: a new one, or one that comes back with the `state` it was closed with."""
    context = browser.new_context(
        viewport=SIZES[size],  # type: ignore[arg-type]
        java_script_enabled=scripts,
        storage_state=state,
        locale="en-GB",
        timezone_id="Europe/London",
        extra_http_headers=_comes_from(),
    )
    context.set_default_timeout(PATIENCE)
    _bring(context, cookies)
    visitor = Visitor(site, context.new_page(), size, scripts)
    _listen(visitor)
    return visitor


def _comes_from() -> dict[str, str]:
    number = next(_addresses)
    return {"X-Forwarded-For": f"198.51.{100 + number // 250}.{number % 250 + 1}"}


def _bring(context: BrowserContext, cookies: Any) -> None:
    context.add_cookies([{"domain": "127.0.0.1", "path": "/", **cookie} for cookie in cookies])


def _listen(visitor: Visitor) -> None:
    """Note whatever goes wrong on any of this visitor's pages."""

    def said(message: ConsoleMessage) -> None:
        # The browser remarks on every refused form; the answer's number is looked at by `answered`.
        if not re.match(r"Failed to load resource: the server responded with a status of 4", message.text):
            visitor.wrong.append(f"console at {visitor.page.url}: {message.text}")

    def asked(request: Request) -> None:
        if not request.url.startswith((visitor.site.url + "/", "data:")):
            visitor.wrong.append(f"asked another host: {request.url}")

    def answered(response: Response) -> None:
        page = response.request.resource_type == "document"
        if response.status >= (500 if page else 400):
            visitor.wrong.append(f"{response.status} from {response.url}")

    visitor.page.on("console", said)
    visitor.page.on("pageerror", lambda error: visitor.wrong.append(f"error at {visitor.page.url}: {error}"))
    visitor.page.on("request", asked)
    visitor.page.on("response", answered)
