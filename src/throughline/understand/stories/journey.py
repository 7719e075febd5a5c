"""The questions of a story call, and how a story is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.voices.actions import Received, Words
from throughline.voices.part.actions import send
from throughline.voices.part.helped import HelpedJourney
from throughline.voices.part.journey import Journey
from throughline.voices.part.person import LabelsStep, WhoseStep
from throughline.voices.part.steps import Answer, Step, WordsStep


class StoryJourney(Journey):
    """What happened, what would have made it better, and whose story it is."""

    slug = "stories"
    start_template = "stories/start.html"
    can_be_spoken = True

    def questions(self, activity: Activity) -> Iterator[Step]:
        yield from words_steps(activity)
        yield WhoseStep()
        yield LabelsStep()

    def send(
        self,
        *,
        activity: Activity,
        answers: Mapping[str, Answer],
        once_key: str,
        draft_key: str,
        account: Account | None,
    ) -> Received:
        words = words_given(activity, answers)
        return send(
            activity=activity, answers=answers, words=words, once_key=once_key, draft_key=draft_key, account=account
        )


class HelpedStoryJourney(HelpedJourney, StoryJourney):
    """The same questions, asked by a helper."""

    slug = "stories-helped"
    method = StoryJourney.slug
    start_template = "voices/part/helped_start.html"

    def send_for(
        self, *, activity: Activity, answers: Mapping[str, Answer], once_key: str, draft_key: str, helper: Account
    ) -> Received:
        words = words_given(activity, answers)
        return send(
            activity=activity, answers=answers, words=words, once_key=once_key, draft_key=draft_key, helper=helper
        )


def words_given(activity: Activity, answers: Mapping[str, Answer]) -> list[Words]:
    """What was answered in words, each with its question."""
    return [
        Words(step.kind, str(step.question), answers.get(step.slug, {}).get("words", ""))
        for step in words_steps(activity)
    ]


def words_steps(activity: Activity) -> tuple[WordsStep, WordsStep]:
    """The two questions that are answered in words, as the organiser asks them."""
    asked = activity.settings
    return (
        WordsStep(
            "happened",
            asked.get("happened") or _("What happened?"),
            hint=asked.get("happened_hint")
            or _(
                "Write as much or as little as you like. You could say what led up to it, what people did, and how "
                "it was for you. It can be good or bad. Please leave out names."
            ),
            kind="story",
            required_message=_("Write what happened, in a few words or many"),
            can_be_spoken=True,
        ),
        WordsStep(
            "better",
            asked.get("better") or _("What would have made it better?"),
            hint=_("Or, if it went well: what should others do in the same way? You can leave this empty."),
            kind="improvement",
            required=False,
        ),
    )


JOURNEY = StoryJourney()
HELPED = HelpedStoryJourney()
