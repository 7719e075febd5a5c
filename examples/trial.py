"""What the trials in this folder share: a programme to try things in, and somebody at a browser, by script.

A trial speaks to a site that runs, as people's browsers do: it opens pages, reads the forms on them, fills in what they
ask and sends them. `Browser` is all of that in one place. Only the programme and the first sign-in link are made beside
the site, with the same DATA_DIR: a site asks a person for those.
"""

from __future__ import annotations

import csv
import io
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import Any

AT_ONCE = 6  # people at their browsers at the same time
Z95 = 1.959963984540054
# Spans that say a heading again, for those who listen or have a narrow screen.
SPOKEN = ("nhsuk-u-visually-hidden", "nhsuk-table-responsive__heading")
# What everybody answers to the questions of joining; each trial adds the role.
PERSON: dict[str, dict[str, Any]] = {
    "region": {"region": "not-said"},
    "consent": {"uses": ["read", "analyse", "quote", "keep"]},
    "email": {"email": ""},
}


def open_programme(title: str, stage: str = "understand"):
    """An open programme with its promise, and an account that holds every role in it."""
    from django.utils import timezone

    from throughline.core.refs import new_ref
    from throughline.people.actions import create_account
    from throughline.programmes import actions
    from throughline.programmes.models import Organisation, Role

    today = timezone.localdate()
    # One of its own: whoever is given a role is signed out elsewhere, and trials may run side by side.
    email = f"trial-{new_ref()}@example.org"
    account = create_account(email=email, name="Trial account", is_operator=True)
    organisation = Organisation.objects.filter(name="Trial").first()
    organisation = organisation or actions.create_organisation(name="Trial", by=account)
    programme = actions.create_programme(
        organisation=organisation, title=title, question="What do people say, and what should change?", by=account
    )
    for role in set(Role) - {Role.ORGANISER}:  # who makes a programme is its organiser
        actions.add_to_team(programme=programme, email=email, name="Trial account", role=role.value, by=None)
    dates = {"opens_on": today, "closes_on": today + timedelta(days=28)}
    programme = actions.edit_programme(programme=programme, changes=dates, by=account)
    plan = actions.StagePlan(stage, today, today + timedelta(days=28))
    actions.set_stage(programme=programme, stage=plan, by=account)
    actions.draft_commitment(
        programme=programme,
        sponsor_name="Trial account",
        sponsor_role="Nobody’s sponsor",
        can_change="Nothing: this is a trial.",
        cannot_change="Everything: this is a trial.",
        who_decides="Nobody.",
        answer_by=today + timedelta(days=60),
        by=account,
    )
    actions.publish_commitment(programme=programme, by=account)
    return account, actions.open_programme(programme=programme, by=account)


Table = list[dict[str, str]]
"""The rows of a table of an export, by column."""


@dataclass
class Form:
    """A form of a page: where it goes, what stands in its fields, and its buttons as (words, name, value)."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """A page as it came: its address, its words, its forms, the rows of its tables, and where its buttons lead."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__()
        self.address, self.words = address, ""
        self.forms: list[Form] = []
        self.rows: list[list[str]] = []
        self.next = ""
        self._taking: list[str] | None = None
        self._area = self._button = ""
        self._spoken = False
        self.feed(html)
        self.words = " ".join(self.words.split())

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attributes}
        name, value = has.get("name", ""), has.get("value", "")
        if tag == "form":
            self.forms.append(Form(urllib.parse.urljoin(self.address, has.get("action", ""))))
        elif tag == "a" and "nhsuk-button" in has.get("class", "") and not self.next:
            self.next = has["href"]
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self._taking = []
        elif tag == "span" and has.get("class", "") in SPOKEN:
            self._spoken = True
        elif tag == "button" and self.forms:
            self.forms[-1].buttons.append(("", name, value))
            self._taking, self._button = [], name or "-"
        elif tag in ("input", "textarea", "select") and name and self.forms:
            self.forms[-1].names.add(name)
            kind = has.get("type", "text")
            if tag == "textarea":
                self._area, self._taking = name, []
            elif tag == "input" and (kind not in ("radio", "checkbox") or "checked" in has):
                self.forms[-1].fields.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._spoken:
            return
        self.words += data
        if self._taking is not None:
            self._taking.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._spoken = False
        self.words += " "
        said = " ".join("".join(self._taking or ()).split())
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append(said)
        elif tag == "textarea" and self._area:
            self.forms[-1].fields[self._area] = ["".join(self._taking or ())]
        elif tag == "button" and self._button:
            _words, name, value = self.forms[-1].buttons.pop()
            self.forms[-1].buttons.append((said, name, value))
        else:
            return
        self._taking, self._area, self._button = None, "", ""

    def value(self, name: str) -> str:
        """What stands in a field, of the first form that has it."""
        return next(form.fields[name][0] for form in self.forms if name in form.fields)

    def row(self, first: str) -> list[str]:
        """The row of a table that begins so."""
        return next(row for row in self.rows if row and row[0].startswith(first))


class Browser:
    """Somebody at a browser, on one site, with cookies of their own."""

    def __init__(self, site: str) -> None:
        self.site = site.rstrip("/")
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.page = Page(self.site, "")

    def goes_to(self, address: str) -> Page:
        """Open a page of the site, and return it."""
        return self._asks(urllib.parse.urljoin(self.page.address, address), None)

    def presses(self, button: str, **answers: Any) -> Page:
        """Fill in the form that has this button, the first of them, and send it; return what comes."""
        return self._asks(*self._sending(button, answers))

    def _sending(self, button: str, answers: Mapping[str, Any]) -> tuple[str, bytes]:
        """Where the form that has this button goes, and what it sends."""
        form = next((one for one in self.page.forms if any(words == button for words, _n, _v in one.buttons)), None)
        if form is None:
            raise SystemExit(f"There is no button “{button}” on {self.page.address}: {self.page.words[:400]}")
        unknown = answers.keys() - form.names
        if unknown:
            raise SystemExit(f"{self.page.address} does not ask for {', '.join(unknown)}")
        pressed = next((name, value) for words, name, value in form.buttons if words == button)
        sent = {**form.fields, **answers, **({pressed[0]: pressed[1]} if pressed[0] else {})}
        return form.action, urllib.parse.urlencode(sent, doseq=True).encode()

    def takes_out(self, address: str) -> dict[str, Table]:
        """The tables of an activity's export (CSV, zipped), by name."""
        self.goes_to(address)
        _address, content = self._answered(*self._sending("Export", {"kind": "csv"}))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
        return {name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(text))) for name, text in files.items()}

    def _asks(self, address: str, body: bytes | None) -> Page:
        address, content = self._answered(address, body)
        self.page = Page(address, content.decode())
        return self.page

    def _answered(self, address: str, body: bytes | None) -> tuple[str, bytes]:
        """Where one ends up, and what comes."""
        for _again in range(30):
            try:
                with self.opener.open(urllib.request.Request(address, body), timeout=60) as answer:
                    return answer.url, answer.read()
            except urllib.error.HTTPError as error:
                if error.code != 503:  # busy: try again, as the page says
                    said = Page(address, error.read().decode()).words
                    raise SystemExit(f"{address} answered {error.code}: {said[:600]}") from None
                time.sleep(1)
        raise SystemExit(f"{address} is busy for good")

    def signs_in(self, account: Any) -> None:
        """Follow a sign-in link made for this account."""
        from throughline.people.actions import make_link

        link = make_link(contact=account.contact, next_path="/account")
        self.goes_to(self.site + urllib.parse.urlsplit(link).path)
        self.presses(self.page.forms[-1].buttons[0][0])

    def joins(self, start: str, answers: Mapping[str, Mapping[str, Any]]) -> Page:
        """Walk from an activity's first page to the end of its questions, and send."""
        self.goes_to(start)
        self.goes_to(self.page.next)
        while not self.page.address.endswith("/check"):
            step = self.page.address.rpartition("/")[2]
            self.presses("Continue", **(PERSON | dict(answers)).get(step, {}))
        return self.presses("Send")

    def waits(self, seconds: float = 600) -> Page:
        """Look at this page again and again, until a worker has done what it says is being done."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if "The work goes on." not in self.goes_to(self.page.address).words:
                return self.page
            time.sleep(1)
        raise SystemExit(f"Nothing in {seconds:.0f} s at {self.page.address}. Does “throughline worker” run?")


def at_once(people: int, act: Callable[[int], Any]) -> list[Any]:
    """Let so many people act, some at the same time; returns what came of each, by number."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(act, range(people)))


@dataclass(frozen=True)
class Estimate:
    """What the site came to, with its 95% range, beside the truth that the answers were drawn from."""

    name: str
    truth: float
    value: float
    low: float
    high: float

    def line(self, unit: str = "") -> str:
        held = "" if self.low <= self.truth <= self.high else "   outside its own range"
        told = f"{self.value:8.1f}{unit}  ({self.low:.1f} to {self.high:.1f})"
        return f"  {self.name:66} truth {self.truth:8.1f}{unit}   found {told}{held}"


def all_hold(estimates: list[Estimate], *, together: float = 0.99) -> bool:
    """Whether all ranges hold their truth together. Each of m ranges is widened from 95% to 1 − (1 − `together`)/m, on
    either side of its estimate: by Bonferroni's inequality honest estimates then all hold in at least 99 of 100 trials,
    however they depend on each other."""
    from statistics import NormalDist

    wider = NormalDist().inv_cdf(1 - (1 - together) / len(estimates) / 2) / Z95
    return all(
        one.value - wider * (one.value - one.low) <= one.truth <= one.value + wider * (one.high - one.value)
        for one in estimates
    )
