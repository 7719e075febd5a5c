"""A recording in which somebody tells their story, from its first piece to the words that they approved."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.core.sealed_files import Mark, Store
from throughline.voices.models.contributions import Draft

RECORDINGS = Store("recordings")


class Recording(models.Model):
    """Sound or film on its way to words. It belongs to a draft, and is gone when the words are sent; or it is sent, for
    a person to write it down (`SentRecording`).

    The file lies sealed beside the database, under a key that is this row's own; so do the words that the machine
    wrote down, in parts while it listens. Nobody but the holder of the draft sees any of it.
    """

    class Status(models.TextChoices):
        ARRIVING = "arriving", _("On its way to us")
        WAITING = "waiting", _("Waiting to be written down")
        LISTENING = "listening", _("Being written down")
        WRITTEN = "written", _("Written down, for you to check")
        WORDLESS = "wordless", _("Could not be written down")
        APPROVED = "approved", _("Checked by you")
        PERSON = "person", _("To be written down by a person")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="recordings")
    kind = models.CharField(max_length=20, help_text="The kind of contribution that its words become.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ARRIVING)
    data_key = models.ForeignKey(DataKey, null=True, on_delete=models.SET_NULL, related_name="+")
    stored_as = models.CharField(max_length=32, help_text="The random name of the sealed file.")
    size = models.PositiveBigIntegerField(default=0)
    pieces = models.PositiveIntegerField(default=0)
    stored = models.PositiveBigIntegerField(default=0)
    seconds = models.FloatField(null=True, help_text="How long it is, as far as is known.")
    heard = models.FloatField(default=0, help_text="Seconds that have been listened to.")
    film = models.BooleanField(default=False, help_text="Whether there is something to see, such as signing.")
    cleaned = models.BooleanField(default=False, help_text="Whether it no longer says where it was made, or with what.")
    parts = models.BinaryField(null=True, help_text="Sealed JSON: what was written down so far.")
    transcript = models.BinaryField(null=True, help_text="Sealed JSON: what the machine wrote down, with its doubts.")
    problem = models.CharField(max_length=300, blank=True, help_text="Why there are no words, for its author.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "kind"], name="one_recording_for_a_question")]

    @property
    def for_others(self) -> bool:
        """Whether others could hear it, if its author agrees: it is as it will be sent, and says nothing of where."""
        return self.cleaned and self.status in (self.Status.APPROVED, self.Status.PERSON)

    @property
    def mark(self) -> Mark:
        """How much of the file is safely here."""
        return Mark(self.size, self.pieces, self.stored)

    def context(self, field: str) -> str:
        """The associated data that binds a sealed field to this row."""
        return f"voices.recording:{self.ref}:{field}"
