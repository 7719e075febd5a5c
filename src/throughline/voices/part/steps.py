"""A step: one question on one page, its answer in the draft, and how the answer is read back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from throughline.voices.part.fields import WordsField

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Answer = dict[str, Any]
"""What one step keeps in the draft: fields and values that JSON can hold."""

Answers = Mapping[str, Answer]
"""Step slug → answer."""


@dataclass(frozen=True)
class Row:
    """One line of “check your answers”. `words` is true for text in a person's own words."""

    question: str | _StrPromise
    answer: str | _StrPromise
    words: bool = False


class Step(ABC):
    """One page of a journey. Subclasses name the form and say how to read the answer back."""

    slug: str
    template = "voices/part/step.html"
    aside = False
    """Whether it is asked only where “check your answers” offers it."""

    of_recording = False
    """Whether it is asked only of those who recorded something that others could hear."""

    @abstractmethod
    def form(self, data: Any = None, answer: Answer | None = None) -> forms.Form:
        """The form: bound to `data`, or showing `answer`."""

    @abstractmethod
    def rows(self, answer: Answer) -> list[Row]:
        """What “check your answers” shows."""

    def applies(self, answers: Answers) -> bool:
        """Whether the question is asked, given the answers to the questions shown before it."""
        return True

    def kept(self, form: forms.Form) -> dict[str, Any]:
        """The answer to keep, from a valid form."""
        return form.cleaned_data

    def is_done(self, answer: Answer | None) -> bool:
        """Whether the answer in the draft (None: never asked) can be sent as it is."""
        return self.aside or answer is not None

    def context(self) -> dict[str, Any]:
        """What the step's own template needs besides the form."""
        return {}


@dataclass(frozen=True)
class WordsStep(Step):
    """A question answered in the person's own words; they become a contribution of `kind`."""

    slug: str
    question: str | _StrPromise
    hint: str | _StrPromise = ""
    kind: str = "story"
    required: bool = True
    required_message: str | _StrPromise = ""
    template: str = "voices/part/step.html"
    rows_shown: int = 10
    can_be_spoken: bool = False

    def form(self, data: Any = None, answer: Answer | None = None) -> forms.Form:
        form = forms.Form(data, initial=answer)
        form.fields["words"] = WordsField(
            label=self.question,
            help_text=self.hint,
            required=self.required,
            required_message=self.required_message or _("Write a few words"),
            rows=self.rows_shown,
        )
        return form

    def rows(self, answer: Answer) -> list[Row]:
        if answer.get("spoken"):
            return [Row(self.question, _("Your recording. A person of the team will listen, and write it down."))]
        return [Row(self.question, answer.get("words") or _("Nothing written"), words=bool(answer.get("words")))]

    def is_done(self, answer: Answer | None) -> bool:
        return answer is not None and (not self.required or bool(answer.get("words") or answer.get("spoken")))
