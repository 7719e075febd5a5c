"""Themes: groups of similar words that software proposes and people name, merge, split and sign off."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.core.refs import new_ref
from throughline.evidence.models import Run
from throughline.programmes.models import Programme
from throughline.voices.models import Contribution


class Theme(models.Model):
    """A group until a person names it, a theme after."""

    class Status(models.TextChoices):
        PREPARING = "preparing", _("Being prepared")
        PROPOSED = "proposed", _("Proposed by software")
        SIGNED_OFF = "signed-off", _("Signed off")
        MERGED = "merged", _("Merged into another")
        SET_ASIDE = "set-aside", _("Set aside")

    OPEN = (Status.PROPOSED, Status.SIGNED_OFF)

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="themes")
    run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="themes")
    name = models.CharField(max_length=120, blank=True, help_text="Given by a person.")
    description = models.TextField(blank=True)
    machine_words = models.JSONField(default=list)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PROPOSED)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="merged_from")
    split_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="split_into")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(null=True, help_text="When a person first read the words beneath it.")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["programme", "status"], name="theme_current")]
        constraints = [
            models.CheckConstraint(
                name="theme_signed_by_a_person_who_looked",
                condition=~Q(status="signed-off") | (Q(signed_at__isnull=False) & Q(opened_at__isnull=False)),
            ),
        ]


class Assignment(models.Model):
    """A contribution is in a theme, because a machine (by_account empty) or a person put it there."""

    class Place(models.TextChoices):
        NEAREST = "nearest", _("Near the centre")
        EDGE = "edge", _("At the edge")
        INSIDE = "inside", _("Inside")

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="assignments")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="assignments")
    similarity = models.FloatField(null=True)
    place = models.CharField(max_length=8, choices=Place.choices, default=Place.INSIDE)
    by_account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    assigned_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["theme", "contribution"], name="assignment_once")]


class RareSignal(models.Model):
    """A contribution that must be read by a person, whatever its numbers, and given a disposition.

    One that software raised counts once its run is done, and stays until a person has read it.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Waiting to be read")
        ESCALATED = "escalated", _("Passed on at once")
        KEPT = "kept", _("Kept as a finding of its own")
        IN_THEME = "in-theme", _("Answered within a theme")
        NO_CONCERN = "no-concern", _("Read; no further step needed")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="rare_signals")
    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="rare_signal")
    run = models.ForeignKey(Run, null=True, on_delete=models.SET_NULL, related_name="rare_signals")
    reasons = models.JSONField(default=list)
    score = models.FloatField(default=0)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.WAITING)
    reason = models.TextField(blank=True)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    read_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["programme", "outcome"], name="rare_signal_waiting")]
