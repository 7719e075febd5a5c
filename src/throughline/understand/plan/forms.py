"""The form with which the team answers a suggestion."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.voices.models import PublicReply


class PlanSettings(forms.Form):
    """A plan has nothing to set: it comes with every programme."""


class ReplyForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What do you do with this suggestion?"),
        choices=PublicReply.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you do with it")},
    )
    words = forms.CharField(
        label=_("Your answer"),
        help_text=_("Say why, in plain words. Everybody can read this."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write the answer, with the reason for it")},
    )
