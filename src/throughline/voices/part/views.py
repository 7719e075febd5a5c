"""Pages that belong to taking part, whatever the method: the receipt, and the rules."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from throughline.core.public_pages import public_page
from throughline.voices import receipts, rules
from throughline.voices.part import queries


@require_http_methods(["GET", "POST"])
def received(request: HttpRequest, submission: str) -> HttpResponse:
    """Show the six words, while this browser may show them; POST says that they are written down."""
    if request.method == "POST":
        return receipts.put_away(redirect("received", submission), submission)
    shown = receipts.shown(request, submission)
    # Without the code the page is the same for every address: it tells nobody what exists.
    after = queries.what_next(submission=submission) if shown else None
    context = {"shown": shown, "next": after, "follow_address": request.build_absolute_uri(reverse("follow"))}
    return render(request, "voices/part/received.html", context)


@public_page
def rules_page(request: HttpRequest) -> HttpResponse:
    context = {"rules": rules.RULES, "colours": rules.COLOURS}
    return render(request, "voices/part/rules.html", context)
