from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.evidence.forms import FindingForm
from throughline.understand.themes.models import RareSignal, Theme


class AskForm(forms.Form):
    seed = forms.IntegerField(
        label=_("Seed"),
        help_text=_("The same number over the same words gives the same groups."),
        min_value=0,
        max_value=2**31 - 1,
        error_messages={
            "required": _("Enter a whole number"),
            "invalid": _("Enter a whole number"),
        },
    )


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the theme"),
        help_text=_("In words that the people in it would use."),
        max_length=120,
        error_messages={"required": _("Enter a name that the people in it would recognise.")},
    )
    description = forms.CharField(
        label=_("What belongs in it"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class IntoForm(forms.Form):
    """Choose another theme of the programme."""

    into = forms.ChoiceField(
        label=_("Merge it into"), error_messages={"required": _("Choose another theme of this programme.")}
    )

    def __init__(self, *args: Any, others: list[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose one")), *((one.ref, title_of(one)) for one in others)]


class SortForm(forms.Form):
    """Put the ticked words of a page into another theme, or into a new one."""

    refs = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": _("Some of these words are not here any more.")}
    )
    into = forms.ChoiceField(label=_("Move them to"), required=False)
    name = forms.CharField(
        label=_("Name of the new theme"), help_text=_("Only if they make a new theme."), max_length=120, required=False
    )

    def __init__(self, *args: Any, refs: list[str], others: list[Theme], new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ticks, into = self.fields["refs"], self.fields["into"]
        assert isinstance(ticks, forms.MultipleChoiceField)
        assert isinstance(into, forms.ChoiceField)
        ticks.choices = [(ref, ref) for ref in refs]
        first = _("A new theme of their own") if new else _("Choose one")
        into.choices = [("", first), *((one.ref, title_of(one)) for one in others)]
        if not new:
            del self.fields["name"]
            into.required, into.error_messages["required"] = True, _("Choose a theme.")


class SignalForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What follows from it?"),
        choices=[choice for choice in RareSignal.Outcome.choices if choice[0] != RareSignal.Outcome.WAITING],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what follows from it.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("The author will read this."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why. The author will read it.")},
    )


class ThemesFindingForm(FindingForm):
    themes = forms.MultipleChoiceField(
        label=_("Which themes does it rest on?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one theme.")},
    )
    field_order = ["themes", "kind", "title", "summary", "limits"]

    def __init__(self, *args: Any, signed: list[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["themes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.ref, one.name) for one in signed]


def title_of(theme: Theme) -> str:
    """The name that a person gave, or the words of the group."""
    return theme.name or str(_("Group: {words}")).format(words=", ".join(theme.machine_words[:5]))
