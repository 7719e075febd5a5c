"""Recommendations, the authorities that must act, and what they answered and did."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.core.refs import new_ref
from throughline.people.models import Contact
from throughline.programmes.models import Programme


class Authority(models.Model):
    """A named body, or post within it, that can act: operational, strategic or central."""

    class Level(models.TextChoices):
        OPERATIONAL = "operational", _("Runs services")
        STRATEGIC = "strategic", _("Plans and pays for services")
        CENTRAL = "central", _("National body")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    name = models.CharField(max_length=160, unique=True)
    level = models.CharField(max_length=12, choices=Level.choices)
    remit = models.TextField(blank=True)


class Recommendation(models.Model):
    """What should change, who must act, and why, on three benefits."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        RETRACTED = "retracted", _("Taken back")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="recommendations")
    title = models.CharField(max_length=200)
    authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="recommendations")
    protects_patients = models.TextField(blank=True)
    saves_staff_time = models.TextField(blank=True)
    saves_money = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    answer_due_on = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["programme", "status"], name="recommendation_public")]
        constraints = [
            models.CheckConstraint(
                name="published_recommendation_has_a_date",
                condition=~Q(status="published") | Q(answer_due_on__isnull=False, published_at__isnull=False),
            )
        ]


class Wording(models.Model):
    """The same recommendation in the words of one audience, approved by a person."""

    class Audience(models.TextChoices):
        PATIENTS = "patients", _("Patients and public")
        STAFF = "staff", _("Health and care staff")
        POLICY = "policy", _("Policymakers")

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="wordings")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    words = models.TextField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recommendation", "audience"], name="wording_once")]


class AnswerLink(models.Model):
    """The single-purpose link by which a named person answers for the authority. Stored as a hash."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="links")
    token_hash = models.BinaryField(max_length=32, unique=True)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_to = models.CharField(max_length=160, help_text="Name and post, shown in public.")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class Answer(models.Model):
    """An authority's reply. A later answer does not hide an earlier one."""

    class Verdict(models.TextChoices):
        ACCEPT = "accept", _("Accept")
        PART = "part", _("Accept in part")
        REJECT = "reject", _("Reject")
        NOT_OURS = "not-ours", _("Not ours")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="answers")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.TextField()
    passed_to = models.CharField(max_length=160, blank=True)
    owner = models.CharField(max_length=160, blank=True)
    start_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    answered_by = models.CharField(max_length=160)
    answered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="not_ours_says_whose", condition=~Q(verdict="not-ours") | ~Q(passed_to=""))
        ]


class Progress(models.Model):
    """What has been done since: the action at the end of the throughline."""

    class State(models.TextChoices):
        STARTED = "started", _("Started")
        ON_TRACK = "on-track", _("On track")
        LATE = "late", _("Late")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="progress")
    state = models.CharField(max_length=10, choices=State.choices)
    words = models.TextField()
    reported_by = models.CharField(max_length=160)
    reported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
