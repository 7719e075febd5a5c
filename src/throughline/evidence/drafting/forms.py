from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.evidence.drafting.models import Purpose


class ChoiceForm(forms.Form):
    on = forms.ChoiceField(
        label=_("May a language model draft texts in this programme?"),
        choices=[("yes", _("Yes, and say so on the public page")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no")},
    )


class AskForm(forms.Form):
    purpose = forms.ChoiceField(
        label=_("What should it draft?"),
        choices=Purpose.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to draft")},
    )


class AcceptForm(forms.Form):
    text = forms.CharField(
        label=_("The words, as you would say them"),
        help_text=_("Read the words that hold up each point first. They go into the draft of the finding."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Enter the words")},
    )
