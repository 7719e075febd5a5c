"""The rule for pages that only somebody with a seat in the activity may open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from throughline.envision.seats import cookie, queries
from throughline.programmes import methods
from throughline.programmes.access import OfMethod

TO_JOIN = "?join"
"""After the address of the start page, for those who have no seat yet."""


class WithSeat(OfMethod):
    """Whoever joined the activity in this browser. Sets request.activity, .programme and .seat."""

    name = "seat"

    def check(self, request: HttpRequest, kwargs: Mapping[str, Any]) -> HttpResponse | None:
        super().check(request, kwargs)
        activity = request.activity  # type: ignore[attr-defined]
        held = cookie.submission_of(request)
        seat = queries.seat_of(activity=activity, submission=held) if held else None
        if seat is None:
            return HttpResponseRedirect(methods.get(self.method).part_url(activity) + TO_JOIN)
        request.seat = seat  # type: ignore[attr-defined]
        return None
