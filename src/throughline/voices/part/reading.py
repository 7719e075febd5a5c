"""What a page needs that shows published words and lets readers choose among them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from throughline.programmes.models import Constituency
from throughline.voices.labels import LABELS
from throughline.voices.part import queries
from throughline.voices.part.published import Choice, published


def reading_context(request: HttpRequest) -> dict[str, Any]:
    """The context of `voices/part/published.html`, for the activity of the request."""
    activity = request.activity  # type: ignore[attr-defined]
    choice = Choice.of(request.GET)
    return {
        "activity": activity,
        "programme": activity.programme,
        "page": published(activity=activity, choice=choice),
        "choice": choice,
        "constituencies": Constituency.choices,
        "regions": queries.regions_of(activity.programme),
        "labels": LABELS,
    }
