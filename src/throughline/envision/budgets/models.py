"""What each person would fund. The budget and its options are in the activity's settings."""

from __future__ import annotations

from django.db import models

from throughline.envision.seats.models import Seat


class Ballot(models.Model):
    """One person's choice, in the place of whatever they chose before: the seat is the key, so there is only one."""

    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, primary_key=True, related_name="budget_ballot")
    given = models.JSONField(help_text="Slug of an option → points given to it, or 1 where it was ticked.")
    cast_at = models.DateTimeField()
