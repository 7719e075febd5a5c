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
    to_answer: ClassVar[str]
    """The page on which people go on answering, as the address of each page is named after the method's slug."""
    to_prepare: ClassVar[str]
    """The team's page for what people will answer."""
    to_preview: ClassVar[str] = "preview"

    def page_url(self, page: str, activity: Activity) -> str:
        """The address of one of the method's pages that belong to the whole activity."""
        return reverse(f"{self.slug}-{page}", args=[activity.programme.slug, activity.ref])

    def part_url(self, activity: Activity) -> str:
        return self.page_url("start", activity)

    def results_url(self, activity: Activity) -> str:
        return self.page_url("results", activity)

    def go_on_url(self, activity: Activity) -> str:
        return self.page_url(self.to_answer, activity)

    def manage_url(self, activity: Activity) -> str:
        return self.page_url(self.to_prepare, activity)

    def preview_url(self, activity: Activity) -> str:
        return self.page_url(self.to_preview, activity)

    def helped_url(self, activity: Activity) -> str:
        return reverse("seat-helped-start", args=[activity.programme.slug, activity.ref])

    def paper_url(self, activity: Activity) -> str:
        return reverse("seat-paper", args=[activity.programme.slug, activity.ref])
