"""Joining a panel: the invitation, that one can take part in all rounds, and the shared questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from throughline.envision.delphi import actions, queries
from throughline.envision.delphi.actions.joining import INVITED, ROUNDS
from throughline.envision.delphi.forms import AgreeForm, InvitationForm
from throughline.envision.seats.journey import SeatJourney
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.voices.actions import Received
from throughline.voices.part.steps import Answer, Row, Step


@dataclass
class InvitedStep(Step):
    """The invitation. Its link answers this; somebody without it may copy it here."""

    activity: Activity
    aside: bool = False
    slug = INVITED

    def form(self, data: Any = None, answer: Answer | None = None) -> forms.Form:
        return InvitationForm(data, activity=self.activity)

    def kept(self, form: forms.Form) -> dict[str, Any]:
        return {"invitation": form.cleaned_data["link"]}

    def rows(self, answer: Answer) -> list[Row]:
        return [Row(_("Your invitation"), _("Yes") if answer.get("invitation") else _("None needed"))]

    def is_done(self, answer: Answer | None) -> bool:
        return self.aside or bool(answer and answer.get("invitation"))


@dataclass
class RoundsStep(Step):
    """Consent to all rounds, since a panel is only as good as those who stay."""

    rounds: int
    slug = ROUNDS
    template = "delphi/agree.html"

    def form(self, data: Any = None, answer: Answer | None = None) -> forms.Form:
        return AgreeForm(data, rounds=self.rounds, initial=answer)

    def rows(self, answer: Answer) -> list[Row]:
        return [Row(_("Can you take part in up to %(n)s rounds?") % {"n": self.rounds}, _("Yes"))]

    def context(self) -> dict[str, Any]:
        return {"rounds": self.rounds}


class PanelJourney(SeatJourney):
    def questions(self, activity: Activity) -> Iterator[Step]:
        settings = queries.settings_of(activity)
        yield InvitedStep(activity, aside=settings.open_link)
        yield RoundsStep(settings.rounds)

    def send(
        self,
        *,
        activity: Activity,
        answers: Mapping[str, Answer],
        once_key: str,
        draft_key: str,
        account: Account | None,
    ) -> Received:
        return actions.join(activity=activity, answers=answers, once_key=once_key, draft_key=draft_key, account=account)

    def send_for(
        self, *, activity: Activity, answers: Mapping[str, Answer], once_key: str, draft_key: str, helper: Account
    ) -> Received:
        return actions.join(activity=activity, answers=answers, once_key=once_key, draft_key=draft_key, helper=helper)


JOURNEY = PanelJourney("delphi", "delphi/start.html")
