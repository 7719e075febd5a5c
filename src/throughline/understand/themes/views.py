"""The analyst's desk: groups that software proposes, and what people make of them."""

from __future__ import annotations

from collections.abc import Callable

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from throughline.core.errors import Refused
from throughline.core.forms import put_refusal
from throughline.evidence import runs
from throughline.understand.themes import actions, forms, queries
from throughline.understand.themes.actions.asking import KIND, SEED
from throughline.understand.themes.models import Theme


def themes(request: HttpRequest, programme: str) -> HttpResponse:
    return _themes(request, forms.AskForm(initial={"seed": SEED}))


@require_POST
def ask(request: HttpRequest, programme: str) -> HttpResponse:
    form = forms.AskForm(request.POST)
    if not form.is_valid():
        return _themes(request, form)
    run = actions.ask_for_themes(
        programme=request.programme,
        seed=form.cleaned_data["seed"],
        by=request.user,
        once_key=request.POST.get("once", ""),
    )
    return redirect("run", programme, run.ref)


def _themes(request: HttpRequest, form: forms.AskForm) -> HttpResponse:
    found = queries.themes(request.programme)
    page = {
        "programme": request.programme,
        "proposed": [one for one in found if one.theme.status == Theme.Status.PROPOSED],
        "signed": [one for one in found if one.theme.status == Theme.Status.SIGNED_OFF],
        "coverage": queries.coverage(request.programme),
        "waiting_signals": queries.waiting_signals(request.programme),
        "run": runs.latest(request.programme, KIND),
        "form": form,
        "title_of": forms.title_of,
    }
    return render(request, "themes/themes.html", page, status=_status(form))


def run(request: HttpRequest, programme: str, run: str) -> HttpResponse:
    found = queries.run(programme=request.programme, ref=run)
    page = {"programme": request.programme, "run": found, "given_up": queries.given_up(found)}
    return render(request, "themes/run.html", page)


@require_http_methods(["GET", "POST"])
def name(request: HttpRequest, programme: str, theme: str) -> HttpResponse:
    found = queries.theme(programme=request.programme, ref=theme)
    form = forms.NameForm(request.POST or None, initial={"name": found.name, "description": found.description})

    def save() -> Theme:
        return actions.name_theme(theme=found, by=request.user, **form.cleaned_data)

    return _one(request, found, form, save, "themes/name.html")


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, programme: str, theme: str) -> HttpResponse:
    found = queries.theme(programme=request.programme, ref=theme)
    form = forms.IntoForm(request.POST or None, others=queries.others(found))

    def save() -> Theme:
        into = queries.theme(programme=request.programme, ref=form.cleaned_data["into"])
        return actions.merge_themes(theme=found, into=into, by=request.user)

    return _one(request, found, form, save, "themes/merge.html")


@require_POST
def sign_off(request: HttpRequest, programme: str, theme: str) -> HttpResponse:
    actions.sign_off(theme=queries.theme(programme=request.programme, ref=theme), by=request.user)
    return redirect("themes", programme)


@require_POST
def set_aside(request: HttpRequest, programme: str, theme: str) -> HttpResponse:
    actions.set_aside(theme=queries.theme(programme=request.programme, ref=theme), by=request.user)
    return redirect("themes", programme)


@require_http_methods(["GET", "POST"])
def finding(request: HttpRequest, programme: str) -> HttpResponse:
    """Write a finding that rests on signed-off themes."""
    signed = queries.signed_off(request.programme)
    form = forms.ThemesFindingForm(request.POST or None, signed=signed)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        chosen = set(data.pop("themes"))
        try:
            drafted = actions.draft_finding_from(
                themes=[one for one in signed if one.ref in chosen],
                by=request.user,
                once_key=request.POST.get("once", ""),
                **data,
            )
            return redirect("finding-edit", programme, drafted.ref)
        except Refused as refused:
            put_refusal(form, refused)
    page = {"programme": request.programme, "form": form}
    return render(request, "themes/finding.html", page, status=_status(form))


def rare_signals(request: HttpRequest, programme: str) -> HttpResponse:
    page = Paginator(queries.signals(request.programme), 20).get_page(request.GET.get("page"))
    lines = [(row, queries.text_of(row.contribution)) for row in page]
    return render(request, "themes/rare_signals.html", {"programme": request.programme, "page": page, "lines": lines})


@require_http_methods(["GET", "POST"])
def rare_signal(request: HttpRequest, programme: str, signal: str) -> HttpResponse:
    found = queries.signal(programme=request.programme, ref=signal)
    start = {"outcome": found.outcome, "reason": found.reason} if found.read_at else {}
    form = forms.SignalForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            actions.resolve_signal(signal=found, by=request.user, **form.cleaned_data)
            return redirect("rare-signals", programme)
        except Refused as refused:
            put_refusal(form, refused)
    page = {
        "programme": request.programme,
        "signal": found,
        "text": queries.text_of(found.contribution),
        "form": form,
    }
    return render(request, "themes/rare_signal.html", page, status=_status(form))


def _one(
    request: HttpRequest, theme: Theme, form: django_forms.Form, save: Callable[[], Theme], template: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("theme", request.programme.slug, save().ref)
        except Refused as refused:
            put_refusal(form, refused)
    page = {"programme": request.programme, "theme": theme, "title": forms.title_of(theme), "form": form}
    return render(request, template, page, status=_status(form))


def _status(form: django_forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200
