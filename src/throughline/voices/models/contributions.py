"""One table for all words, whatever method they came by, each sealed under a data key of its own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.programmes.models import Activity, Constituency, Programme, Region
from throughline.voices.models.participants import Participant


class Source(models.Model):
    """Where imported words came from, under which licence, and on what basis they may be used."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="sources")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="sources")
    title = models.CharField(max_length=200)
    where_from = models.TextField()
    licence = models.CharField(max_length=200)
    consent_basis = models.TextField()
    may_quote = models.BooleanField(default=False)
    may_keep = models.BooleanField(default=False)
    file_name = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    rows = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    imported_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, help_text="Empty while its rows are being written.")


class Submission(models.Model):
    """What one participant sent at one time in one activity."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="submissions")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="submissions")
    on_behalf = models.BooleanField(default=False)
    relationship = models.CharField(max_length=80, blank=True)
    helped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who of the team wrote it down for its author; the words are never theirs.",
    )
    labels = models.JSONField(default=list, blank=True, help_text="What its author warns readers of.")
    given_at = models.DateTimeField(auto_now_add=True)


class Contribution(models.Model):
    """Words given by a person. `words` is what they wrote; `public_words` what a moderator approved for others."""

    class Moderation(models.TextChoices):
        WAITING = "waiting", _("Waiting to be read")
        SECOND = "second", _("Waiting for a second opinion")
        GREEN = "green", _("Approved")
        AMBER = "amber", _("Approved with changes")
        RED = "red", _("Not published")

    class Medium(models.TextChoices):
        """How the words were given."""

        WRITTEN = "written", _("Written")
        SPOKEN = "spoken", _("Spoken, written down by software, and checked by the speaker")
        HEARD = "heard", _("Spoken, and written down by a person of the team")
        TELEPHONE = "telephone", _("Told by telephone, and written down by a helper")
        PAPER = "paper", _("Written on paper, and typed in by a helper")

    class Standing(models.TextChoices):
        """Whether the words may be used: not before a file is in as a whole, and not against their author's will
        (W0 to W2).
        """

        PREPARING = "preparing", _("Being brought in")
        LIVE = "live", _("In use")
        PAUSED = "paused", _("Paused by its author")
        STOPPED = "stopped", _("Withdrawn by its author")
        ERASED = "erased", _("Erased")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="contributions")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="contributions")
    submission = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="contributions")
    participant = models.ForeignKey(Participant, null=True, on_delete=models.PROTECT, related_name="contributions")
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="contributions")
    source_row = models.PositiveIntegerField(
        null=True, help_text="The row in the imported file, from 1, without the row of names."
    )
    source_column = models.PositiveSmallIntegerField(default=0, help_text="Which text of that row, from 0.")

    kind = models.CharField(max_length=20, help_text="story, answer, comment, suggestion …")
    prompt = models.CharField(max_length=500, blank=True, help_text="The question that these words answer.")
    data_key = models.ForeignKey(DataKey, null=True, on_delete=models.SET_NULL, related_name="+")
    words = models.BinaryField(help_text="Sealed text as given.")
    public_words = models.BinaryField(null=True, help_text="Sealed text as approved for others.")
    extra = models.BinaryField(null=True, help_text="Sealed JSON: further columns of an imported row.")
    medium = models.CharField(max_length=10, choices=Medium.choices, default=Medium.WRITTEN)
    word_count = models.PositiveIntegerField(default=0)

    constituency = models.CharField(max_length=10, choices=Constituency.choices)
    region = models.ForeignKey(Region, null=True, on_delete=models.SET_NULL, related_name="+")
    service = models.CharField(max_length=160, blank=True)
    given_on = models.DateField()
    rating = models.SmallIntegerField(null=True)

    may_analyse = models.BooleanField(default=False)
    may_quote = models.BooleanField(default=False)
    may_keep = models.BooleanField(default=False)

    signals = models.JSONField(default=list, blank=True, help_text="Kinds of red flag the software noticed.")
    labels = models.JSONField(default=list, blank=True, help_text="Content labels, so that readers can choose.")
    moderation = models.CharField(max_length=10, choices=Moderation.choices, default=Moderation.WAITING)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.LIVE)
    first_read_at = models.DateTimeField(null=True)
    first_read_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contribution_has_one_origin",
                condition=Q(submission__isnull=False, source__isnull=True)
                | Q(submission__isnull=True, source__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["source", "source_row", "source_column"],
                name="imported_row_once",
                condition=Q(source__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "moderation", "id"], name="contribution_queue"),
            models.Index(fields=["programme", "standing", "may_analyse"], name="contribution_usable"),
            models.Index(fields=["participant", "id"], name="contribution_author"),
        ]

    def context(self, field: str) -> str:
        """The associated data that binds a sealed field to this row."""
        return f"voices.contribution:{self.ref}:{field}"


class Draft(models.Model):
    """Half-written work, kept for a browser that holds the key, sealed; gone when sent or after 30 days."""

    key_index = models.BinaryField(max_length=32, unique=True)
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")
    data_key = models.ForeignKey(DataKey, null=True, on_delete=models.SET_NULL, related_name="+")
    sealed = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["updated_at"], name="draft_age")]
