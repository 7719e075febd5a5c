"""What software suggests: whether coders see it, and asking it to learn anew."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from throughline.evidence import runs
from throughline.programmes.pages import form_page
from throughline.understand.coding import actions, forms
from throughline.understand.coding.queries.suggesting import SUGGESTIONS
from throughline.understand.coding.views._common import account_of, both, codebook_of, context, programme_of, sent


@both
def suggestions(request: HttpRequest, programme: str) -> HttpResponse:
    """The setting, and the last run."""
    book = codebook_of(request)

    def act(data: dict[str, Any], _once: str) -> str:
        shown, order = data["shown"] == "yes", data["order"]
        actions.show_suggestions(codebook=book, shown=shown, order=order, by=account_of(request))
        return reverse("coding-suggestions", args=[programme])

    now = {"shown": "yes" if book.shows_suggestions else "no", "order": book.order}
    form = forms.ShowForm(sent(request), initial=now)
    run = runs.latest(programme_of(request), SUGGESTIONS)
    page = context(request, codebook=book, run=run, busy=runs.is_busy(run))
    return form_page(request, "coding/suggestions.html", form, act, **page)


@require_POST
def ask(request: HttpRequest, programme: str) -> HttpResponse:
    actions.ask_for_suggestions(
        programme=programme_of(request), by=account_of(request), once_key=request.POST.get("once", "")
    )
    return redirect("coding-suggestions", programme)
