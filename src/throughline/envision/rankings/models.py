"""The order into which each person put the items. The items are in the activity's settings."""

from __future__ import annotations

from django.db import models

from throughline.envision.seats.models import Seat


class Ballot(models.Model):
    """One person's order, in the place of whatever they sent before: the seat is the key, so there is only one."""

    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, primary_key=True, related_name="ranking_ballot")
    order = models.JSONField(help_text="Slugs of items, the first place first.")
    cast_at = models.DateTimeField()
