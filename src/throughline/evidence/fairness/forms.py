from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.evidence.fairness.actions import MOST_CHARACTERS
from throughline.evidence.fairness.models import Judgement, Question


class AskForm(forms.Form):
    """Whom to ask, and whether to write to them."""

    whom = forms.ChoiceField(
        label=_("Whom do you want to ask?"),
        choices=Question.Whom.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whom to ask.")},
    )
    by_mail = forms.BooleanField(
        label=_("Also write, once, to those who agreed to be contacted again"),
        required=False,
    )


class SayForm(forms.Form):
    """What a person says about a finding."""

    choice = forms.ChoiceField(
        label=_("Does this say fairly what you and others told us?"),
        choices=Judgement.Choice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )
    words = forms.CharField(
        label=_("Why do you say so? (optional)"),
        help_text=_(
            "Only the people who study the words of this programme read this. It is never published. "
            "If you say no or partly, they must answer you, on your own page."
        ),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class ReplyForm(forms.Form):
    """What the team answers."""

    outcome = forms.ChoiceField(
        label=_("What follows from it?"),
        choices=[pair for pair in Judgement.Outcome.choices if pair[0]],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what follows from it.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("The author reads this on their own page."),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say why. The author will read it.")},
    )
