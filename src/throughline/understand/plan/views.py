"""The suggestions on a plan, and how the team answers them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from throughline.core.errors import NotFound
from throughline.programmes import pages
from throughline.programmes.permissions import Duty, allowed
from throughline.understand.plan import queries
from throughline.understand.plan.forms import ReplyForm
from throughline.understand.plan.notes import waiting_in_words
from throughline.voices.actions.replies import reply as give_reply
from throughline.voices.queries import public_words_of

PER_PAGE = 20


@require_safe
def results(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Every approved suggestion with its answer, or without one yet."""
    row = request.activity  # type: ignore[attr-defined]
    team = allowed(Duty.REPLY, by=request.user, programme=row.programme)
    page = Paginator(queries.suggestions(row, team=team), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "programme": row.programme,
        "activity": row,
        "page": page,
        "shown": [(one, public_words_of(one), getattr(one, "public_reply", None)) for one in page],
        "waiting": waiting_in_words(row, exact=team),
        "team": team,
    }
    return render(request, "plan/results.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, programme: str, activity: str, suggestion: str) -> HttpResponse:
    """Answer one suggestion."""
    row = request.activity  # type: ignore[attr-defined]
    one = queries.suggestion(row, suggestion)
    if one is None:
        raise NotFound
    back = reverse("plan-results", args=[programme, activity])

    def act(data: dict[str, Any], once: str) -> str:
        give_reply(contribution=one, **data, by=request.user, once_key=once)
        return back

    known = getattr(one, "public_reply", None)
    initial = {"outcome": known.outcome, "words": known.words} if known else None
    form = ReplyForm(request.POST or None, initial=initial)
    return pages.form_page(
        request, "plan/reply.html", form, act, programme=row.programme, words=public_words_of(one), one=one, back=back
    )
