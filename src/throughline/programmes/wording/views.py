"""An organisation's words, and what readers did not understand."""

from __future__ import annotations

import re
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from throughline.core import limits, refs
from throughline.core.errors import TooMany
from throughline.core.forms import put_refusal
from throughline.people.models import Account
from throughline.programmes import pages
from throughline.programmes.models import Organisation, Programme
from throughline.programmes.wording import actions, files, forms, queries
from throughline.programmes.wording.models import NotUnderstood, OwnWord

both = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 50


@require_safe
def words(request: HttpRequest, organisation: str) -> HttpResponse:
    """The list, by kind."""
    here = _organisation(request)
    rows = list(queries.words_of(here))
    lists = [(kind.label, [row for row in rows if row.kind == kind]) for kind in OwnWord.Kind]
    return render(request, "wording/words.html", {"organisation": here, "lists": lists, "back": _home(here)})


@both
def word_new(request: HttpRequest, organisation: str) -> HttpResponse:
    return _word(request, _organisation(request), None)


@both
def word(request: HttpRequest, organisation: str, word: str) -> HttpResponse:
    """Change a word, or take it out."""
    here = _organisation(request)
    row = queries.word_in(organisation=here, ref=word)
    if request.method == "POST" and "remove" in request.POST:
        actions.remove_word(word=row, by=_me(request))
        return redirect(_list(here))
    return _word(request, here, row)


def _word(request: HttpRequest, here: Organisation, row: OwnWord | None) -> HttpResponse:
    def act(data: dict[str, Any], once: str) -> str:
        actions.keep_word(organisation=here, term=data["checked"], by=_me(request), once_key=once, instead_of=row)
        return _list(here)

    initial = {"kind": row.kind, "term": row.term, "meaning": row.meaning} if row else {}
    form = forms.WordForm(request.POST or None, initial=initial)
    title = _("Change a word") if row else _("Add a word")
    return pages.form_page(request, "wording/word.html", form, act, title=title, word=row, back=_list(here))


@both
def bring_in(request: HttpRequest, organisation: str) -> HttpResponse:
    """Words out of a file; nothing is kept of a file that does not fit."""
    here = _organisation(request)

    def act(data: dict[str, Any], once: str) -> str:
        actions.bring_in_words(organisation=here, terms=data["file"], by=_me(request), once_key=once)
        return _list(here)

    form = forms.FileForm(request.POST or None, request.FILES or None) if request.method == "POST" else forms.FileForm()
    title = _("Bring in words from a file")
    return pages.form_page(request, "wording/bring_in.html", form, act, title=title, back=_list(here))


@require_safe
def words_file(request: HttpRequest, organisation: str) -> HttpResponse:
    """The list as a CSV file."""
    here = _organisation(request)
    response = HttpResponse(files.written(queries.words_of(here)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="words-{here.slug}.csv"'
    return response


@both
def not_understood(request: HttpRequest, programme: str) -> HttpResponse:
    """A reader says which words they did not understand. No account, and nothing is kept of who it was."""
    here: Programme = request.programme  # type: ignore[attr-defined]
    page, page_ref = _page_of(request.GET.get("page", ""))
    form = forms.NotUnderstoodForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = pages.UNPROCESSABLE
        if form.is_valid():
            try:
                limits.take(bucket="not-understood", who=limits.who_from(request), rate=1 / 60, burst=10)
                limits.take(bucket="not-understood-in", who=here.ref, rate=1 / 30, burst=200)
                once_key = request.POST.get("once", "")
                given = form.cleaned_data
                actions.report_phrase(programme=here, page=page, page_ref=page_ref, once_key=once_key, **given)
                return redirect(f"{request.path}?sent=yes")
            except TooMany as too_many:
                put_refusal(form, too_many)
                status = too_many.status
    context = {
        "programme": here,
        "form": form,
        "once": request.POST.get("once", ""),
        "sent": request.GET.get("sent") == "yes",
        "back": reverse(page, args=[here.slug, *([page_ref] if page_ref else [])]),
    }
    return render(request, "wording/not_understood.html", context, status=status)


@require_safe
def asked(request: HttpRequest, programme: str) -> HttpResponse:
    """What readers did not understand."""
    here: Programme = request.programme  # type: ignore[attr-defined]
    page = Paginator(queries.asked_about(here), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "programme": here,
        "page": page,
        "asked": queries.opened(page.object_list),
        "waiting": queries.waiting(here),
    }
    return render(request, "wording/asked.html", context)


@both
def answer(request: HttpRequest, programme: str, report: str) -> HttpResponse:
    """Say what was done about a phrase."""
    here: Programme = request.programme  # type: ignore[attr-defined]
    row = queries.asked_in(programme=here, ref=report)
    back = reverse("not-understood-list", args=[here.slug])
    one = queries.opened([row])[0]

    def act(data: dict[str, Any], once: str) -> str:
        actions.answer_report(report=row, outcome=data["outcome"], term=data["checked"], by=_me(request))
        return back

    form = forms.AnswerForm(request.POST or None, initial={"term": one.phrase[:60]})
    return pages.form_page(request, "wording/answer.html", form, act, one=one, back=back)


def _page_of(given: str) -> tuple[str, str]:
    """(name, reference) of the page on which a reader was; the programme's own for anything odd."""
    name, _colon, ref = given.partition(":")
    if name in NotUnderstood.Page.values[1:] and re.fullmatch(refs.REF_PATTERN, ref):
        return name, ref
    return NotUnderstood.Page.PROGRAMME, ""


def _organisation(request: HttpRequest) -> Organisation:
    return request.organisation  # type: ignore[attr-defined, no-any-return]


def _home(organisation: Organisation) -> str:
    return reverse("organisation", args=[organisation.slug])


def _list(organisation: Organisation) -> str:
    return reverse("organisation-words", args=[organisation.slug])


def _me(request: HttpRequest) -> Account:
    """Who is signed in; the rule of access has let nobody else pass."""
    assert isinstance(request.user, Account)
    return request.user
