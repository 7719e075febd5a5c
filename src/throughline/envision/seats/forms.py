"""Forms: how many papers to print, and the number of a paper that is being typed in."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.envision.seats.numbers import LETTERS, LONG, told

MOST_COPIES = 50


class PrintForm(forms.Form):
    """What is printed. Nothing of it is kept."""

    copies = forms.IntegerField(
        label=_("How many papers?"),
        help_text=_("Each gets a number of its own, so print new ones rather than copying one."),
        min_value=1,
        max_value=MOST_COPIES,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Write a whole number from 1 to 50")
        ),
    )
    back = forms.CharField(
        label=_("Where do people hand in or send the paper?"),
        help_text=_("An address, or a place such as the desk at the front door."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    help = forms.CharField(
        label=_("Who helps with it?"),
        help_text=_("A telephone number, or a place and a time."),
        max_length=200,
        required=False,
    )
    large = forms.BooleanField(label=_("Large print"), required=False)


class PaperNumberForm(forms.Form):
    """The number of the paper, so that nobody types the same one in twice."""

    number = forms.CharField(
        label=_("What is the number of the paper?"),
        help_text=_("It stands at the top, such as K7M-42Q. Leave this empty if there is none."),
        required=False,
        max_length=20,
    )

    def clean_number(self) -> Any:
        typed = re.sub(r"[\s-]", "", self.cleaned_data["number"].upper())
        if typed and (len(typed) != LONG or not set(typed) <= set(LETTERS)):
            raise forms.ValidationError(_("Write the number as it stands on the paper, such as K7M-42Q"))
        return told(typed) if typed else ""
