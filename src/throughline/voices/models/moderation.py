"""What people decided about words, why, and the author's right of reply."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.voices.models.contributions import Contribution


class Decision(models.Model):
    """One decision on one contribution. The newest holds; all are kept."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Contribution.Moderation.choices)
    rule = models.SlugField(max_length=40, blank=True, help_text="The public rule that was broken, where one was.")
    reason = models.TextField(blank=True, help_text="Shown to the author.")
    removed = models.JSONField(
        default=list, blank=True, help_text="What was taken out: kind and place, never the words."
    )
    labels = models.JSONField(default=list, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]


class AuthorReply(models.Model):
    """What the author says about a decision; seals like the words themselves."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="replies")
    data_key = models.ForeignKey(DataKey, null=True, on_delete=models.SET_NULL, related_name="+")
    words = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)


class PublicReply(models.Model):
    """The lead's answer, in public, to a suggestion or comment."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("Taken up")
        PART = "part", _("Taken up in part")
        NOT_TAKEN = "not-taken", _("Not taken up")
        ANSWERED = "answered", _("Answered")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="public_reply")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    words = models.TextField()
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    replied_at = models.DateTimeField(auto_now_add=True)
