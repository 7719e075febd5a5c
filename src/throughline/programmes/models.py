"""Organisations, programmes, the commitment that comes before participation, stages, activities and roles."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from throughline.core.refs import new_ref


class StageKind(models.TextChoices):
    UNDERSTAND = "understand", _("Understand")
    ENVISION = "envision", _("Envision")
    CODESIGN = "codesign", _("Co-design")
    EVALUATE = "evaluate", _("Evaluate")
    RECOMMEND = "recommend", _("Recommend")


class Constituency(models.TextChoices):
    """Whose voice it is. Results are always shown for each of the three, never only for all."""

    PATIENTS = "patients", _("Patients and public")
    STAFF = "staff", _("Health and care staff")
    POLICY = "policy", _("Policymakers")


class Role(models.TextChoices):
    ORGANISER = "organiser", _("Organiser")
    FACILITATOR = "facilitator", _("Facilitator")
    MODERATOR = "moderator", _("Moderator")
    ANALYST = "analyst", _("Analyst")
    SPONSOR = "sponsor", _("Sponsor")
    DECISION_MAKER = "decision-maker", _("Decision maker")
    CHALLENGE = "challenge", _("Check and challenge")


class Topic(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["name"]


class Region(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["name"]


class Organisation(models.Model):
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    about = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="organisations")


class Programme(models.Model):
    """A question that an authority has committed to answer; runs through dated stages."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Being planned")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    slug = models.SlugField(max_length=80, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="programmes")
    title = models.CharField(max_length=160)
    question = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="programmes")
    regions = models.ManyToManyField(Region, blank=True, related_name="programmes")
    about_questions = models.JSONField(default=list, blank=True, help_text="Slugs of the “about you” questions.")
    is_example = models.BooleanField(default=False, help_text="Made up, and labelled so on every page.")
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="programme_closes_after_opening",
                condition=Q(opens_on__isnull=True) | Q(closes_on__isnull=True) | Q(closes_on__gte=F("opens_on")),
            ),
        ]
        indexes = [models.Index(fields=["status", "closes_on"], name="programme_open")]


class Commitment(models.Model):
    """What a named sponsor promised before anybody took part. A new version never hides the old."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="commitments")
    version = models.PositiveSmallIntegerField(default=1)
    sponsor_name = models.CharField(max_length=120)
    sponsor_role = models.CharField(max_length=160)
    can_change = models.TextField()
    cannot_change = models.TextField()
    who_decides = models.TextField()
    answer_by = models.DateField()
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "version"], name="commitment_version_once"),
        ]


class Stage(models.Model):
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="stages")
    kind = models.CharField(max_length=12, choices=StageKind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()
    summary = models.TextField(blank=True)

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(name="stage_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            models.UniqueConstraint(fields=["programme", "kind"], name="stage_kind_once"),
        ]


class Membership(models.Model):
    """A role of an account in a programme. One person may hold several."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="memberships")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "account", "role"], name="membership_once"),
        ]


class Activity(models.Model):
    """One method at work in a stage of a programme."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="activities")
    stage = models.CharField(max_length=12, choices=StageKind.choices)
    method = models.SlugField(max_length=40, help_text="Slug of the method in the registry.")
    title = models.CharField(max_length=160)
    intro = models.TextField(blank=True)
    settings = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "activities"
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["programme", "status"], name="activity_open")]
