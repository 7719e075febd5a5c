"""Coding itself: one contribution after the other, and the memos."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from throughline.programmes.pages import form_page
from throughline.understand.coding import actions, forms, queries
from throughline.understand.coding.models import Code, Codebook
from throughline.understand.coding.part_forms import PartsForm
from throughline.understand.coding.queries.words import IN_COMMON
from throughline.understand.coding.views._common import (
    account_of,
    both,
    codebook_of,
    codes_in,
    context,
    programme_of,
    sent,
)

PER_PAGE = 20


@require_safe
def overview(request: HttpRequest, programme: str) -> HttpResponse:
    """The way into the workbench: how far it is, and where to go on."""
    found = programme_of(request)
    page = context(
        request,
        codebook=queries.codebook_of(found),
        standing=queries.standing(found, account_of(request)),
        in_common=IN_COMMON,
    )
    return render(request, "coding/overview.html", page)


@require_safe
def following(request: HttpRequest, programme: str) -> HttpResponse:
    """Open the contribution that this coder reads next."""
    codebook_of(request)
    found = queries.next_for(programme_of(request), account_of(request), but=request.GET.get("but", "")[:12])
    if found is None:
        return render(request, "coding/nothing_left.html", context(request))
    return redirect(reverse("coding-words", args=[programme, found.ref]) + "#words")


@both
def words(request: HttpRequest, programme: str, contribution: str) -> HttpResponse:
    """Read one contribution and say what it is about, as a whole or in parts."""
    book = codebook_of(request)
    found = queries.contribution(programme=programme_of(request), ref=contribution)
    reading = queries.reading(found, account_of(request))
    sections = queries.sections(book)
    form = _form(request, reading, codes_in(sections))
    page = _page(request, book, reading) | {"sections": sections}
    if "more" in request.POST:  # more rows for parts; nothing is saved, and all that was typed is kept
        return render(request, "coding/words.html", page | {"form": form, "once": request.POST.get("once", "")})

    def act(data: dict[str, Any], once: str) -> str:
        actions.code_words(
            contribution=found,
            codes=form.chosen(),
            nothing_fits=data["nothing_fits"],
            parts=form.given_parts(),
            memo=data["memo"],
            by=account_of(request),
            once_key=once,
        )
        return reverse("coding-next", args=[programme])

    return form_page(request, "coding/words.html", form, act, **page)


def _form(request: HttpRequest, reading: queries.Reading, codes: list[Code]) -> PartsForm:
    """The form with what the reader gave, or as it was sent."""
    mine, more = reading.mine, "more" in request.POST
    given = [code.ref for code in mine.codes.all()] if mine else []
    return PartsForm(
        None if more else sent(request),
        codes=codes,
        text=reading.text,
        before=reading.rows(mine) if mine else [],
        initial={"codes": given, "nothing_fits": mine is not None and not given},
        typed=request.POST if more else None,
    )


def _page(request: HttpRequest, book: Codebook, reading: queries.Reading) -> dict[str, Any]:
    """What stands around the form: what others gave is absent until the reader has given their own."""
    mine, found = reading.mine, reading.contribution
    settled = queries.settlement(found) if mine else None
    return context(
        request,
        reading=reading,
        contribution=found,
        suggested=queries.suggested(found) if book.shows_suggestions and mine is None else [],
        settled=settled,
        reason=queries.reason_of(settled) if settled else "",
        may_settle=mine is not None and any(one.fingerprint != mine.fingerprint for one in reading.others),
    )


@both
def memos(request: HttpRequest, programme: str) -> HttpResponse:
    """Every memo that the reader may see, and a new one."""
    book = codebook_of(request)
    found = programme_of(request)

    def act(data: dict[str, Any], once: str) -> str:
        code = form.by_ref.get(data["code"])
        actions.write_memo(programme=found, words=data["words"], code=code, by=account_of(request), once_key=once)
        return reverse("memos", args=[programme])

    form = forms.MemoForm(sent(request), codes=codes_in(queries.sections(book)))
    shown = Paginator(queries.memos(found, account_of(request)), PER_PAGE).get_page(request.GET.get("page"))
    return form_page(
        request, "coding/memos.html", form, act, **context(request, page=shown, notes=queries.notes(shown))
    )
