"""The forms of the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.evidence.forms import FindingForm
from throughline.understand.touchpoints.actions import Wanted
from throughline.understand.touchpoints.models import Placement, Touchpoint
from throughline.understand.touchpoints.queries import Part

USUAL = [
    _("Noticing that something is wrong"),
    _("Getting in touch"),
    _("Waiting for an appointment"),
    _("Getting there"),
    _("Arriving and waiting"),
    _("Being seen"),
    _("Hearing what it is"),
    _("Treatment and care"),
    _("Going home"),
    _("What came after"),
]
"""A journey to begin from, where nobody has drawn one."""
LONGEST = 80


class JourneyForm(forms.Form):
    """Each touchpoint with its name and its place, and a box for more."""

    more = forms.CharField(
        label=_("Add touchpoints"),
        help_text=_("One on each line, in the order in which people meet them. For example: ringing the surgery"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
    )

    def __init__(self, *args: Any, journey: Sequence[Touchpoint], **options: Any) -> None:
        super().__init__(*args, **options)
        self.journey = journey
        for number, one in enumerate(journey, 1):
            self.fields[f"name_{one.ref}"] = forms.CharField(
                label=_("Touchpoint %(number)s") % {"number": number},
                help_text=_("Leave it empty to take it off the journey."),
                max_length=LONGEST,
                initial=one.name,
                required=False,
            )
            self.fields[f"place_{one.ref}"] = forms.IntegerField(
                label=_("Its place on the journey"), min_value=1, max_value=99, initial=number
            )
        self.order_fields([name for name in self.fields if name != "more"])
        if not journey:
            self.fields["more"].initial = "\n".join(str(name) for name in USUAL)

    def clean_more(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["more"].splitlines() if line.strip()]
        if any(len(line) > LONGEST for line in lines):
            raise forms.ValidationError(_("Use at most 80 characters for each."))
        return lines

    def wanted(self) -> list[Wanted]:
        """The journey that a valid form describes."""
        given = self.cleaned_data
        known = sorted(self.journey, key=lambda one: given[f"place_{one.ref}"])
        return [Wanted(given[f"name_{one.ref}"], one.ref) for one in known] + [Wanted(name) for name in given["more"]]


class PlaceForm(forms.Form):
    """Where words belong, which part of them, how it goes there, and which feelings their author named."""

    touchpoint = forms.ChoiceField(
        label=_("Where on the journey is this?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a touchpoint.")},
    )
    going = forms.ChoiceField(
        label=_("What do they say of it?"),
        choices=Placement.Going.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it goes well or not.")},
    )
    parts = forms.MultipleChoiceField(
        label=_("Which part is about it?"),
        help_text=_("Tick the first and the last sentence. Leave all empty for all of the words."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    named = forms.MultipleChoiceField(
        label=_("Which feelings do they name?"),
        help_text=_("Their own words. Tick only what they say they felt; nothing else can be kept."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self, *args: Any, journey: Sequence[Touchpoint], parts: Sequence[Part], named: Sequence[str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.parts = parts
        chosen: dict[str, list[tuple[str, str]]] = {
            "touchpoint": [(one.ref, one.name) for one in journey],
            "parts": [(str(number), part.words) for number, part in enumerate(parts)] if len(parts) > 1 else [],
            "named": [(word, word) for word in named],
        }
        for name, choices in chosen.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            if not choices:
                del self.fields[name]

    def stretch(self) -> tuple[int, int] | None:
        """From the first ticked sentence to the last; None for all of the words."""
        ticked = [self.parts[int(number)] for number in self.cleaned_data.get("parts", ())]
        if not ticked or len(ticked) == len(self.parts):
            return None
        return min(part.start for part in ticked), max(part.end for part in ticked)


class MapFindingForm(FindingForm):
    touchpoints = forms.MultipleChoiceField(
        label=_("At which touchpoints?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one touchpoint.")},
    )
    going = forms.ChoiceField(
        label=_("On which words does it rest?"),
        choices=[("", _("All that stand there")), *Placement.Going.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    field_order = ["touchpoints", "going", "kind", "title", "summary", "limits"]

    def __init__(self, *args: Any, journey: Sequence[Touchpoint], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["touchpoints"].choices = [(one.ref, one.name) for one in journey]  # type: ignore[attr-defined]
