"""The codebook: read, begun, added to, reworded, retired."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from throughline.programmes.pages import form_page
from throughline.understand.coding import actions, forms, queries
from throughline.understand.coding.views._common import account_of, both, codebook_of, context, programme_of, sent


@require_safe
def codebook(request: HttpRequest, programme: str) -> HttpResponse:
    """Every code with its definition; or how to begin."""
    found = queries.codebook_of(programme_of(request))
    if found is None:
        return render(request, "coding/none.html", context(request))
    page = context(request, codebook=found, sections=queries.sections(found), retired=queries.retired(found))
    return render(request, "coding/codebook.html", page)


@both
def start(request: HttpRequest, programme: str) -> HttpResponse:
    """Choose what to begin with."""
    if queries.codebook_of(programme_of(request)) is not None:
        return redirect("codebook", programme)

    def act(data: dict[str, Any], _once: str) -> str:
        actions.start_codebook(programme=programme_of(request), by=account_of(request), **data)
        return reverse("codebook", args=[programme])

    return form_page(request, "coding/start.html", forms.StartForm(sent(request)), act, **context(request))


@both
def new(request: HttpRequest, programme: str) -> HttpResponse:
    """Add a code or a heading."""
    book = codebook_of(request)

    def act(data: dict[str, Any], once: str) -> str:
        made = actions.add_code(
            codebook=book,
            wording=form.wording(),
            heading=form.chosen_heading(),
            is_heading=data["is_heading"],
            by=account_of(request),
            once_key=once,
        )
        return reverse("code", args=[programme, made.ref])

    form = forms.CodeForm(sent(request), headings=queries.headings(book))
    return form_page(request, "coding/code_new.html", form, act, **context(request))


@require_safe
def code(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """One code with everything that it said before."""
    found = queries.code(programme=programme_of(request), ref=code)
    return render(request, "coding/code.html", context(request, code=found, history=queries.history(found)))


@both
def change(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """Word a code anew."""
    found = queries.code(programme=programme_of(request), ref=code)

    def act(data: dict[str, Any], _once: str) -> str:
        actions.change_code(
            code=found,
            wording=form.wording(),
            heading=form.chosen_heading(),
            reason=data["reason"],
            by=account_of(request),
        )
        return reverse("code", args=[programme, code])

    form = forms.CodeForm(
        sent(request), headings=queries.headings(found.codebook), code=found, initial=forms.as_typed(found)
    )
    return form_page(request, "coding/code_change.html", form, act, **context(request, code=found, title=found.name))


@both
def use(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """Take a code out of use, or into use again."""
    found = queries.code(programme=programme_of(request), ref=code)
    verb = actions.bring_back_code if found.retired_at else actions.retire_code
    page = context(request, code=found, was_retired=found.retired_at is not None)

    def act(data: dict[str, Any], _once: str) -> str:
        verb(code=found, reason=data["reason"], by=account_of(request))
        return reverse("code", args=[programme, code])

    return form_page(request, "coding/code_use.html", forms.ReasonForm(sent(request)), act, **page)
