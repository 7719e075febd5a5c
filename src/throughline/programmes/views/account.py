"""A person's own page: what they have to do, and what they sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from throughline.programmes import duties, hooks, pages, queries


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """My programmes and duties, my organisations, and what I sent."""
    work = [
        (programme, pages.status_tag(programme), duties.duties_in(programme, roles))
        for programme, roles in queries.memberships_of(request.user)
    ]
    context = {
        "work": work,
        "organisations": queries.organisations_of(request.user),
        "is_operator": request.user.is_operator,
        "name": request.user.name,
        "sent": hooks.everything_sent_by(request.user),
    }
    return render(request, "programmes/account.html", context)
