"""Walk through a method's pages as a browser does: cookies kept, hidden fields sent back, one page at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from throughline.programmes.models import Activity
from throughline.voices.consent_wording import USE_SLUGS

PERSON = {
    "role": {"role": "patient"},
    "region": {"region": "north-east"},
    "consent": {"uses": list(USE_SLUGS)},
    "email": {"email": ""},
}
STORY = {
    "happened": {"words": "I waited on the phone for an hour."},
    "better": {"words": "A call back."},
    "whose": {"whose": "own"},
    **PERSON,
}
FORM = "application/x-www-form-urlencoded"


@dataclass
class Walker:
    """One browser on one activity."""

    activity: Activity
    client: Client = field(default_factory=Client)
    pages: str = ""
    """With what the names of its pages begin, if not with the method's slug."""

    def url(self, page: str, *args: str) -> str:
        name = f"{self.pages or self.activity.method}-{page}"
        return reverse(name, args=[self.activity.programme.slug, self.activity.ref, *args])

    def get(self, page: str, *args: str, query: str = "") -> Any:
        return self.client.get(self.url(page, *args) + query)

    def answer(self, step: str, query: str = "", **fields: Any) -> Any:
        """Send an answer the way a browser sends a form without files."""
        typed = urlencode(fields, doseq=True)
        return self.client.post(self.url("step", step) + query, typed, content_type=FORM)

    def begin(self) -> str:
        """Where the start page's button leads."""
        page = self.get("start").content.decode()
        return re.search(r'<a class="nhsuk-button" data-module="nhsuk-button" href="([^"]+)"', page).group(1)

    def walk(self, **answers: dict[str, Any]) -> list[str]:
        """From the first question to “check your answers”, following each redirect; returns the steps met."""
        met, here = [], self.begin()
        while not here.endswith("/check"):
            step = here.rpartition("/")[2]
            met.append(step)
            assert self.client.get(here).status_code == 200
            response = self.answer(step, **answers.get(step, {}))
            assert response.status_code == 302, response.content.decode()
            here = response.url
        return met

    def once(self) -> str:
        page = self.get("check").content.decode()
        return re.search(r'name="once" value="([0-9a-f]+)"', page).group(1)

    def send(self) -> Any:
        return self.client.post(self.url("check"), {"once": self.once()})

    def code(self, response: Any) -> str:
        """The six words on the page that `response` leads to."""
        page = self.client.get(response.url).content.decode()
        return " ".join(re.findall(r'class="tl-receipt__word"[^>]*>(\w+)<', page))
