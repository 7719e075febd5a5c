"""Whether a finding is fair: that people were asked, and what each of them said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.evidence.models import Finding
from throughline.voices.models import Participant


class Question(models.Model):
    """That people are asked whether one finding is fair. `shown` is what the public reads, exact, before protection:
    it moves only when enough answers have come in (`disclosure.may_replace`).
    """

    class Whom(models.TextChoices):
        BEHIND = "behind", _("The people whose words it rests on")
        EVERYBODY = "everybody", _("Everybody who took part in this programme")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="fairness")
    whom = models.CharField(max_length=10, choices=Whom.choices)
    asked = models.PositiveIntegerField(help_text="People who could be asked, when they were; exact.")
    shown = models.JSONField(default=dict, help_text="Choice → constituency → people; exact, never shown as it is.")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)


class Judgement(models.Model):
    """What one person says about one finding: one row, however often they change their mind."""

    class Choice(models.TextChoices):
        YES = "yes", _("Yes, it is fair")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No, it is not fair")
        CANNOT_SAY = "cannot-say", _("I cannot say")

    class Outcome(models.TextChoices):
        """What follows from what a person said."""

        WAITING = "", _("Waiting for an answer")
        CHANGED = "changed", _("We changed the finding")
        LIMIT = "limit", _("We wrote it down as a limit of the finding")
        KEPT = "kept", _("We kept the finding as it is")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="judgements")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="judgements")
    choice = models.CharField(max_length=10, choices=Choice.choices)
    wording = models.CharField(max_length=64, help_text="SHA-256 of the finding as they read it.")
    data_key = models.ForeignKey(DataKey, null=True, on_delete=models.SET_NULL, related_name="+")
    words = models.BinaryField(null=True, help_text="Sealed: why they say so.")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True, default=Outcome.WAITING)
    reply = models.BinaryField(null=True, help_text="Sealed: the team's reason, which may quote them.")
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    replied_at = models.DateTimeField(null=True)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "participant"], name="fairness_once_each")]

    def context(self, field: str) -> str:
        """The associated data that binds a sealed field to this row."""
        return f"fairness.judgement:{self.ref}:{field}"
