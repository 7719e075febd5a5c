"""What was found elsewhere: the team's notes on literature, and numbers that others counted. None of it is anybody's
contribution, and none of it is shown as people's words."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.core.refs import new_ref
from throughline.programmes.models import Programme


class Note(models.Model):
    """What one publication found, in the words of somebody of the team."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    citation = models.CharField(max_length=500)
    year = models.PositiveSmallIntegerField()
    found = models.TextField()
    url = models.URLField(max_length=500, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    noted_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["programme", "-id"], name="note_newest")]


class Numbers(models.Model):
    """A table of numbers out of one file, such as complaints by theme, with its source."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=200)
    counted = models.CharField(max_length=80, help_text="What is counted, such as “complaints”.")
    where_from = models.TextField()
    licence = models.CharField(max_length=200)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    skipped = models.PositiveIntegerField(default=0, help_text="Rows left out because something was wrong with them.")
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    brought_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["programme", "file_sha256"], name="numbers_file_once")]


class Number(models.Model):
    """One row of such a table."""

    numbers = models.ForeignKey(Numbers, on_delete=models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField()
    theme = models.CharField(max_length=200)
    count = models.PositiveIntegerField(null=True, help_text="Empty where the source itself hides it.")
    period = models.CharField(max_length=80)
    service = models.CharField(max_length=160, blank=True)
    region = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["numbers", "place"], name="number_place_once")]


class Incoming(models.Model):
    """What a file holds, as read, until a person has looked at it and said yes; a day at most."""

    class Kind(models.TextChoices):
        NOTES = "notes", _("Notes on literature")
        NUMBERS = "numbers", _("Numbers that others counted")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    details = models.JSONField(default=dict, help_text="The source’s details.")
    columns = models.JSONField(default=dict, help_text="What is read → the name of its column.")
    rows = models.JSONField(default=list)
    problems = models.JSONField(default=list, help_text="The first of them, each as [what, to do, row, column].")
    problem_count = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0, help_text="Rows with a problem.")
    done = models.BooleanField(default=False, help_text="Brought in; what was read is forgotten here.")
    numbers = models.ForeignKey(Numbers, null=True, on_delete=models.CASCADE, related_name="+")
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    brought_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["brought_at"], name="incoming_age")]
