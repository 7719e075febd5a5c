"""The forms of this app. Words are checked once, by `terms.check`, whichever way they come in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.core.errors import Refused
from throughline.core.forms import put_refusal
from throughline.programmes.wording import files, terms
from throughline.programmes.wording.models import LONGEST_MEANING, LONGEST_TERM, NotUnderstood, OwnWord


class WordForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What kind of word is it?"),
        choices=OwnWord.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of word it is")},
    )
    term = forms.CharField(
        label=_("The word"),
        help_text=_("A word, a short phrase or a name, as it stands in a text."),
        max_length=LONGEST_TERM,
        error_messages={"required": _("Enter the word")},
    )
    meaning = forms.CharField(
        label=_("What does it mean, or what is the better word?"),
        help_text=_("Leave it empty for a name that everybody here knows."),
        max_length=LONGEST_MEANING,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            try:
                data["checked"] = terms.check(kind=data["kind"], term=data["term"], meaning=data["meaning"])
            except Refused as refused:
                put_refusal(self, refused)
        return data


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("A file of words"),
        help_text=_("A CSV file, up to 1 MB. Its first row names the columns: kind, term and meaning."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": _("Choose a file")},
    )
    problems: tuple[str, ...] = ()

    def clean_file(self) -> list[terms.Term]:
        """The words of the file, in place of the file."""
        try:
            return files.read(self.cleaned_data["file"].read(files.MOST_BYTES + 1))
        except files.BadFile as bad:
            self.problems = tuple(bad.problems)
            raise forms.ValidationError(str(bad.message)) from bad


class NotUnderstoodForm(forms.Form):
    phrase = forms.CharField(
        label=_("Which words did you not understand?"),
        help_text=_("Copy or type them. Do not write about yourself or your health here."),
        max_length=200,
        error_messages={"required": _("Enter the words that you did not understand")},
    )
    unclear = forms.CharField(
        label=_("What was unclear? (optional)"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What did you do?"),
        choices=[choice for choice in NotUnderstood.Outcome.choices if choice[0]],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you did")},
    )
    term = forms.CharField(
        label=_("The word"), help_text=_("Only if you add what it means."), max_length=LONGEST_TERM, required=False
    )
    meaning = forms.CharField(
        label=_("What it means, in plain words"),
        help_text=_("Readers see it where the word stands, in all programmes of your organisation."),
        max_length=LONGEST_MEANING,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["checked"] = None
        if data.get("outcome") == NotUnderstood.Outcome.EXPLAINED and not self.errors:
            try:
                kind = OwnWord.Kind.HARD
                data["checked"] = terms.check(kind=kind, term=data["term"], meaning=data["meaning"])
            except Refused as refused:
                put_refusal(self, refused)
        return data
