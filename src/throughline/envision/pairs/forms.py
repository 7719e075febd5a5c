"""The forms of a survey in pairs."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.envision.pairs.actions.offering import LONGEST
from throughline.envision.pairs.runs_of import AT_ONCE, ON_CLOSING

DEFAULT_QUESTION = _("Which of these two is better?")


class PairsSettings(forms.Form):
    question = forms.CharField(
        label=_("What do you ask about each pair?"),
        help_text=_("Such as “Which of these two would help you more?”. It stands above every pair."),
        max_length=120,
        required=False,
    )
    ideas = forms.ChoiceField(
        label=_("May people add ideas of their own?"),
        help_text=_("A moderator reads each idea before others see it."),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        initial="yes",
    )
    results = forms.ChoiceField(
        label=_("When may everybody see the results?"),
        choices=[(ON_CLOSING, _("When it is closed")), (AT_ONCE, _("As soon as 8 people have chosen"))],
        widget=forms.RadioSelect,
        initial=ON_CLOSING,
    )


class OptionsForm(forms.Form):
    lines = forms.CharField(
        label=_("Add options"),
        help_text=_("One on each line. To explain one, write | after it and then the explanation."),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write at least one option")},
    )


class IdeaForm(forms.Form):
    words = forms.CharField(
        label=_("Your idea"),
        help_text=_("One thing in a few words, so that others can choose it. Leave out names."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST}),
        error_messages={"required": _("Write your idea")},
    )
