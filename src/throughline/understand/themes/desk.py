"""The two pages on which words lie open: a theme down to what is beneath it, and what stands alone. On both a person
reads, ticks words and puts them where they belong."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from throughline.core.errors import Refused
from throughline.core.forms import put_refusal
from throughline.understand.themes import actions, forms, queries
from throughline.understand.themes.models import Theme

PAGE = 20


@require_http_methods(["GET", "POST"])
def theme(request: HttpRequest, programme: str, theme: str) -> HttpResponse:
    """A theme opened down to the words beneath it. Sent back, the ticked words move or split off."""
    found = queries.theme(programme=request.programme, ref=theme)
    page = Paginator(queries.assignments(found), PAGE).get_page(request.GET.get("page"))
    lines = queries.lines(list(page))
    others = queries.others(found)
    form = forms.SortForm(
        request.POST if request.method == "POST" else None,
        refs=[line.contribution.ref for line in lines],
        others=others,
    )
    if form.is_valid():
        try:
            return redirect("theme", programme, _sort(request, found, form, others).ref)
        except Refused as refused:
            put_refusal(form, refused)
    shown = {"theme": found, "title": forms.title_of(found), "page": page, "lines": lines}
    return _words(request, "themes/theme.html", form, shown)


def _sort(request: HttpRequest, theme: Theme, form: forms.SortForm, others: list[Theme]) -> Theme:
    refs, into = form.cleaned_data["refs"], form.cleaned_data["into"]
    if into:
        target = next(one for one in others if one.ref == into)
        actions.move_all(theme=theme, refs=refs, into=target, by=request.user)
        return theme
    return actions.split_theme(
        theme=theme,
        refs=refs,
        name=form.cleaned_data["name"],
        by=request.user,
        once_key=request.POST.get("once", ""),
    )


@require_http_methods(["GET", "POST"])
def stands_alone(request: HttpRequest, programme: str) -> HttpResponse:
    """Words in no theme. Sent back, the ticked ones are placed in a theme."""
    page = Paginator(queries.alone(request.programme), PAGE).get_page(request.GET.get("page"))
    lines = [(row, queries.text_of(row.contribution)) for row in page]
    open_themes = queries.open_themes(request.programme)
    form = forms.SortForm(
        request.POST if request.method == "POST" else None,
        refs=[row.contribution.ref for row, _text in lines],
        others=open_themes,
        new=False,
    )
    if form.is_valid():
        into = next(one for one in open_themes if one.ref == form.cleaned_data["into"])
        try:
            actions.place_all(refs=form.cleaned_data["refs"], into=into, by=request.user)
            return redirect("stands-alone", programme)
        except Refused as refused:
            put_refusal(form, refused)
    return _words(request, "themes/stands_alone.html", form, {"page": page, "lines": lines})


@require_POST
def read(request: HttpRequest, programme: str, theme: str) -> HttpResponse:
    """The person says that they have read the words on the page; the next page opens."""
    found = queries.theme(programme=request.programme, ref=theme)
    actions.read_words(theme=found, refs=request.POST.getlist("refs"), by=request.user)
    return _on(request, reverse("theme", args=[programme, theme]))


@require_POST
def read_alone(request: HttpRequest, programme: str) -> HttpResponse:
    """The person says that they have read these words that stand alone. Read ones go to the end of the list."""
    actions.read_alone(programme=request.programme, refs=request.POST.getlist("refs"), by=request.user)
    return redirect("stands-alone", programme)


def _on(request: HttpRequest, path: str) -> HttpResponse:
    following = request.POST.get("next", "")
    return redirect(f"{path}?page={following}" if following.isascii() and following.isdigit() else path)


def _words(request: HttpRequest, template: str, form: forms.SortForm, page: dict[str, object]) -> HttpResponse:
    shown = page["page"]
    assert isinstance(shown, Page)
    following = shown.next_page_number() if shown.has_next() else ""
    ticked = set(form.data.getlist("refs")) if form.is_bound else set()
    context = {"programme": request.programme, "form": form, "following": following, "ticked": ticked, **page}
    return render(request, template, context, status=422 if form.errors else 200)
