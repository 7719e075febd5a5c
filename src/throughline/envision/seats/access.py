"""The rule for pages that only somebody with a seat in the activity may open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from throughline.core.errors import NotFound
from throughline.envision.seats import cookie, queries
from throughline.envision.seats.method import SeatMethod
from throughline.programmes import methods
from throughline.programmes import queries as programmes
from throughline.programmes.access import Member, OfMethod
from throughline.programmes.models import Role
from throughline.programmes.permissions import Duty, allowed

TO_JOIN = "?join"
"""After the address of the start page, for those who have no seat yet."""


class WithSeat(OfMethod):
    """Whoever joined the activity in this browser, or somebody of the team who answers for a person who did. Sets
    request.activity, .programme and .seat; and .helping, whether they answer for somebody else."""

    name = "seat"

    def check(self, request: HttpRequest, kwargs: Mapping[str, Any]) -> HttpResponse | None:
        super().check(request, kwargs)
        activity = request.activity  # type: ignore[attr-defined]
        helped = cookie.helped_submission_of(request)
        if helped and not allowed(Duty.WRITE_DOWN, by=request.user, programme=activity.programme):
            helped = ""
        held = helped or cookie.submission_of(request)
        seat = queries.seat_of(activity=activity, submission=held) if held else None
        if seat is None:
            start = methods.get(self.method).part_url(activity)
            response = HttpResponseRedirect(start + TO_JOIN)
            return cookie.forget_helped(response, start) if helped else response
        request.seat, request.helping = seat, bool(helped)  # type: ignore[attr-defined]
        return None


class OfSeats(Member):
    """Somebody with one of the roles, for an activity of any method with seats. Sets request.activity as well."""

    def check(self, request: HttpRequest, kwargs: Mapping[str, Any]) -> HttpResponse | None:
        turned_away = super().check(request, kwargs)
        if turned_away is not None:
            return turned_away
        activity = programmes.activity_in(request.programme, kwargs["activity"])  # type: ignore[attr-defined]
        if activity is None or not isinstance(methods.get(activity.method), SeatMethod):
            raise NotFound(_("We could not find this activity. It may have been moved."))
        activity.programme = request.programme  # type: ignore[attr-defined]
        request.activity = activity  # type: ignore[attr-defined]
        return None


def of_seats(*roles: Role) -> OfSeats:
    """The rule for pages of people with any of these roles, of any activity with seats."""
    return OfSeats(*roles)
