"""The forms of ideas and comments."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughline.core.errors import Refused
from throughline.envision.ideas.models import TITLE, WORDS, Ending

DEFAULT_QUESTION = _("What should change?")


class IdeasSettings(forms.Form):
    question = forms.CharField(
        label=_("What do you ask people for?"),
        help_text=_("Such as “What would make waiting easier?”. It stands above the ideas."),
        max_length=120,
        required=False,
    )
    comments = forms.ChoiceField(
        label=_("May people comment on ideas?"),
        help_text=_("A moderator reads each comment before others see it."),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        initial="yes",
    )
    lead = forms.CharField(
        label=_("Who answers questions?"),
        help_text=_("A post, such as “the head of outpatients”. Everybody can read the questions and the answers."),
        max_length=120,
        required=False,
    )


def _text(label: str, missing: str, *, rows: int = 5, most: int = WORDS, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows, "maxlength": most}),
        error_messages={"required": missing},
    )


def _title(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=TITLE,
        error_messages={"required": _("Say in one line what the idea is")},
    )


def _reason() -> forms.CharField:
    help_text = _("Everybody can read this. Authors are told.")
    return _text(_("Why?"), _("Say why. Everybody can read it."), rows=3, help_text=help_text)


class SuggestForm(forms.Form):
    title = _title(_("Your idea in one line"), _("Such as “Text people who are next”. Leave out names."))
    words = forms.CharField(
        label=_("More about it, if you like"),
        help_text=_("What would change, for whom, and why it would help."),
        required=False,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": WORDS}),
    )


class WordsForm(forms.Form):
    """A comment, a question or an objection; the page says which."""

    words = _text(_("Your words"), _("Write a few words"))


class MergeForm(forms.Form):
    title = _title(_("The new idea in one line"))
    words = forms.CharField(
        label=_("More about it"),
        required=False,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": WORDS}),
    )
    reason = _reason()


class SplitForm(forms.Form):
    parts = forms.CharField(
        label=_("The parts"),
        help_text=_("One on each line. To explain one, write | after it and then the explanation."),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write at least two parts, each on a line of its own")},
    )
    reason = _reason()


def parts_of(lines: str) -> list[tuple[str, str]]:
    """(title, words) of each line that is not blank.

    Raises:
        Refused: a line explains a part and does not name it.
    """
    found = []
    for number, line in enumerate(lines.splitlines(), start=1):
        title, _bar, words = (" ".join(part.split()) for part in line.partition("|"))
        if words and not title:
            said = gettext("Line {number} explains a part but does not name it.")
            raise Refused(said.format(number=number), field="parts")
        if title:
            found.append((title, words))
    return found


class CarryForm(forms.Form):
    target = forms.ChoiceField(
        label=_("Where to?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where the idea is carried to")},
    )
    reason = _reason()

    def __init__(self, *args: object, targets: Iterable[tuple[str, str]] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["target"].choices = list(targets)  # type: ignore[attr-defined]


class UndoForm(forms.Form):
    reason = _reason()


class EndingForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=Ending.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of the idea")},
    )
    passed_to = forms.CharField(
        label=_("If it is not yours: to whom did you pass it?"),
        max_length=160,
        required=False,
    )
    reason = _reason()


class AnswerForm(forms.Form):
    words = _text(_("Your answer"), _("Write the answer, with the reason for it"))
