"""The organiser's forms: what a questionnaire is, and one of its questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from throughline.core.forms import DateField
from throughline.core.refs import new_ref
from throughline.understand.questionnaires.questions import (
    BRANCHING,
    LONGEST_SCALE,
    TYPE_NAMES,
    Condition,
    Option,
    Question,
    Type,
)

SLUG = 40


class QuestionnaireSettings(forms.Form):
    minutes = forms.IntegerField(
        label=_("How many minutes does it take?"),
        help_text=_("Shown before people start. You write the questions on a page of their own."),
        min_value=1,
        max_value=120,
        required=False,
    )


class WaveForm(forms.Form):
    """From when to when the same questions are asked again."""

    opens_on = DateField(label=_("When do you ask again?"), help_text=_("Today or a later day. For example, 27 3 2027"))
    closes_on = DateField(label=_("What is the last day to answer?"))


class TypeForm(forms.Form):
    type = forms.ChoiceField(
        label=_("Add a question"),
        choices=list(TYPE_NAMES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a type of question")},
    )


class QuestionForm(forms.Form):
    """One question of a type that is settled. Fields that the type has no use for are left out."""

    text = forms.CharField(label=_("The question"), max_length=300, error_messages={"required": _("Write a question")})
    hint = forms.CharField(label=_("Help with the question"), max_length=400, required=False)
    section = forms.CharField(
        label=_("Section"),
        help_text=_("Shown above the question. Leave empty if there are no sections."),
        max_length=80,
        required=False,
    )
    required = forms.BooleanField(label=_("People must answer this"), required=False)
    options = forms.CharField(
        label=_("The answers"),
        help_text=_("One on each line."),
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Write at least 2 answers, one on each line")},
    )
    alone = forms.BooleanField(label=_("The last answer rules out all others, such as “None of these”"), required=False)
    least = forms.DecimalField(label=_("Lowest number"), max_digits=10, decimal_places=2, required=False)
    most = forms.DecimalField(label=_("Highest number"), max_digits=10, decimal_places=2, required=False)
    least_label = forms.CharField(label=_("What the lowest means"), max_length=60, required=False)
    most_label = forms.CharField(label=_("What the highest means"), max_length=60, required=False)
    show_if = forms.MultipleChoiceField(
        label=_("Ask this only of people who answered"),
        help_text=_("Leave all empty to ask everybody. Choose answers of one question only."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self, data: Any = None, *, type: Type, earlier: Sequence[Question], question: Question | None = None
    ) -> None:
        super().__init__(data, initial=_initial(question) if question else _FIRST.get(type))
        self.type, self.question, self.taken = type, question, {one.slug for one in earlier}
        for name in _UNUSED[type]:
            del self.fields[name]
        choices = [
            (f"{one.slug}:{option.slug}", f"{one.text} – {option.label}")
            for one in earlier
            if one.type in BRANCHING
            for option in one.choices
        ]
        if choices:
            self.fields["show_if"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["show_if"]

    def clean_show_if(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["show_if"]
        if len({pair.partition(":")[0] for pair in chosen}) > 1:
            raise forms.ValidationError(_("Choose answers of one question only"))
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.type == "scale":
            least, most = cleaned.get("least"), cleaned.get("most")
            if least is None or most is None or least != int(least) or most != int(most):
                self.add_error("most", _("Give a lowest and a highest whole number, such as 1 and 5"))
            elif not 1 <= most - least < LONGEST_SCALE:
                self.add_error("most", _("Give a scale of 2 to %(steps)s steps") % {"steps": LONGEST_SCALE})
        return cleaned

    def built(self, all_slugs: set[str]) -> Question:
        """The question that a valid form describes. `all_slugs`: those of the other questions."""
        given = self.cleaned_data
        return Question(
            slug=self.question.slug if self.question else _free(given["text"], all_slugs),
            type=self.type,
            text=given["text"],
            hint=given["hint"],
            required=given["required"],
            section=given["section"],
            options=_options(given.get("options", ""), alone=given.get("alone", False)),
            least=given.get("least"),
            most=given.get("most"),
            least_label=given.get("least_label", ""),
            most_label=given.get("most_label", ""),
            show_if=_condition(given.get("show_if", [])),
        )


_FIRST: dict[str, dict[str, Any]] = {"scale": {"least": 1, "most": 5}}
_RANGE, _ENDS, _CHOICES = ["least", "most"], ["least_label", "most_label"], ["options", "alone"]
_UNUSED: dict[str, list[str]] = {
    "single": [*_RANGE, *_ENDS, "alone"],
    "multiple": [*_RANGE, *_ENDS],
    "scale": _CHOICES,
    "number": [*_CHOICES, *_ENDS],
    "date": [*_CHOICES, *_RANGE, *_ENDS],
    "short": [*_CHOICES, *_RANGE, *_ENDS],
    "long": [*_CHOICES, *_RANGE, *_ENDS],
}


def _initial(question: Question) -> dict[str, Any]:
    names = ("text", "hint", "section", "required", "least", "most", "least_label", "most_label")
    condition = question.show_if
    return {name: getattr(question, name) for name in names} | {
        "options": "\n".join(option.label for option in question.options),
        "alone": any(option.alone for option in question.options),
        "show_if": [f"{condition.question}:{value}" for value in condition.values] if condition else [],
    }


def _options(text: str, *, alone: bool) -> tuple[Option, ...]:
    labels = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    slugs: set[str] = set()
    options = []
    for label in labels:
        slug = _free(label, slugs)
        slugs.add(slug)
        options.append(Option(slug, label[:200], alone and label == labels[-1]))
    return tuple(options)


def _condition(pairs: Sequence[str]) -> Condition | None:
    if not pairs:
        return None
    return Condition(pairs[0].partition(":")[0], tuple(pair.partition(":")[2] for pair in pairs))


def _free(text: str, taken: set[str]) -> str:
    """A slug out of a text that is not taken; a random one where the script has no Latin letters."""
    base = slugify(text)[: SLUG - 4].strip("-") or new_ref()
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
