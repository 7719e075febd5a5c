"""The way through a questionnaire: its questions as steps, branching included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.understand.questionnaires import actions, queries
from throughline.understand.questionnaires.answering import AnswerForm, fits, read_back
from throughline.understand.questionnaires.questions import WORDS, Question, parse
from throughline.voices.actions import Received
from throughline.voices.part.journey import Journey, Way
from throughline.voices.part.person import LabelsStep
from throughline.voices.part.steps import Answer, Answers, Row, Step

PREFIX = "q-"
"""Before a question's slug, so that none can be taken for a step that every method has."""

AGAIN = "again"
"""Under this name a draft keeps the token of an invitation."""


@dataclass(frozen=True)
class QuestionStep(Step):
    """One question of a questionnaire."""

    question: Question
    template = "questionnaires/question.html"

    @property
    def slug(self) -> str:  # type: ignore[override]
        return PREFIX + self.question.slug

    def applies(self, answers: Answers) -> bool:
        return self.question.asked(given(answers))

    def form(self, data: Any = None, answer: Answer | None = None) -> forms.Form:
        return AnswerForm(data, initial=answer, question=self.question)

    def rows(self, answer: Answer) -> list[Row]:
        value = answer.get("answer")
        return [
            Row(self.question.text, read_back(self.question, value), words=self.question.type in WORDS and bool(value))
        ]

    def is_done(self, answer: Answer | None) -> bool:
        # The organiser may have changed the question since.
        return answer is not None and fits(self.question, answer.get("answer"))

    def context(self) -> dict[str, Any]:
        alone = [option.slug for option in self.question.options if option.alone]
        return {"section": self.question.section, "alone": alone[0] if alone else ""}


class QuestionnaireJourney(Journey):
    """The organiser's questions, then what every method asks."""

    slug = "questionnaires"
    start_template = "questionnaires/start.html"

    def questions(self, activity: Activity) -> Iterator[Step]:
        questions = questions_of(activity)
        for question in questions:
            yield QuestionStep(question)
        if any(question.type in WORDS for question in questions):
            yield LabelsStep()

    def has_answered(self, activity: Activity, account: Account) -> bool:
        return queries.has_turn(activity, account)

    def way(self, activity: Activity, draft: Mapping[str, Any], *, signed_in: bool) -> Way:
        way = super().way(activity, draft, signed_in=signed_in)
        # The invitation by which somebody came who answered before is no question, but goes with the answers.
        return Way(way.steps, way.answers | ({AGAIN: draft[AGAIN]} if AGAIN in draft else {}))

    def send(
        self,
        *,
        activity: Activity,
        answers: Mapping[str, Answer],
        once_key: str,
        draft_key: str,
        account: Account | None,
    ) -> Received:
        return actions.send_answers(
            activity=activity,
            questions=questions_of(activity),
            given=given(answers),
            answers=answers,
            once_key=once_key,
            draft_key=draft_key,
            account=account,
        )


def questions_of(activity: Activity) -> list[Question]:
    return parse(activity.settings.get("questions", ()))


def given(answers: Answers) -> dict[str, Any]:
    """Question slug → answer, out of the answers of a draft."""
    return {
        slug.removeprefix(PREFIX): answer.get("answer") for slug, answer in answers.items() if slug.startswith(PREFIX)
    }


JOURNEY = QuestionnaireJourney()
