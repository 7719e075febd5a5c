"""Pages that anybody can open: the finder, a programme, an organisation."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from throughline.core.public_pages import public_page
from throughline.programmes import hooks, methods, pages, queries
from throughline.programmes.forms import FinderForm
from throughline.programmes.models import Activity, Programme
from throughline.programmes.wording import queries as wording

PER_PAGE = 20


@public_page
@require_safe
def finder(request: HttpRequest) -> HttpResponse:
    """Programmes by topic and region."""
    form = FinderForm(request.GET)
    chosen = form.chosen()
    page = Paginator(queries.find(**chosen), PER_PAGE).get_page(request.GET.get("page"))
    context = {"filter": form, "page": page, "query": urlencode(chosen), "status_tag": pages.status_tag}
    return render(request, "programmes/finder.html", context)


@public_page
@require_safe
def programme(request: HttpRequest, programme: str) -> HttpResponse:
    """One programme: its question, what was promised, what is next, and how to take part."""
    row: Programme = request.programme  # type: ignore[attr-defined]
    plan = queries.plan_of(row)
    context = {
        "plan": plan,
        "programme": row,
        "status": pages.status_tag(row),
        "timeline": pages.timeline(plan),
        "ahead": pages.what_is_next(plan),
        "open_now": open_now(plan),
        "notes": hooks.notes_on(row, exact=False),
        "roles": queries.roles_of(account=request.user, programme=row),
        "own_words": wording.own_words(row),
    }
    return render(request, "programmes/programme.html", context)


def open_now(plan: queries.Plan) -> list[tuple[Activity, methods.Method, str]]:
    """The activities in which people can take part now, with their method and address."""
    every = methods.all_methods()
    found = []
    for activity in plan.activities:
        method = every.get(activity.method)
        if activity.status == Activity.Status.OPEN and method is not None and method.takes_part:
            found.append((activity, method, method.part_url(activity)))
    return found


@require_safe
def organisation(request: HttpRequest, organisation: str) -> HttpResponse:
    """One organisation and its programmes."""
    row = request.organisation  # type: ignore[attr-defined]
    page = Paginator(queries.of_organisation(row), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "organisation": row,
        "page": page,
        "may_plan": queries.may_plan_for(account=request.user, organisation=row),
        "status_tag": pages.status_tag,
    }
    return render(request, "programmes/organisation.html", context)
