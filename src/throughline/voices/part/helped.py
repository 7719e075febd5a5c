"""Taking part with a helper: somebody of the team asks the same questions by telephone, or types in a paper.

The words are the person's, never the helper's: no account is tied to them, the half-written answers open for this
helper only. The code is the person's: while the helper is signed in it opens nothing for them. That is as far as
software can go, since they have read it out.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import URLPattern

from throughline.core import vault
from throughline.core.routes import route
from throughline.people.models import Account
from throughline.programmes.access import member
from throughline.programmes.models import Activity, Role
from throughline.voices.actions import Received
from throughline.voices.models import ConsentRecord
from throughline.voices.part.forms import AgreedForm, MediumForm
from throughline.voices.part.journey import Journey, Way
from throughline.voices.part.pages import Pages
from throughline.voices.part.person import ConsentStep
from throughline.voices.part.steps import Answer, Row, Step
from throughline.voices.part.visit import Visit


class MediumStep(Step):
    """Whether the person rang or handed in a paper."""

    slug = "medium"

    def form(self, data: Any = None, answer: Answer | None = None) -> forms.Form:
        return MediumForm(data, initial=answer)

    def rows(self, answer: Answer) -> list[Row]:
        names = dict(MediumForm.CHOICES)
        return [Row(MediumForm.QUESTION, names[answer["medium"]])]


class AgreedStep(ConsentStep):
    """The same consent, in the same words, read out by the helper; and how the person agreed."""

    template = "voices/part/agreed.html"

    def form(self, data: Any = None, answer: Answer | None = None) -> forms.Form:
        uses = (answer or {}).get("uses", {})
        ticked = [slug for slug, agreed in uses.items() if agreed]
        return AgreedForm(data, initial={"uses": ticked, "given": (answer or {}).get("given", "")})

    def kept(self, form: forms.Form) -> dict[str, Any]:
        return super().kept(form) | {"given": form.cleaned_data["given"]}

    def rows(self, answer: Answer) -> list[Row]:
        how = ConsentRecord.How(answer["given"]).label
        return [*super().rows(answer), Row(AgreedForm.QUESTION, how)]


class HelpedJourney(Journey):
    """A method's journey as a helper walks it. Mix it in before the method's own journey."""

    method: str
    """The slug of the method; the names of these pages begin with `slug`, which is another."""

    can_be_spoken = False

    @abstractmethod
    def send_for(
        self, *, activity: Activity, answers: Mapping[str, Answer], once_key: str, draft_key: str, helper: Account
    ) -> Received:
        """Store the answers of the person whom the helper asked."""

    def steps(self, activity: Activity, *, signed_in: bool) -> Iterator[Step]:
        yield MediumStep()
        for step in super().steps(activity, signed_in=False):
            yield AgreedStep() if isinstance(step, ConsentStep) else step


class HelpedVisit(Visit):
    """One request of a helper: its draft has a cookie of its own, and opens for this helper alone."""

    cookie_name = "helping"

    def __init__(self, journey: Journey, request: HttpRequest) -> None:
        super().__init__(journey, request)
        self.helper: Account = request.user  # type: ignore[assignment]
        self.signed_in = False  # what is sent belongs to the person, who is not the one signed in

    @property
    def draft_key(self) -> str:
        key = super().draft_key
        return f"{key}:{self.helper.ref}" if key else ""

    @property
    def once_key(self) -> str:
        return vault.keyed_hash(self.draft_key, purpose="voices.part.once").hex()


class HelpedPages(Pages):
    """The same pages, asked of a helper."""

    journey: HelpedJourney
    visit = HelpedVisit
    check_template = "voices/part/helped_check.html"
    helped = True

    def send(self, visit: Visit, way: Way) -> Received:
        assert isinstance(visit, HelpedVisit)
        return self.journey.send_for(
            activity=visit.activity,
            answers=way.answers,
            once_key=visit.once_key,
            draft_key=visit.draft_key,
            helper=visit.helper,
        )


def routes(journey: HelpedJourney) -> list[URLPattern]:
    """The pages of a journey with a helper, named “<journey>-start”, “-step”, “-check” and “-discard”."""
    pages, slug, access = HelpedPages(journey), journey.slug, member(Role.FACILITATOR, method=journey.method)
    return [
        route("for-somebody", pages.start, name=f"{slug}-start", access=access),
        route("for-somebody/<slug:step>", pages.step, name=f"{slug}-step", access=access),
        route("for-somebody/send/check", pages.check, name=f"{slug}-check", access=access),
        route("for-somebody/send/delete", pages.discard, name=f"{slug}-discard", access=access),
    ]
