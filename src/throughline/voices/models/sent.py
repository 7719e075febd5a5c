"""A recording that its author sent, because a person is to write it down or others may hear it."""

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
        KEPT = "kept", _("Kept, because others may hear it")
        GONE = "gone", _("Deleted")

    class Hearing(models.TextChoices):
        """Whether others may hear it."""

        NO = "no", _("Its author has not agreed")
        WAITING = "waiting", _("Waiting for a moderator to listen")
        APPROVED = "approved", _("Published")
        REFUSED = "refused", _("Not published")

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
    cleaned = models.BooleanField(default=False, help_text="Whether it no longer says where it was made, or with what.")
    hearing = models.CharField(max_length=10, choices=Hearing.choices, default=Hearing.NO)
    heard_reason = models.TextField(blank=True, help_text="Why it is not published, for its author.")
    heard_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    heard_at = models.DateTimeField(null=True, help_text="When that was decided, or its author changed their mind.")
    times = models.BinaryField(null=True, help_text="Sealed JSON: when each of its words begins.")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_until = models.DateTimeField(null=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(null=True)
    check_by = models.DateTimeField(null=True, help_text="Until when its author may compare the words with it.")
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["status", "check_by"], name="sent_recording_due")]
        constraints = [
            models.CheckConstraint(
                name="only_clean_recordings_are_published",
                condition=~models.Q(hearing="approved") | models.Q(cleaned=True),
            )
        ]

    @property
    def here(self) -> bool:
        """Whether it can still be listened to."""
        return self.data_key_id is not None and self.status != self.Status.GONE

    @property
    def checkable(self) -> bool:
        """Whether its author may still compare the words with it."""
        return self.here and self.status == self.Status.WRITTEN

    @property
    def may_be_heard(self) -> bool:
        """Whether its author agreed that others hear it, and it is here."""
        return self.here and self.hearing != self.Hearing.NO

    def context(self, field: str) -> str:
        """The associated data that binds a sealed field to this row."""
        return f"voices.sentrecording:{self.ref}:{field}"

    @property
    def held_by(self) -> int | None:
        """Whose it is to listen to now (an account's id), if anybody's."""
        taken = self.taken_until is not None and self.taken_until > timezone.now()
        return self.taken_by_id if taken else None
