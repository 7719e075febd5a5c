from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.voices import consent_wording
from throughline.voices.models import Withdrawal


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Your six words"),
        help_text=_("Capital letters, commas and small slips do not matter."),
        max_length=200,
        error_messages={"required": _("Enter the six words of your receipt")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )


class ConsentForm(forms.Form):
    """One yes or no for each use that a person may decide; reading is the one that cannot be taken back alone."""

    def __init__(self, *args: Any, now: dict[str, bool], heard: bool, **kwargs: Any) -> None:
        """`heard`: whether there is a recording that others may hear."""
        super().__init__(*args, **kwargs)
        self.asked = (*consent_wording.USES, consent_wording.HEAR) if heard else consent_wording.USES
        for use in self.asked:
            if use.required:
                continue
            self.fields[use.slug] = forms.ChoiceField(
                label=use.words,
                help_text=use.if_no,
                choices=[("yes", _("Yes")), ("no", _("No"))],
                initial="yes" if now.get(use.slug) else "no",
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose yes or no")},
            )

    def uses(self) -> dict[str, bool]:
        """Use → yes or no, with the required one."""
        chosen = {slug: value == "yes" for slug, value in self.cleaned_data.items()}
        return {use.slug: chosen.get(use.slug, use.required) for use in self.asked}


class WithdrawForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What should happen to your words?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what should happen to your words")},
    )

    def __init__(self, *args: Any, paused: bool, stopped: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [Withdrawal.Kind.STOP, Withdrawal.Kind.ERASE]
        if stopped:
            kinds = [Withdrawal.Kind.ERASE]
        elif paused:
            kinds = [Withdrawal.Kind.RESUME, *kinds]
        else:
            kinds = [Withdrawal.Kind.PAUSE, *kinds]
        meanings = {one.slug: one for one in consent_wording.WITHDRAWAL}
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.value, kind.label) for kind in kinds]
        self.hints = {kind.value: meanings[kind.value].words for kind in kinds if kind.value in meanings}


class ReplyForm(forms.Form):
    words = forms.CharField(
        label=_("What do you want to say about this decision?"),
        help_text=_("A moderator will read it and look at your words again."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what you want to say about this decision.")},
    )
