"""The map of a journey: its touchpoints in order, what was placed there, and the feelings that people named."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from throughline.core.refs import new_ref
from throughline.programmes.models import Programme
from throughline.voices.models import Contribution


class Touchpoint(models.Model):
    """A moment of the journey at which people meet the service, or wait for it."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="touchpoints")
    name = models.CharField(max_length=80)
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["place", "id"]


class Placement(models.Model):
    """Words, or a stretch of them, stand at a touchpoint, because a person read them so."""

    class Going(models.TextChoices):
        """Both have the same standing."""

        WELL = "well", _("Going well")
        NOT_WELL = "not-well", _("Not going well")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    touchpoint = models.ForeignKey(Touchpoint, on_delete=models.PROTECT, related_name="placements")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="placements")
    going = models.CharField(max_length=8, choices=Going.choices)
    start = models.PositiveIntegerField(null=True, help_text="Where the stretch begins; empty for all of the words.")
    end = models.PositiveIntegerField(null=True)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    placed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="placement_stretch_is_whole",
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__isnull=False, end__gt=F("start")),
            ),
        ]


class Named(models.Model):
    """A feeling that the author named in these words. `word` is of the written list, and stands in the text."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="named")
    word = models.CharField(max_length=20)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["placement", "word"], name="feeling_named_once")]
