"""Joining an activity: the shared questions about the person, and then a seat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from throughline.envision.seats import actions
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.voices.actions import Received
from throughline.voices.part.journey import Journey
from throughline.voices.part.steps import Answer, Step


class SeatJourney(Journey):
    """What a person is asked before they take a seat; a method may ask more by overriding `questions`."""

    def __init__(self, slug: str, start_template: str) -> None:
        self.slug, self.start_template = slug, start_template

    def questions(self, activity: Activity) -> Iterator[Step]:
        return iter(())

    def send(
        self,
        *,
        activity: Activity,
        answers: Mapping[str, Answer],
        once_key: str,
        draft_key: str,
        account: Account | None,
    ) -> Received:
        return actions.take_seat(
            activity=activity, answers=answers, once_key=once_key, draft_key=draft_key, account=account
        )

    def send_for(
        self, *, activity: Activity, answers: Mapping[str, Answer], once_key: str, draft_key: str, helper: Account
    ) -> Received:
        """Take a seat for the person whom a helper asked."""
        return actions.take_seat(
            activity=activity, answers=answers, once_key=once_key, draft_key=draft_key, helper=helper
        )
