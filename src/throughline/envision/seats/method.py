"""What every method has in common that people answer from a seat."""

from __future__ import annotations

from typing import ClassVar

from django.urls import reverse

from throughline.envision.seats.journey import SeatJourney
from throughline.programmes.methods import Method
from throughline.programmes.models import Activity


class SeatMethod(Method):
    """A method that people join and then answer bit by bit. `journey`: how they join."""

    journey: ClassVar[SeatJourney]

    def helped_url(self, activity: Activity) -> str:
        return reverse("seat-helped-start", args=[activity.programme.slug, activity.ref])

    def paper_url(self, activity: Activity) -> str:
        return reverse("seat-paper", args=[activity.programme.slug, activity.ref])
