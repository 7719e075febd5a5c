"""The page on which a team watches an activity, the same for every method that has seats."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from throughline.core.errors import NotFound
from throughline.envision.seats.journey import SeatJourney
from throughline.envision.seats.watching import watched
from throughline.programmes import methods, queries
from throughline.programmes.hooks import Note
from throughline.programmes.models import Activity, Role

TEAM = (Role.ORGANISER, Role.FACILITATOR)


@require_safe
def watch(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Who joined, where people stop, who is missing, and whether anybody was reminded."""
    row = queries.activity_in(request.programme, activity)  # type: ignore[attr-defined]
    journey = _journey_of(row) if row else None
    if row is None or journey is None:
        raise NotFound(_("We could not find this activity. It may have been moved."))
    method = methods.get(row.method)
    context = {
        "programme": row.programme,
        "activity": row,
        "watched": watched(row, journey),
        "reminded": method.reminded(row),
        "more_url": method.manage_url(row),
    }
    return render(request, "seats/watch.html", context)


def _journey_of(activity: Activity) -> SeatJourney | None:
    """How people join it; None where nobody does."""
    found = getattr(methods.get(activity.method), "journey", None)
    return found if isinstance(found, SeatJourney) else None


def page_of(activity: Activity, roles: Collection[str]) -> Iterator[Note]:
    """The way here from an activity's page, for those who may."""
    if set(TEAM) & set(roles) and activity.status != Activity.Status.DRAFT and _journey_of(activity):
        yield Note(_("Watch how it is going"), reverse("seats-watch", args=[activity.programme.slug, activity.ref]))
