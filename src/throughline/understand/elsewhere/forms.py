"""The forms of notes on literature and of files from elsewhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from throughline.understand.elsewhere.reading import EARLIEST_YEAR, LONGEST_FOUND

_MISSING_FILE = {"required": _("Choose a file"), "empty": _("The file is empty. Choose another one.")}


class NoteForm(forms.Form):
    citation = forms.CharField(
        label=_("Which publication?"),
        help_text=_("The authors, the title, and where it was published."),
        max_length=500,
        error_messages={"required": _("Say which publication it is")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    year = forms.IntegerField(
        label=_("Year"),
        min_value=EARLIEST_YEAR,
        error_messages={"required": _("Enter the year"), "invalid": _("Write the year with four digits, like 2021")},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    found = forms.CharField(
        label=_("What did it find?"),
        help_text=_("In your own words. Say how many people it asked, and where."),
        max_length=LONGEST_FOUND,
        error_messages={"required": _("Say what it found")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    url = forms.CharField(
        label=_("Where can it be read?"),
        help_text=_("The address of a page, beginning with https://. Leave it empty if there is none."),
        max_length=500,
        required=False,
        validators=[URLValidator(schemes=["http", "https"], message=_("Enter an address that begins with https://"))],
    )

    def clean_citation(self) -> str:
        return " ".join(self.cleaned_data["citation"].split())

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year > timezone.localdate().year + 1:
            raise forms.ValidationError(_("This year is in the future"))
        return year


class _FileForm(forms.Form):
    file = forms.FileField(
        label=_("The file"),
        error_messages=_MISSING_FILE,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def clean_file(self) -> Any:
        held = self.cleaned_data["file"]
        if held.too_large:
            raise forms.ValidationError(_("The file is larger than 10 MB. Split it in two."))
        return held

    def details(self) -> dict[str, str]:
        """What was said of the source."""
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}


class NotesFileForm(_FileForm):
    """There is nothing to say of a file of notes: each note says which publication it is about."""


class NumbersFileForm(_FileForm):
    title = forms.CharField(
        label=_("What is it called?"),
        help_text=_("For example: Complaints about outpatient clinics, 2024."),
        max_length=200,
        error_messages={"required": _("Enter a title")},
    )
    counted = forms.CharField(
        label=_("What is counted?"),
        max_length=80,
        initial=_("complaints"),
        error_messages={"required": _("Say what is counted")},
    )
    where_from = forms.CharField(
        label=_("Where does it come from?"),
        help_text=_("Who counted, how and when."),
        max_length=2000,
        error_messages={"required": _("Say where it comes from")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    licence = forms.CharField(
        label=_("Licence or agreement"),
        help_text=_("Under which you may use it."),
        max_length=200,
        error_messages={"required": _("Say under which licence or agreement you may use it")},
    )
    period = forms.CharField(
        label=_("Which time are the numbers about?"),
        help_text=_("Only if the file has no column for it. For example: April 2024 to March 2025."),
        max_length=80,
        required=False,
    )

    field_order = ("title", "counted", "where_from", "licence", "period", "file")
