"""The page on which organisers give the names of their staff, wards and sites."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from throughline.core.errors import Refused
from throughline.core.forms import put_refusal
from throughline.people.models import Account
from throughline.programmes.models import Organisation, Programme
from throughline.voices import actions
from throughline.voices.moderation import name_lists
from throughline.voices.moderation.name_lists import Names

UNPROCESSABLE = 422


def _lines(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
    )


class NamesForm(forms.Form):
    """Three lists of lines, and a file that is added to them."""

    staff = _lines(_("Names of staff"), _("One on each line, like Margaret Oyelaran."))
    wards = _lines(_("Names of wards"), _("One on each line, like Juniper Ward."))
    sites = _lines(_("Names of hospitals and other sites"), _("One on each line, like Hazel House."))
    file = forms.FileField(
        label=_("Add names from a file"),
        help_text=_("A CSV file, up to 1 MB. Its first row says which column holds staff, wards or sites."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def __init__(self, request: HttpRequest, kept: Names) -> None:
        initial = {kind: "\n".join(names) for kind, names in kept.as_json().items()}
        super().__init__(request.POST or None, request.FILES or None, initial=initial)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            lines = {kind: (data.get(kind) or "").splitlines() for kind in Names().as_json()}
            typed = {kind: name_lists.check(names, field=kind) for kind, names in lines.items()}
            file = data.get("file")
            added = name_lists.read_file(file.read(name_lists.MOST_BYTES + 1)) if file is not None else Names()
            both = Names(**typed) | added
            data["names"] = Names(*(name_lists.check(names, field=kind) for kind, names in both.as_json().items()))
        except Refused as refused:
            put_refusal(self, refused)
        return data


@require_http_methods(["GET", "HEAD", "POST"])
def of_programme(request: HttpRequest, programme: str) -> HttpResponse:
    """The names of one programme, looked for beside those of its organisation."""
    here: Programme = request.programme  # type: ignore[attr-defined]
    form = NamesForm(request, name_lists.of(here))
    if request.method == "POST" and form.is_valid():
        names, once_key = form.cleaned_data["names"], request.POST.get("once", "")
        actions.keep_names(programme=here, names=names, by=_me(request), once_key=once_key)
        return redirect(f"{request.path}?kept=yes")
    return _page(request, form, here.title, reverse("programme-manage", args=[here.slug]))


@require_http_methods(["GET", "HEAD", "POST"])
def of_organisation(request: HttpRequest, organisation: str) -> HttpResponse:
    """The names of an organisation, looked for in all its programmes."""
    here: Organisation = request.organisation  # type: ignore[attr-defined]
    form = NamesForm(request, name_lists.of(here))
    if request.method == "POST" and form.is_valid():
        names, once_key = form.cleaned_data["names"], request.POST.get("once", "")
        actions.keep_names(organisation=here, names=names, by=_me(request), once_key=once_key)
        return redirect(f"{request.path}?kept=yes")
    return _page(request, form, here.name, reverse("organisation", args=[here.slug]))


def _page(request: HttpRequest, form: NamesForm, title: str, back: str) -> HttpResponse:
    page = {"form": form, "title": title, "back": back, "kept": request.GET.get("kept") == "yes"}
    return render(request, "voices/moderation/names.html", page, status=UNPROCESSABLE if form.errors else 200)


def _me(request: HttpRequest) -> Account:
    """Who is signed in; the rule of access has let nobody else pass."""
    assert isinstance(request.user, Account)
    return request.user
