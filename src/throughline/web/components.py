"""The Python side of the components: what a Django form field needs of its macro, errors with links, the
site's own links."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

HEADER_LINKS = (
    ("programmes", _("Programmes")),
    ("answers", _("What they answered")),
    ("about", _("About")),
)
ACCOUNT_LINKS = (("follow", _("Your receipt")), ("sign-in", _("Sign in")))
SIGNED_IN_LINKS = (("follow", _("Your receipt")), ("account", _("Your account")))
FOOTER_LINKS = (
    ("accessibility", _("Accessibility statement")),
    ("privacy", _("Privacy notice")),
    ("cookies", _("Cookies")),
    ("rules", _("Moderation rules")),
    ("rather-not-see", _("What you would rather not see")),
    ("contact", _("Contact")),
)
_PLACES = {
    "header": HEADER_LINKS,
    "account": ACCOUNT_LINKS,
    "signed-in": SIGNED_IN_LINKS,
    "footer": FOOTER_LINKS,
}

_EXAMPLE_CHART = Markup(
    '<svg role="img" aria-labelledby="example-title" viewBox="0 0 300 60">'
    '<title id="example-title">35 and 65 people</title>'
    '<rect width="105" height="24" fill="#4c6272"/>'
    '<rect y="32" width="195" height="24" fill="#14414c"/></svg>'
)
_EXAMPLE_TEXT = "Rich text with **strong** words, a [link](https://example.org) and\n\n- one point\n- another"

# HTML attributes that the macros place themselves; every other widget attribute is passed on as it is.
_OWN_ATTRS = {
    "id",
    "class",
    "maxlength",
    "minlength",
    "rows",
    "cols",
    "autocomplete",
    "inputmode",
    "spellcheck",
    "required",
}


@dataclass(slots=True, frozen=True)
class FieldView:
    """What a macro needs to draw one form field. `choices` are (value, label) pairs, `value` a string, set
    or dict of parts."""

    kind: str
    name: str
    id: str
    label: Any
    hint: Any
    error: str
    value: Any = ""
    type: str = "text"
    choices: Sequence[tuple[str, Any]] = ()
    autocomplete: str = ""
    inputmode: str = ""
    spellcheck: bool | None = None
    rows: int = 5
    maxlength: int = 0
    disabled: bool = False
    attrs: dict[str, Any] = field(default_factory=dict)


def as_field(bound: BoundField) -> FieldView:
    """Describe a Django bound field for the macros.

    The widget decides the component: text inputs, Textarea (with a character count if the field has a
    `max_length`), Select,
    RadioSelect, CheckboxSelectMultiple, CheckboxInput, SelectDateWidget (three boxes), FileInput,
    HiddenInput.
    """
    widget = bound.field.widget
    kind, value, choices, type_ = _kind(bound, widget)
    attrs = widget.attrs
    return FieldView(
        kind=kind,
        name=bound.html_name,
        id=bound.auto_id or bound.html_name,
        label=bound.label,
        hint=bound.help_text,
        error=" ".join(bound.errors),
        value=value,
        type=type_,
        choices=choices,
        autocomplete=attrs.get("autocomplete", ""),
        inputmode=attrs.get("inputmode", "") or _inputmode(bound.field),
        spellcheck={"true": True, "false": False}.get(str(attrs.get("spellcheck", "")).lower()),
        rows=int(attrs.get("rows", 5)),
        maxlength=int(attrs.get("maxlength") or 0) if kind == "textarea" else 0,
        disabled=bound.field.disabled,
        attrs={key: attrs[key] for key in attrs if key not in _OWN_ATTRS},
    )


def _kind(bound: BoundField, widget: forms.Widget) -> tuple[str, Any, Sequence[tuple[str, Any]], str]:
    """The component, the value as it wants it, the choices and the input's type."""
    value = bound.value()
    match widget:
        case forms.SelectDateWidget():
            return "date", {key: part or "" for key, part in widget.format_value(value).items()}, (), ""
        case forms.CheckboxSelectMultiple() | forms.SelectMultiple():
            return "checkboxes", {str(item) for item in value or ()}, _choices(widget, blank=False), ""
        case forms.RadioSelect():
            return "radios", _text(value), _choices(widget, blank=False), ""
        case forms.Select():
            return "select", _text(value), _choices(widget, blank=True), ""
        case forms.CheckboxInput():
            return "checkbox", widget.check_test(value), (), ""
        case forms.Textarea():
            return "textarea", _text(value), (), ""
        case forms.FileInput():
            return "file", "", (), ""
    if widget.is_hidden:
        return "hidden", _text(widget.format_value(value)), (), ""
    # Number boxes lose what was typed and change on scroll, so numbers are typed into a text box.
    type_ = "text" if isinstance(widget, forms.NumberInput) else getattr(widget, "input_type", "text")
    shown = "" if isinstance(widget, forms.PasswordInput) else _text(widget.format_value(value))
    return "input", shown, (), type_


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _choices(widget: Any, *, blank: bool) -> list[tuple[str, Any]]:
    pairs: list[tuple[str, Any]] = []
    for value, label in widget.choices:
        grouped = label if isinstance(label, list | tuple) else [(value, label)]
        pairs += [(_text(item), text) for item, text in grouped if blank or _text(item)]
    return pairs


def _inputmode(form_field: forms.Field) -> str:
    if isinstance(form_field, forms.FloatField | forms.DecimalField):
        return "decimal"
    return "numeric" if isinstance(form_field, forms.IntegerField) else ""


def form_problems(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Every error of a form as (message, link to the field), in the order of the page; errors of the whole
    form come first."""
    if not form.errors:
        return []
    problems = [(message, "") for message in form.non_field_errors()]
    for bound in form:
        link = "" if bound.is_hidden else f"#{bound.auto_id or bound.html_name}"
        if link and isinstance(bound.field.widget, forms.SelectDateWidget):
            link += "-day"
        problems += [(message, link) for message in bound.errors]
    return problems


def site_links(place: str, path: str = "") -> list[tuple[Any, str, bool]]:
    """The links of "header", "account", "signed-in" or "footer" as (text, address, whether `path` is
    there)."""
    return [(text, address, _is_under(path, address)) for text, address in _resolved(place)]


def _is_under(path: str, address: str) -> bool:
    return path == address or (address != "/" and path.startswith(address.rstrip("/") + "/"))


@cache
def _resolved(place: str) -> list[tuple[Any, str]]:
    links = []
    for name, text in _PLACES[place]:
        try:
            links.append((text, reverse(name)))
        except NoReverseMatch:
            # A site may leave a page out; the test of the shell names those that must exist.
            continue
    return links


class ExampleForm(forms.Form):
    """Every kind of field once, for the components page."""

    name = forms.CharField(label=_("Full name"), help_text=_("As you would like to be called"))
    email = forms.EmailField(label=_("Email"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    age = forms.IntegerField(label=_("Age"), required=False)
    story = forms.CharField(label=_("What happened?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 8}))
    region = forms.ChoiceField(
        label=_("Region"), choices=[("", _("Choose a region")), ("north", _("North")), ("south", _("South"))]
    )
    role = forms.ChoiceField(
        label=_("Which best describes you?"),
        choices=[
            ("patient", _("Patient, carer or member of the public")),
            ("staff", _("Staff")),
            ("other", _("Other")),
        ],
        widget=forms.RadioSelect,
    )
    other = forms.CharField(label=_("Tell us more"), required=False)
    uses = forms.MultipleChoiceField(
        label=_("How may we use your words?"),
        choices=[
            ("read", _("Read by the team")),
            ("quote", _("Quoted in public")),
            ("none", _("None of these")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    when = forms.DateField(
        label=_("When did it happen?"), help_text=_("For example, 27 3 2026"), widget=forms.SelectDateWidget
    )
    paper = forms.FileField(label=_("Upload a file"), required=False)
    agree = forms.BooleanField(label=_("I have read the rules"))


def example_context() -> dict[str, Any]:
    """What the components page shows: forms with and without errors, and made-up values."""
    wrong = {"email": "no", "when_day": "40", "when_month": "1", "when_year": "2026"}
    return {
        "form": ExampleForm(),
        "form_again": ExampleForm(auto_id="again_%s"),
        "bad_form": ExampleForm(wrong, auto_id="bad_%s"),
        "example": {
            "day": datetime.date(2026, 1, 1),
            "later": datetime.date(2026, 3, 15),
            "svg": _EXAMPLE_CHART,
            "markdown": _EXAMPLE_TEXT,
        },
    }


def page(request: HttpRequest) -> HttpResponse:
    """Show every component, for the people who maintain the pages."""
    return render(request, "web/components.html", example_context())
