"""The way through a method's questions: which come, in which order, and what of the draft is sent."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.voices.actions import Received
from throughline.voices.part import person
from throughline.voices.part.steps import Answer, Row, Step


@dataclass(frozen=True)
class Way:
    """The steps that one person meets, given what they have answered, and the answers that count.

    Answers to questions that are no longer asked stay in the draft, in case the person changes back, but are
    not in `answers`.
    """

    steps: list[Step]
    answers: dict[str, Answer]

    def step(self, slug: str) -> Step | None:
        return next((step for step in self.steps if step.slug == slug), None)

    def unfinished(self) -> Step | None:
        """The first step that must still be answered before everything can be sent."""
        return next((step for step in self.steps if not step.is_done(self.answers.get(step.slug))), None)

    def after(self, slug: str) -> Step | None:
        """The step that follows; None after the last."""
        return next((step for step in self.steps[self._place(slug) + 1 :] if not step.aside), None)

    def before(self, slug: str) -> Step | None:
        """The step before; None before the first."""
        earlier = self.steps[: self._place(slug)]
        return next((step for step in reversed(earlier) if not step.aside), None)

    def without_recording(self) -> Way:
        """The same for somebody who has recorded nothing that others could hear."""
        left = [step for step in self.steps if not step.of_recording]
        return Way(left, {step.slug: self.answers[step.slug] for step in left if step.slug in self.answers})

    def rows(self) -> Iterator[tuple[Step, list[Row]]]:
        """Every answered step with what “check your answers” shows of it, and every step that it offers."""
        for step in self.steps:
            if step.aside or step.slug in self.answers:
                yield step, step.rows(self.answers.get(step.slug, {}))

    def _place(self, slug: str) -> int:
        return next((place for place, step in enumerate(self.steps) if step.slug == slug), len(self.steps))


class Journey(ABC):
    """How people take part in one method. Subclasses say which questions it has and how they are sent."""

    slug: str
    """The method's slug, with which the names of its pages begin."""

    start_template = "voices/part/start.html"
    can_be_spoken = False
    """Whether any of its questions can be answered by a recording."""

    @abstractmethod
    def questions(self, activity: Activity) -> Iterator[Step]:
        """The method's own steps, in order; the shared steps come after them."""

    def has_answered(self, activity: Activity, account: Account) -> bool:
        """Whether what this account would send now would be refused, because it has answered already."""
        return False

    @abstractmethod
    def send(
        self,
        *,
        activity: Activity,
        answers: Mapping[str, Answer],
        once_key: str,
        draft_key: str,
        account: Account | None,
    ) -> Received:
        """Store the answers, by one action."""

    def steps(self, activity: Activity, *, signed_in: bool) -> Iterator[Step]:
        """Every step there may be, in order."""
        yield from self.questions(activity)
        yield person.RoleStep()
        yield person.RegionStep(activity.programme)
        yield from person.about_steps(activity.programme)
        yield person.ConsentStep()
        if self.can_be_spoken:
            yield person.HearStep()
        if not signed_in:
            yield person.EmailStep()

    def way(self, activity: Activity, draft: Mapping[str, Any], *, signed_in: bool) -> Way:
        """The steps to show for a draft."""
        return way_through(self.steps(activity, signed_in=signed_in), draft)


def way_through(steps: Iterable[Step], draft: Mapping[str, Any]) -> Way:
    """Those of these steps that a draft meets. Each step sees only the answers to steps shown before it."""
    shown: list[Step] = []
    answers: dict[str, Answer] = {}
    for step in steps:
        if not step.applies(answers):
            continue
        shown.append(step)
        if step.slug in draft:
            answers[step.slug] = draft[step.slug]
    return Way(shown, answers)
