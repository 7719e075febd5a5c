"""The forms by which a file is brought in."""

from __future__ import annotations

from collections.abc import Mapping as Given
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughline.programmes.models import Constituency
from throughline.understand.imports.mapping import COLUMN_FIELDS, Mapping, SourceDetails
from throughline.understand.imports.reading.opening import too_large

WHOSE = [("", _("Choose whose voice it is")), *Constituency.choices]


class ImportSettings(forms.Form):
    """There is nothing to set: each file brings its own mapping."""


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("The file"),
        help_text=_("A CSV or XLSX file with one row for each comment and the names of the columns on top."),
        error_messages={
            "required": _("Choose a file"),
            "empty": _("The file is empty. Choose the file with the comments."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.too_large:
            raise forms.ValidationError(str(too_large()))
        return upload


class ColumnsForm(forms.Form):
    """Which column is what. Built from the file's header."""

    text = forms.MultipleChoiceField(
        label=_("Which columns hold what people said?"),
        help_text=_("If there is more than one, the name of each column is kept as the question it answers."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one column")},
    )
    title = forms.ChoiceField(
        label=_("Column with a title"), help_text=_("It stands above the words, as their first line."), required=False
    )
    question = forms.ChoiceField(label=_("Column with the question they answered"), required=False)
    question_fixed = forms.CharField(
        label=_("Or: the one question that all of them answered"), max_length=500, required=False
    )
    date = forms.ChoiceField(label=_("Column with the date"), required=False)
    date_order = forms.ChoiceField(
        label=_("How are dates written?"),
        choices=[
            ("dmy", _("Day first, like 30/09/2021")),
            ("mdy", _("Month first, like 09/30/2021")),
            ("either", _("Both in one file: day first, unless only month first makes a date")),
        ],
        widget=forms.RadioSelect,
        initial="dmy",
    )
    region = forms.ChoiceField(label=_("Column with the region"), required=False)
    service = forms.ChoiceField(label=_("Column with the service or ward"), required=False)
    rating = forms.ChoiceField(label=_("Column with a rating, a whole number"), required=False)
    constituency = forms.ChoiceField(label=_("Column that says whose voice it is"), required=False)
    constituency_fixed = forms.ChoiceField(label=_("Or: whose voice all of them are"), choices=WHOSE, required=False)
    leave_out = forms.MultipleChoiceField(
        label=_("Which columns should not be stored at all?"),
        help_text=_("Leave out everything that could show who somebody is, such as names, addresses and numbers."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        header: Sequence[str],
        known: Mapping | None = None,
        guessed: Given[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, initial=_initial(known) if known else dict(guessed or {}), **kwargs)
        names = [(name, name) for name in header]
        for part in ("text", "leave_out"):
            self.fields[part].choices = names
        for part in COLUMN_FIELDS:
            self.fields[part].choices = [("", _("None")), *names]
        self._known = known

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("constituency") and not data.get("constituency_fixed"):
            self.add_error("constituency_fixed", _("Say whose voice these are"))
        return data

    def mapping(self) -> Mapping:
        """What was chosen. What single values mean is kept from before."""
        data = self.cleaned_data
        fixed = {part: data[f"{part}_fixed"] for part in ("question", "constituency") if data[f"{part}_fixed"]}
        return Mapping(
            texts=tuple(data["text"]),
            columns={part: data[part] for part in COLUMN_FIELDS if data[part]},
            fixed=fixed,
            values=self._known.values if self._known else {},
            leave_out=tuple(data["leave_out"]),
            date_order=data["date_order"],
        )


def _initial(known: Mapping) -> dict[str, Any]:
    fixed = {f"{part}_fixed": value for part, value in known.fixed.items()}
    return {
        **known.columns,
        **fixed,
        "text": list(known.texts),
        "leave_out": list(known.leave_out),
        "date_order": known.date_order,
    }


class ValuesForm(forms.Form):
    """Whose voice each value of the column means. One field for each value that is not clear by itself."""

    def __init__(self, *args: Any, values: Sequence[str], known: Given[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._values = list(values)
        for number, value in enumerate(self._values):
            self.fields[f"value-{number}"] = forms.ChoiceField(
                label=value,
                choices=WHOSE,
                initial=known.get(value, ""),
                error_messages={"required": gettext("Choose whose voice “{value}” is").format(value=value)},
            )

    def meanings(self) -> dict[str, str]:
        """What the file says → constituency."""
        return {value: self.cleaned_data[f"value-{number}"] for number, value in enumerate(self._values)}


class ProblemsForm(forms.Form):
    """What becomes of rows with problems."""

    skip_problems = forms.ChoiceField(
        label=_("What should happen to the rows with problems?"),
        choices=[
            ("no", _("Nothing yet: I will mend the file and upload it again")),
            ("yes", _("Skip rows with problems and bring in the others")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what should happen to them")},
    )


class SourceForm(forms.Form):
    title = forms.CharField(
        label=_("A name for these comments"),
        help_text=_("Shown beside the words, for example “Friends and Family Test, autumn 2025”."),
        max_length=200,
        error_messages={"required": _("Enter a name")},
    )
    where_from = forms.CharField(
        label=_("Where do they come from?"),
        help_text=_("Who collected them, how and when."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say who collected them, how and when")},
    )
    licence = forms.CharField(
        label=_("Under which licence or agreement may they be used?"),
        max_length=200,
        error_messages={"required": _("Enter the licence or agreement")},
    )
    consent_basis = forms.CharField(
        label=_("What were people told or asked about how their words are used?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what people were told or asked")},
    )
    may_quote = forms.BooleanField(label=_("Their words may be quoted in public, without names"), required=False)
    may_keep = forms.BooleanField(label=_("Their words may be kept for later research"), required=False)
    again = forms.BooleanField(label=_("I want the words of this file in here twice"), required=False)

    def __init__(self, *args: Any, was_here_before: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not was_here_before:
            del self.fields["again"]

    def details(self) -> SourceDetails:
        """The source as it will be kept."""
        return SourceDetails(**{name: self.cleaned_data[name] for name in SourceDetails.__dataclass_fields__})
