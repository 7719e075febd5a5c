"""A person's place in an activity that is answered bit by bit: votes, ratings, choices, rounds."""

from __future__ import annotations

from django.db import models

from throughline.core.refs import new_ref
from throughline.programmes.models import Activity
from throughline.voices.models import Participant, Submission


class Seat(models.Model):
    """One place for one participant in one activity. What they answer hangs on it and goes with it.

    The submission holds the consent and whatever its author asked for since; it carries no words of its own.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="seats")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="seats")
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="seat")
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "participant"], name="seat_once")]
