"""One request of somebody who takes part: the activity, what they have half-written, and addresses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from throughline.core import vault
from throughline.core.sealed_files import Writer
from throughline.programmes.models import Activity
from throughline.voices import actions, receipts
from throughline.voices import queries as voices
from throughline.voices.actions import Received
from throughline.voices.models import Recording
from throughline.voices.part import cookie, queries
from throughline.voices.part.journey import Journey, Way
from throughline.voices.part.steps import Step


class Visit:
    """One request on a journey: the activity, the browser's draft, and addresses."""

    cookie_name = cookie.NAME

    def __init__(self, journey: Journey, request: HttpRequest) -> None:
        self.journey, self.request = journey, request
        self.activity: Activity = request.activity  # type: ignore[attr-defined]
        self.value = cookie.value_of(request, self.cookie_name)
        self.signed_in = request.user.is_authenticated
        self._draft: dict[str, Any] | None = None

    @property
    def draft(self) -> dict[str, Any]:
        """What the browser has half-written; read when first needed."""
        if self._draft is None:
            self._draft = voices.draft(activity=self.activity, key=self.draft_key)
        return self._draft

    @property
    def draft_key(self) -> str:
        return cookie.draft_key(self.value, self.activity)

    @property
    def once_key(self) -> str:
        return cookie.once_key(self.value, self.activity)

    @property
    def closed(self) -> bool:
        return self.activity.status != Activity.Status.OPEN

    def url(self, page: str, *args: str) -> str:
        return reverse(f"{self.journey.slug}-{page}", args=[self.activity.programme.slug, self.activity.ref, *args])

    def way(self) -> Way:
        way = self.journey.way(self.activity, self.draft, signed_in=self.signed_in)
        asked = any(step.of_recording for step in way.steps)
        return way.without_recording() if asked and not self._recorded() else way

    def any_step(self, slug: str) -> Step | None:
        """The step with this slug, shown or not."""
        steps = self.journey.steps(self.activity, signed_in=self.signed_in)
        return next((step for step in steps if step.slug == slug), None)

    def next_url(self, way: Way) -> str:
        unfinished = way.unfinished()
        return self.url("step", unfinished.slug) if unfinished else self.url("check")

    def save(self, changes: dict[str, Any]) -> Way:
        """Lay an answer over the draft, which the first answer makes."""
        known, self.value = bool(self.value), self.value or vault.new_token()
        self._draft = actions.save_draft(activity=self.activity, key=self.draft_key, changes=changes)
        if known and len(self._draft) == len(changes) and self._sent(self.once_key):
            # The old draft was sent and its answer lost. What is written now is something new, with a new key:
            # under the old one it would be taken for the same words sent twice.
            actions.discard_draft(key=self.draft_key)
            self.value = vault.new_token()
            self._draft = actions.save_draft(activity=self.activity, key=self.draft_key, changes=changes)
        return self.way()

    def begin_recording(self, *, kind: str, written: Writer) -> Recording:
        """Take a recording into the draft, which it begins where there is none."""
        self.value = self.value or vault.new_token()
        self._draft = None
        return actions.begin_recording(activity=self.activity, key=self.draft_key, kind=kind, written=written)

    def already_sent(self, once: str = "") -> HttpResponse | None:
        """The way to the receipt of what was sent under a form's key (by default, this browser's), if it was."""
        sent = self._sent(once or self.once_key) if once or self.value else None
        if sent is None:
            return None
        response = self.received(sent)
        # A draft begun since then keeps its key.
        return response if self.draft else self.forget(response)

    def received(self, received: Received) -> HttpResponse:
        """The way to the receipt of what has been stored."""
        return receipts.redirect_to_received(self.request, received)

    def keep(self, response: HttpResponse) -> HttpResponse:
        """Let the browser find what it has half-written again."""
        return cookie.keep(response, self.value, self.url("start"), self.cookie_name)

    def forget(self, response: HttpResponse) -> HttpResponse:
        return cookie.forget(response, self.url("start"), self.cookie_name)

    def _recorded(self) -> bool:
        return voices.could_be_heard(activity=self.activity, key=self.draft_key)

    def _sent(self, once: str) -> Any:
        return queries.sent_before(activity=self.activity, once_key=once)
