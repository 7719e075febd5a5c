"""The forms of an opinion map."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.envision.opinions.actions.stating import LONGEST
from throughline.programmes.models import Constituency

ON_CLOSING, AT_ONCE = "closed", "open"


class OpinionSettings(forms.Form):
    results = forms.ChoiceField(
        label=_("When may everybody see the results?"),
        help_text=_("People who take part see their own result in any case, after they have voted."),
        choices=[(ON_CLOSING, _("When it is closed")), (AT_ONCE, _("As soon as 8 people have voted"))],
        widget=forms.RadioSelect,
        initial=ON_CLOSING,
    )


class SeedForm(forms.Form):
    lines = forms.CharField(
        label=_("Add statements"),
        help_text=_("One on each line. Write each as one plain claim that somebody may disagree with."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write at least one statement")},
    )


class StatementForm(forms.Form):
    words = forms.CharField(
        label=_("Your statement"),
        help_text=_("One thought that others can agree or disagree with. Leave out names."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST}),
        error_messages={"required": _("Write your statement")},
    )


class ImportForm(forms.Form):
    """A conversation that was held elsewhere, as its platform exports it."""

    comments = forms.FileField(
        label=_("The file with the statements"),
        help_text=_("Usually called comments.csv."),
        widget=forms.FileInput(attrs={"accept": ".csv"}),
        error_messages={"required": _("Choose the file with the statements")},
    )
    votes = forms.FileField(
        label=_("The file with the votes"),
        help_text=_("Usually called votes.csv or participants-votes.csv."),
        widget=forms.FileInput(attrs={"accept": ".csv"}),
        error_messages={"required": _("Choose the file with the votes")},
    )
    title = forms.CharField(label=_("What is it called?"), max_length=200)
    where_from = forms.CharField(label=_("Where does it come from?"), widget=forms.Textarea(attrs={"rows": 2}))
    licence = forms.CharField(label=_("Under which licence may it be used?"), max_length=200)
    consent_basis = forms.CharField(
        label=_("On what basis may we use it?"), help_text=_("What people were told when they took part.")
    )
    constituency = forms.ChoiceField(
        label=_("Whose voices are they?"), choices=Constituency.choices, widget=forms.RadioSelect
    )

    def details(self) -> dict[str, Any]:
        """Everything but the files."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("comments", "votes")}
