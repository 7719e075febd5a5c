"""What a team asked before it asked people again, what was found, and the vectors that make it quick."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.core.refs import new_ref
from throughline.programmes.models import Programme
from throughline.voices.models import Contribution


class Search(models.Model):
    """One question, put to what is known already. `results` holds references only, read again for each reader."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=300)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    results = models.JSONField(default=dict, help_text="Kind → how many were searched, and hits by meaning and words.")
    description = models.CharField(max_length=200, blank=True, help_text="How meaning was compared.")
    job = models.CharField(max_length=12, blank=True, help_text="The job that does the work.")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["programme", "-id"], name="known_newest")]


class Vector(models.Model):
    """What a language model makes of a contribution's words, sealed under the words' own key: it dies with them."""

    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="+")
    engine = models.CharField(max_length=80, help_text="Vectors of another engine cannot be compared.")
    sealed = models.BinaryField(help_text="Sealed float16 numbers.")
