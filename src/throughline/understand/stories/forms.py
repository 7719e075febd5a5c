"""What an organiser can set for a story call."""

from django import forms
from django.utils.translation import gettext_lazy as _


class StorySettings(forms.Form):
    happened = forms.CharField(
        label=_("The first question"),
        help_text=_("Leave empty to ask “What happened?”"),
        max_length=200,
        required=False,
    )
    happened_hint = forms.CharField(
        label=_("Help with the first question"),
        help_text=_("A sentence or two about what people could tell. Leave empty for our own words."),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    better = forms.CharField(
        label=_("The second question"),
        help_text=_("Leave empty to ask “What would have made it better?”"),
        max_length=200,
        required=False,
    )
