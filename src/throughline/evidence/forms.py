from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.evidence.models import Finding


class FindingForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What kind of finding is it?"),
        choices=Finding.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of finding it is.")},
    )
    title = forms.CharField(
        label=_("The finding, as one sentence"),
        max_length=200,
        error_messages={"required": _("Say the finding as one sentence.")},
    )
    summary = forms.CharField(
        label=_("What was heard"),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say what was heard.")},
    )
    limits = forms.CharField(
        label=_("How sure are we, and who is missing?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RetractForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is the finding taken back?"),
        help_text=_("This is public."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why the finding is taken back. It will be public.")},
    )
