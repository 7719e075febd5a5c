"""Pages that belong to taking part, whatever the method: the receipt, and the rules."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from throughline.core.public_pages import public_page
from throughline.voices import folding, receipts, rules
from throughline.voices.part import forms, queries


@require_http_methods(["GET", "POST"])
def received(request: HttpRequest, submission: str) -> HttpResponse:
    """Show the six words, while this browser may show them; POST says that they are written down."""
    if request.method == "POST":
        return receipts.put_away(redirect("received", submission), submission)
    shown = receipts.shown(request, submission)
    # Without the code the page is the same for every address: it tells nobody what exists.
    after = queries.what_next(submission=submission) if shown else None
    context = {"shown": shown, "next": after, "follow_address": settings.SITE_URL + reverse("follow")}
    return render(request, "voices/part/received.html", context)


@require_http_methods(["GET", "POST"])
def rather_not_see(request: HttpRequest) -> HttpResponse:
    """A reader says what should stay folded away."""
    form = forms.FoldForm(request.POST if request.method == "POST" else None, initial={"fold": folding.folded(request)})
    if form.is_valid():
        return folding.remember(redirect(reverse("rather-not-see") + "?saved"), form.cleaned_data["fold"])
    context = {"form": form, "saved": "saved" in request.GET}
    return render(request, "voices/part/rather_not_see.html", context, status=422 if form.is_bound else 200)


@public_page
def rules_page(request: HttpRequest) -> HttpResponse:
    context = {"rules": rules.RULES, "colours": rules.COLOURS}
    return render(request, "voices/part/rules.html", context)
