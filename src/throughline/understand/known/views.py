"""What do we already know? Asked before people are asked again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from throughline.programmes.permissions import Duty, allowed
from throughline.understand.known import actions, forms, queries
from throughline.understand.known.models import Search


@require_http_methods(["GET", "HEAD", "POST"])
def known(request: HttpRequest, programme: str) -> HttpResponse:
    """Ask, and see what was asked before."""
    row = request.programme  # type: ignore[attr-defined]
    form = forms.LookUpForm(request.POST if request.method == "POST" else None, initial={"question": row.question})
    if form.is_valid():
        question, once_key = form.cleaned_data["question"], request.POST.get("once", "")
        asked = actions.look_up(programme=row, question=question, by=request.user, once_key=once_key)
        return redirect("known-search", programme, asked.ref)
    context = {"programme": row, "form": form, "searches": queries.searches(row)}
    return render(request, "known/known.html", context, status=422 if form.is_bound else 200)


@require_safe
def search(request: HttpRequest, programme: str, search: str) -> HttpResponse:
    """What was found, or how far it is."""
    row = request.programme  # type: ignore[attr-defined]
    asked = queries.search(programme=row, ref=search)
    may_read = allowed(Duty.READ_WORDS, by=request.user, programme=row)
    done = asked.status == Search.Status.DONE
    context = {
        "programme": row,
        "search": asked,
        "given_up": queries.given_up(asked),
        "found": queries.results(asked, account=request.user, may_read=may_read) if done else None,
    }
    return render(request, "known/search.html", context)
