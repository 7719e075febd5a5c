"""A file that somebody is bringing in, from the upload to the last row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.core.sealed_files import Store
from throughline.programmes.models import Activity
from throughline.voices.models import Source

UPLOADS = Store("uploads")


class Upload(models.Model):
    """A file on its way in. The file itself is kept sealed, beside the database, until it is in or a day old."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        WAITING = "waiting", _("Waiting for a free worker")
        RUNNING = "running", _("Being brought in")
        DONE = "done", _("Brought in")
        FAILED = "failed", _("Could not be brought in")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="uploads")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.UPLOADED)
    file_name = models.CharField(max_length=200, help_text="As the browser told it; plain text, never a path.")
    file_sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=32, help_text="The random name of the sealed file.")
    data_key = models.ForeignKey(DataKey, null=True, on_delete=models.SET_NULL, related_name="+")
    mapping = models.JSONField(default=dict, blank=True)
    skip_problems = models.BooleanField(default=False)
    entries = models.PositiveIntegerField(default=0, help_text="Texts to be stored, as the preview counted them.")
    details = models.JSONField(default=dict, blank=True, help_text="The source’s details, until the source is made.")
    again = models.BooleanField(default=False, help_text="Brought in though the same file was before.")
    job = models.CharField(max_length=64, blank=True)
    failure = models.TextField(blank=True)
    source = models.ForeignKey(Source, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["uploaded_at"], name="upload_age")]
