"""“How balanced was this”: for everybody, and with exact numbers for the team."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from throughline.core.errors import NotFound
from throughline.core.public_pages import public_page
from throughline.evidence.balance.gathering import gather
from throughline.evidence.balance.showing import Shown, shown
from throughline.programmes import methods
from throughline.programmes import queries as programmes
from throughline.programmes.hooks import Note
from throughline.programmes.models import Activity, Role

TEAM = (Role.ORGANISER, Role.FACILITATOR, Role.ANALYST)


@public_page
@require_safe
def public(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """As anybody may see it. What is answered bit by bit is told once it has closed: until then it would tell, from one
    minute to the next, what somebody just gave."""
    row = _found(request, activity)
    waits = methods.get(row.method).go_on_url(row) != "" and row.status != Activity.Status.CLOSED
    panel = None if waits else shown(gather(row, exact=False), exact=False)
    return render(request, "evidence/balance.html", _context(row, panel) | {"waits": waits, "exact": False})


@require_safe
def exact(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Everybody who took part so far, in exact numbers, for the team."""
    row = _found(request, activity)
    panel = shown(gather(row, exact=True), exact=True)
    return render(request, "evidence/balance.html", _context(row, panel) | {"waits": False, "exact": True})


def _found(request: HttpRequest, ref: str) -> Activity:
    row = programmes.activity_in(request.programme, ref)  # type: ignore[attr-defined]
    if row is None or not methods.get(row.method).takes_part:
        raise NotFound(_("We could not find this activity. It may have been moved."))
    return row


def _context(activity: Activity, panel: Shown | None) -> dict[str, Any]:
    results = methods.get(activity.method).results_url(activity)
    return {"activity": activity, "programme": activity.programme, "panel": panel, "results": results}


def page_of(activity: Activity, roles: Collection[str]) -> Iterator[Note]:
    """The way here from an activity's page, for those who may."""
    if set(TEAM) & set(roles) and activity.status != Activity.Status.DRAFT and methods.get(activity.method).takes_part:
        yield Note(
            _("How balanced it is so far"), reverse("balance-exact", args=[activity.programme.slug, activity.ref])
        )
