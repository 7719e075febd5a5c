"""Whether a programme lets a language model draft, and what it drafted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.evidence.models import Finding
from throughline.programmes.models import Programme
from throughline.voices.models import Contribution


class Choice(models.Model):
    """An organiser turned drafting on, or off again. No row is off."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="+")
    on = models.BooleanField(default=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)


class Purpose(models.TextChoices):
    TITLE = "title", _("A title, from what people said")
    SUMMARY = "summary", _("A summary, from what people said")
    PATIENTS = "patients", _("The summary again, in the words of patients and the public")
    STAFF = "staff", _("The summary again, in the words of staff")
    POLICY = "policy", _("The summary again, in the words of policymakers")


REWORDINGS = (Purpose.PATIENTS, Purpose.STAFF, Purpose.POLICY)


class Proposal(models.Model):
    """One draft of a language model, from being asked for to what a named person made of it."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Being drafted")
        DRAFTED = "drafted", _("Drafted by a machine. Not yet checked by a person")
        REFUSED = "refused", _("Refused by our checks")
        ACCEPTED = "accepted", _("Accepted by a person")
        CHANGED = "changed", _("Changed and accepted by a person")
        SET_ASIDE = "set-aside", _("Set aside by a person")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="proposals")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    contributions = models.ManyToManyField(Contribution, related_name="+", help_text="Whose public words were sent.")
    data_key = models.ForeignKey(DataKey, null=True, on_delete=models.SET_NULL, related_name="+")
    sealed = models.BinaryField(null=True, help_text="Sealed: the claims with their support, and the whole record.")
    refusal = models.CharField(max_length=300, blank=True, help_text="Why there is no draft, in plain words.")
    endpoint = models.CharField(max_length=300, blank=True)
    model = models.CharField(max_length=200, blank=True)
    prompt_hash = models.CharField(max_length=64, blank=True)
    job = models.CharField(max_length=12, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def context(self) -> str:
        """The associated data that binds the sealed draft to this row."""
        return f"drafting.proposal:{self.ref}:sealed"
