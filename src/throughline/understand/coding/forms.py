"""The forms of the coding workbench."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.understand.coding.actions import Wording
from throughline.understand.coding.models import Code, Codebook

MOST_TEXT = 2_000


class StartForm(forms.Form):
    origin = forms.ChoiceField(
        label=_("What do you want to begin with?"),
        choices=Codebook.Origin.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to begin with.")},
    )
    hints = {
        Codebook.Origin.DEFAULT.value: _(
            "Nine headings and 39 codes, with definitions and examples. You can change all of them."
        ),
        Codebook.Origin.EMPTY.value: _("You write every code yourself."),
    }


class CodeForm(forms.Form):
    """A code, or a heading: what it says and where it stands."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("Short, and in words that the people in it would use."),
        max_length=120,
        error_messages={"required": _("Enter a name for the code.")},
    )
    is_heading = forms.BooleanField(
        label=_("This is a heading. Codes stand below it, and it is not given to words itself."), required=False
    )
    heading = forms.ChoiceField(label=_("Below which heading?"), required=False)
    definition = forms.CharField(
        label=_("What it means"), required=False, max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )
    include = forms.CharField(
        label=_("When to use it"), required=False, max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 2})
    )
    exclude = forms.CharField(
        label=_("When to use another code"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    examples = forms.CharField(
        label=_("Examples"),
        help_text=_("One on each line. Make them up: never put what somebody said here."),
        required=False,
        max_length=4 * MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    reason = forms.CharField(
        label=_("Why do you change it?"),
        help_text=_("It is kept in the history of the code."),
        max_length=500,
        error_messages={"required": _("Say why, for those who coded with the words before.")},
    )

    def __init__(self, *args: Any, headings: list[Code], code: Code | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = {one.ref: one for one in headings if code is None or one.pk != code.pk}
        field = self.fields["heading"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("None")), *((one.ref, one.name) for one in self.headings.values())]
        if code is None:
            del self.fields["reason"]
            return
        del self.fields["is_heading"]
        if code.is_heading:
            del self.fields["heading"]

    def wording(self) -> Wording:
        """What the code says."""
        data = self.cleaned_data
        said = {name: data[name] for name in ("name", "definition", "include", "exclude")}
        return Wording(**said, examples=tuple(data["examples"].splitlines()))

    def chosen_heading(self) -> Code | None:
        """The heading that was chosen."""
        return self.headings.get(self.cleaned_data.get("heading", ""))


class ReasonForm(forms.Form):
    """Why a code is taken out of use, or into use again."""

    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("It is kept in the history of the code."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        error_messages={"required": _("Say why.")},
    )


def as_typed(code: Code) -> dict[str, str]:
    """A code as the form shows it."""
    said = {name: getattr(code, name) for name in ("name", "definition", "include", "exclude")}
    return said | {"examples": "\n".join(code.examples), "heading": code.heading.ref if code.heading else ""}


class CodingForm(forms.Form):
    """What the words are about: by ticking codes, by typing their numbers, or both."""

    numbers = forms.CharField(
        label=_("Codes by number"),
        help_text=_("Such as 3 17. The Enter key saves and opens the next."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    codes = forms.MultipleChoiceField(
        label=_("Codes"),
        required=False,
        error_messages={"invalid_choice": _("Some of these codes are not in use any more.")},
    )
    nothing_fits = forms.BooleanField(label=_("Nothing here fits"), required=False)
    memo = forms.CharField(
        label=_("Memo"),
        help_text=_("A note for the other analysts. If nothing fits, say what the words are about."),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, codes: list[Code], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_number = {str(code.number): code for code in codes}
        self.by_ref = {code.ref: code for code in codes}
        field = self.fields["codes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(code.ref, code.name) for code in codes]

    def clean_numbers(self) -> list[Code]:
        typed = self.cleaned_data["numbers"].replace(",", " ").split()
        unknown = [number for number in typed if number not in self.by_number]
        if unknown:
            raise forms.ValidationError(
                _("No code in use has the number %(number)s."), params={"number": ", ".join(unknown)}
            )
        return [self.by_number[number] for number in typed]

    def chosen(self) -> list[Code]:
        """Every code that was ticked or typed, once."""
        typed = self.cleaned_data["numbers"]
        return list(
            {code.pk: code for code in [*(self.by_ref[ref] for ref in self.cleaned_data["codes"]), *typed]}.values()
        )


class SettleForm(CodingForm):
    """What holds where coders differ, with the reason in place of a memo."""

    numbers = forms.CharField(
        label=_("Other codes, by number"), help_text=_("Such as 3 17."), required=False, max_length=200
    )
    memo = None  # type: ignore[assignment]
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("For those who gave other codes. Analysts read it."),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why, for those who gave other codes.")},
    )


class TakeOutForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What do you want?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you want"), "invalid_choice": _("Choose what you want")},
    )

    def __init__(self, *args: Any, may_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [("qdc", _("The codebook (.qdc)")), ("csv", _("Who said what, and where: the tables (.csv)"))]
        if may_code:
            kinds.append(("qdpx", _("The codebook, the words and the coding that you may see (.qdpx)")))
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = kinds


class BringInForm(forms.Form):
    file = forms.FileField(
        label=_("The file"),
        help_text=_("A codebook (.qdc) or a project (.qdpx), of at most 10 MB."),
        error_messages={"required": _("Choose a file"), "empty": _("The file is empty. Choose another.")},
        widget=forms.FileInput(attrs={"accept": ".qdc,.qdpx"}),
    )
    coder = forms.CharField(
        label=_("Your name as a coder in the file"),
        help_text=_("Only if you coded in another program and want your coding here. It becomes yours."),
        required=False,
        max_length=120,
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.too_large:
            raise forms.ValidationError(_("The file is larger than 10 MB. Leave out recordings and pictures."))
        return upload


class ShowForm(forms.Form):
    shown = forms.ChoiceField(
        label=_("Do coders see what software suggests?"),
        help_text=_("Show it only where speed matters more than measuring how far people agree by themselves."),
        choices=[("no", _("No, people code without it")), ("yes", _("Yes, beside the words"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no"), "invalid_choice": _("Choose yes or no")},
    )
    order = forms.ChoiceField(
        label=_("What do coders read first?"),
        help_text=_(
            "Everybody codes some words in common before, and everything is read in the end. While coding goes on, "
            "only a fair draw tells how often something was said."
        ),
        choices=Codebook.Order.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what comes first."), "invalid_choice": _("Choose what comes first.")},
    )
    hints = {
        Codebook.Order.TEACHES.value: _("Words of which software is least sure. It learns from few of them."),
        Codebook.Order.GRAVE.value: _("Words that may tell of harm or danger. Software can be wrong about that."),
    }


class MemoForm(forms.Form):
    words = forms.CharField(
        label=_("Your memo"),
        help_text=_("What you noticed while coding: about a code, or about how codes go together."),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the memo.")},
    )
    code = forms.ChoiceField(label=_("About which code?"), required=False)

    def __init__(self, *args: Any, codes: list[Code], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_ref = {code.ref: code for code in codes}
        field = self.fields["code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("None")), *((code.ref, code.name) for code in codes)]
