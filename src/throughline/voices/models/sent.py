"""A recording that its author sent, because a person is to write it down."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.voices.models.contributions import Contribution, Submission


class SentRecording(models.Model):
    """Sound or film that came with a submission. The file stays sealed under a key of its own until it is destroyed;
    the row stays, because it says who listened and who wrote the words down.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for a person to write it down")
        WRITTEN = "written", _("Written down; its author may correct the words")
        GONE = "gone", _("Deleted")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="recordings")
    contribution = models.OneToOneField(
        Contribution,
        null=True,
        on_delete=models.CASCADE,
        related_name="recording",
        help_text="Its words, once written.",
    )
    kind = models.CharField(max_length=20, help_text="The kind of contribution that its words become.")
    prompt = models.CharField(max_length=500, blank=True, help_text="The question that it answers.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    standing = models.CharField(
        max_length=10, choices=Contribution.Standing.choices, default=Contribution.Standing.LIVE
    )
    data_key = models.ForeignKey(DataKey, null=True, on_delete=models.SET_NULL, related_name="+")
    stored_as = models.CharField(max_length=32, help_text="The random name of the sealed file.")
    size = models.PositiveBigIntegerField(default=0)
    seconds = models.FloatField(null=True, help_text="How long it is, as far as is known.")
    film = models.BooleanField(default=False, help_text="Whether there is something to see, such as signing.")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_until = models.DateTimeField(null=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(null=True)
    check_by = models.DateTimeField(null=True, help_text="Until when its author may compare the words with it.")
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["status", "check_by"], name="sent_recording_due")]

    @property
    def here(self) -> bool:
        """Whether it can still be listened to."""
        return self.data_key_id is not None and self.status != self.Status.GONE

    @property
    def held_by(self) -> int | None:
        """Whose it is to listen to now (an account's id), if anybody's."""
        taken = self.taken_until is not None and self.taken_until > timezone.now()
        return self.taken_by_id if taken else None
