"""What all pages of ideas share: addresses, and what each is given."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from throughline.envision.ideas.actions.commenting import taken
from throughline.envision.ideas.forms import DEFAULT_QUESTION
from throughline.envision.seats.access import WithSeat
from throughline.envision.seats.models import Seat
from throughline.programmes.models import Activity

PER_PAGE = 20
_WITH_SEAT = WithSeat("ideas")
both = require_http_methods(["GET", "HEAD", "POST"])


def at(name: str, activity: Activity, *more: str) -> str:
    """The address of a page of an activity."""
    return reverse(f"ideas-{name}", args=[activity.programme.slug, activity.ref, *more])


def activity_of(request: HttpRequest) -> Activity:
    """The activity that the rule of access has found."""
    return request.activity  # type: ignore[attr-defined, no-any-return]


def seat_of(request: HttpRequest) -> Seat:
    """The seat that the rule of access has found."""
    return request.seat  # type: ignore[attr-defined, no-any-return]


def seat_if_any(request: HttpRequest) -> Seat | None:
    """The seat that this browser holds, on a page that anybody may read; found by the rule of those who need one."""
    row = activity_of(request)
    without = _WITH_SEAT.check(request, {"programme": row.programme.slug, "activity": row.ref})
    return None if without is not None else seat_of(request)


def context_of(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What every page of an activity is given."""
    activity = activity_of(request)
    return {
        "activity": activity,
        "programme": activity.programme,
        "question": activity.settings.get("question") or DEFAULT_QUESTION,
        "lead": activity.settings.get("lead", ""),
        "may_comment": taken(activity),
        "open": activity.status == Activity.Status.OPEN,
        "seat": None,
        "preview": False,
        "idea": None,
        "step": None,
        **more,
    }
