"""The form for one question, and how an answer is kept and read back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.understand.questionnaires.questions import Question
from throughline.voices.part.fields import LineField, WordsField

SHORT = 300


class AnswerForm(forms.Form):
    """One field, named “answer”, of the question's own type."""

    def __init__(self, *args: Any, question: Question, **options: Any) -> None:
        super().__init__(*args, **options)
        self.question = question
        self.fields["answer"] = _FIELDS[question.type](question)

    def clean_answer(self) -> Any:
        """The answer as the draft keeps it: a string, or a list of option slugs."""
        answer = self.cleaned_data["answer"]
        if isinstance(answer, list):
            alone = [option for option in self.question.options if option.alone and option.slug in answer]
            if alone and len(answer) > 1:
                message = _("Choose either “%(alone)s” or other answers") % {"alone": alone[0].label}
                raise forms.ValidationError(message)
            return answer
        if answer is None:
            return ""
        return answer.isoformat() if isinstance(answer, date) else str(answer)


def fits(question: Question, answer: Any) -> bool:
    """Whether a kept answer is still one that the question takes."""
    return AnswerForm(_as_typed(question, answer), question=question).is_valid()


def read_back(question: Question, answer: Any) -> str:
    """An answer in words, for “check your answers”."""
    if not answer:
        return _("Not answered")
    labels = {option.slug: option.label for option in question.choices}
    if isinstance(answer, list):
        return ", ".join(labels.get(slug) or str(slug) for slug in answer)
    if question.type == "date":
        return date_format(date.fromisoformat(answer), "j F Y")
    return str(labels.get(answer, answer))


def _as_typed(question: Question, answer: Any) -> dict[str, Any]:
    if question.type == "date" and answer:
        year, month, day = answer.split("-")
        return {"answer_year": str(int(year)), "answer_month": str(int(month)), "answer_day": str(int(day))}
    return {"answer": answer}


def _common(question: Question, required: Any) -> dict[str, Any]:
    hint = question.hint
    if not question.required:
        hint = f"{hint} {_('You can leave this empty.')}".strip()
    return {
        "label": question.text,
        "help_text": hint,
        "required": question.required,
        "error_messages": {"required": required, "invalid_choice": gettext_lazy("Choose one of the answers")},
    }


def _single(question: Question) -> forms.Field:
    return forms.ChoiceField(
        choices=[(option.slug, option.label) for option in question.choices],
        widget=forms.RadioSelect,
        **_common(question, gettext_lazy("Choose an answer")),
    )


def _multiple(question: Question) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=[(option.slug, option.label) for option in question.options],
        widget=forms.CheckboxSelectMultiple,
        **_common(question, gettext_lazy("Choose at least one answer")),
    )


def _number(question: Question) -> forms.Field:
    common = _common(question, gettext_lazy("Enter a number"))
    common["error_messages"] |= {
        "invalid": gettext_lazy("Enter a number, like 30"),
        "min_value": gettext_lazy("Enter %(limit_value)s or more"),
        "max_value": gettext_lazy("Enter %(limit_value)s or less"),
        "max_decimal_places": gettext_lazy("Use at most %(max)s decimal places"),
        "max_digits": gettext_lazy("Enter a shorter number"),
        "max_whole_digits": gettext_lazy("Enter a shorter number"),
    }
    return forms.DecimalField(
        min_value=question.least, max_value=question.most, max_digits=12, decimal_places=2, **common
    )


def _date(question: Question) -> forms.Field:
    common = _common(question, gettext_lazy("Enter a day"))
    common["error_messages"]["invalid"] = gettext_lazy("Enter a real day, like 27 3 2026")
    return forms.DateField(widget=forms.SelectDateWidget, **common)


def _short(question: Question) -> forms.Field:
    return LineField(max_length=SHORT, **_common(question, gettext_lazy("Write a few words")))


def _long(question: Question) -> forms.Field:
    return WordsField(**_common(question, gettext_lazy("Write a few words")))


_FIELDS = {
    "single": _single,
    "scale": _single,
    "multiple": _multiple,
    "number": _number,
    "date": _date,
    "short": _short,
    "long": _long,
}
