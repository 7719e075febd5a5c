"""How far people agree, what is settled where they differ, and how far coding is."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from throughline.evidence import runs
from throughline.evidence.models import Run
from throughline.programmes.pages import form_page
from throughline.understand.coding import actions, forms, queries, showing
from throughline.understand.coding.models import Code
from throughline.understand.coding.queries.suggesting import FIGURES
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
def agreement(request: HttpRequest, programme: str) -> HttpResponse:
    """How far people agree, code by code; and software with people."""
    page, codes = _figures(request)
    found = page["figures"]
    shown = showing.agreement(found, codes) if found else None
    measured = {name: found.get(name) for name in ("together", "sentences", "machine")} if found else {}
    whole = {name: showing.in_words(one) for name, one in measured.items() if one}
    return render(request, "coding/agreement.html", page | {"shown": shown, "whole": whole, "back": "agreement"})


@require_safe
def progress(request: HttpRequest, programme: str) -> HttpResponse:
    """What people have read, and whether new codes still come."""
    page, _codes = _figures(request)
    found = page["figures"]
    curve = showing.saturation(found["saturation"]) if found and found["saturation"] else None
    page |= {
        "standing": queries.standing(programme_of(request), account_of(request)),
        "settled": queries.settled(programme_of(request)),
        "curve": curve,
        "back": "progress",
    }
    return render(request, "coding/progress.html", page)


@require_safe
def matrix(request: HttpRequest, programme: str) -> HttpResponse:
    """The framework matrix: who said what, and where it was said."""
    page, codes = _figures(request)
    charts = showing.matrices(page["figures"], codes) if page["figures"] else []
    return render(request, "coding/matrix.html", page | {"charts": charts, "back": "matrix"})


@require_POST
def ask(request: HttpRequest, programme: str) -> HttpResponse:
    """Work the figures out anew."""
    actions.ask_for_figures(
        programme=programme_of(request), by=account_of(request), once_key=request.POST.get("once", "")
    )
    back = request.POST.get("back")
    return redirect(f"coding-{back}" if back in ("agreement", "matrix") else "coding-progress", programme)


@require_safe
def disagreements(request: HttpRequest, programme: str) -> HttpResponse:
    """Words whose coders differ, until somebody settles what holds."""
    codebook_of(request)
    found = queries.disagreements(programme_of(request), account_of(request))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "coding/disagreements.html", context(request, page=page))


@both
def settle(request: HttpRequest, programme: str, contribution: str) -> HttpResponse:
    """Decide what holds. Whoever has not coded the words does so first."""
    book = codebook_of(request)
    found = queries.contribution(programme=programme_of(request), ref=contribution)
    reading = queries.reading(found, account_of(request))
    if reading.mine is None:
        return redirect("coding-words", programme, contribution)

    def act(data: dict[str, Any], once: str) -> str:
        actions.settle(
            contribution=found,
            codes=form.chosen(),
            nothing_fits=data["nothing_fits"],
            reason=data["reason"],
            by=account_of(request),
            once_key=once,
        )
        return reverse("coding-disagreements", args=[programme])

    live = codes_in(queries.sections(book))
    form = forms.SettleForm(sent(request), codes=live)
    given = {code.pk for coding in (reading.mine, *reading.others) for code in coding.codes.all()}
    page = context(request, reading=reading, contribution=found, proposed=[code for code in live if code.pk in given])
    return form_page(request, "coding/settle.html", form, act, **page)


def _figures(request: HttpRequest) -> tuple[dict[str, Any], dict[str, Code]]:
    """The last figures, and the codes in use by key."""
    book, run = codebook_of(request), runs.latest(programme_of(request), FIGURES)
    codes = {code.key: code for code in codes_in(queries.sections(book))}
    done = run if run and run.status == Run.Status.DONE else runs.latest(programme_of(request), FIGURES, done=True)
    page = context(request, run=run, busy=runs.is_busy(run), done=done, figures=done.summary if done else None)
    return page, codes
