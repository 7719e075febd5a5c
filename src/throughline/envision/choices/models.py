"""Who is asked which version of the tasks, what they chose, and pictures of levels. The rest is in the activity's
settings."""

from __future__ import annotations

from django.db import models

from throughline.core.refs import new_ref
from throughline.envision.seats.models import Seat
from throughline.programmes.models import Activity, Constituency


class Place(models.Model):
    """The version that one person answers. `number` counts people of one constituency, so that versions stay equal."""

    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, primary_key=True, related_name="choice_place")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    constituency = models.CharField(max_length=10, choices=Constituency.choices)
    number = models.PositiveIntegerField()
    block = models.PositiveSmallIntegerField()
    begun_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "constituency", "number"], name="choice_place_once"),
        ]


class Choice(models.Model):
    """What one person chose in one task; the last answer counts."""

    class Kind(models.TextChoices):
        TRY = "try", "to try"
        TASK = "task", "counted"
        AGAIN = "again", "asked a second time"

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="choices")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    task = models.PositiveSmallIntegerField(help_text="Number in the design; 0 for the task to try.")
    position = models.PositiveSmallIntegerField(help_text="Where it came among this person's tasks, from 1.")
    chosen = models.PositiveSmallIntegerField(help_text="0 option A, 1 option B, 2 neither.")
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "kind", "task"], name="choice_once")]


class LevelPicture(models.Model):
    """A picture of one level, for everybody: drawn anew from what the team sent. Another one has another ref."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="choice_pictures")
    attribute = models.CharField(max_length=20)
    level = models.CharField(max_length=20)
    alt = models.CharField(max_length=160, help_text="What the picture shows, for whoever does not see it.")
    content = models.BinaryField(help_text="WebP.")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "attribute", "level"], name="choice_picture_once"),
        ]
