"""Asking what is known."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class LookUpForm(forms.Form):
    question = forms.CharField(
        label=_("What do you want to know?"),
        help_text=_("Write it as you would ask people. Do not write anything that says who somebody is."),
        max_length=300,
        error_messages={"required": _("Write what you want to know")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_question(self) -> str:
        question: str = " ".join(self.cleaned_data["question"].split())
        if not any(character.isalnum() for character in question):
            raise forms.ValidationError(_("Write at least one word"))
        return question
