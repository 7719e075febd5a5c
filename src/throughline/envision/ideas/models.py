"""Ideas with who supports them, what is said about them, where they came from and went, and what becomes of each.

Words of those who take part are contributions like all others. Nothing here is deleted when ideas are joined or split.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.envision.seats.models import Seat
from throughline.programmes.models import Activity, StageKind
from throughline.voices.models import Contribution

TITLE, WORDS = 120, 2000
"""The most characters of an idea's title, and of whatever else people write here."""


class Idea(models.Model):
    """Somebody's idea, a contribution whose first line is its title; or the team's, made by joining or splitting."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="ideas")
    contribution = models.OneToOneField(Contribution, null=True, on_delete=models.PROTECT, related_name="idea")
    title = models.CharField(max_length=TITLE, blank=True, help_text="Of an idea that the team joined or split.")
    words = models.TextField(blank=True, help_text="Of an idea that the team joined or split.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="idea_has_one_origin",
                condition=(Q(contribution__isnull=True) & ~Q(title=""))
                | Q(contribution__isnull=False, title="", words=""),
            ),
        ]


class Support(models.Model):
    """Whether one person supports one idea now. Taking it back changes the row."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="idea_supports")
    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="supports")
    given = models.BooleanField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "idea"], name="idea_support_once")]
        indexes = [models.Index(fields=["changed_at"], name="idea_support_changed")]


class Comment(models.Model):
    """What somebody says about an idea."""

    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="comments")
    contribution = models.OneToOneField(Contribution, on_delete=models.PROTECT, related_name="idea_comment")


class Question(models.Model):
    """What somebody asks the lead, who answers in public."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="idea_questions")
    contribution = models.OneToOneField(Contribution, on_delete=models.PROTECT, related_name="idea_question")


class Change(models.Model):
    """Ideas were joined, split or carried forward, for a reason that everybody reads. It can be undone, not deleted."""

    class Kind(models.TextChoices):
        MERGE = "merge", _("Joined into one")
        SPLIT = "split", _("Split into several")
        CARRY = "carry", _("Carried forward")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="idea_changes")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    reason = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_reason = models.TextField(blank=True)


class Trace(models.Model):
    """One line of a change: from an idea to another, to an activity, or to a stage of the programme."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="traces")
    from_idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="went")
    to_idea = models.ForeignKey(Idea, null=True, on_delete=models.PROTECT, related_name="came")
    to_activity = models.ForeignKey(Activity, null=True, on_delete=models.PROTECT, related_name="ideas_carried_here")
    to_stage = models.CharField(max_length=12, blank=True, choices=StageKind.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="idea_trace_has_one_end",
                condition=Q(to_idea__isnull=False, to_activity__isnull=True, to_stage="")
                | Q(to_idea__isnull=True, to_activity__isnull=False, to_stage="")
                | (Q(to_idea__isnull=True, to_activity__isnull=True) & ~Q(to_stage="")),
            ),
        ]


class Objection(models.Model):
    """Why the author of an idea is against a change to it: for the team alone, so sealed under a key of its own."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="objections")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="idea_objections")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    words = models.BinaryField()
    said_at = models.DateTimeField(auto_now_add=True)
    reply = models.BinaryField(null=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    replied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "seat"], name="idea_objection_once")]

    def context(self, field: str) -> str:
        """The associated data that binds a sealed field to this row."""
        return f"ideas.objection:{self.ref}:{field}"


class Ending(models.Model):
    """What becomes of an idea, and why. The newest one counts; those before it stay on record."""

    class Kind(models.TextChoices):
        FORWARD = "forward", _("Taken forward")
        PART = "part", _("Taken forward in part")
        ALREADY = "already", _("Happening already")
        NOT_NOW = "not-now", _("Not now")
        NOT_OURS = "not-ours", _("Not ours to decide")

    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="endings")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    passed_to = models.CharField(max_length=160, blank=True, help_text="Who has it now, where it is not ours.")
    reason = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
