"""The throughline itself: runs that can be repeated, findings with their evidence, and links in both directions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.core.fields import KeptJSONField
from throughline.core.refs import new_ref
from throughline.programmes.models import Activity, Programme
from throughline.voices.models import Contribution


class Run(models.Model):
    """One analysis. With the same input, parameters, seed and versions it gives the same result."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Working")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="runs")
    activity = models.ForeignKey(Activity, null=True, on_delete=models.PROTECT, related_name="runs")
    kind = models.SlugField(max_length=40)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    fingerprint = models.CharField(max_length=64, blank=True, help_text="SHA-256 over the inputs, in order.")
    parameters = models.JSONField(default=dict)
    seed = models.BigIntegerField(default=0)
    versions = models.JSONField(default=dict)
    summary = KeptJSONField(default=dict)
    inputs = models.PositiveIntegerField(default=0)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    progress_note = models.CharField(max_length=200, blank=True)
    job = models.CharField(max_length=12, blank=True, help_text="The job that does the work.")
    failure = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)


class Finding(models.Model):
    """Something learnt, with the words or the analysis it rests on. Numbers are kept exact and shown protected."""

    class Kind(models.TextChoices):
        THEME = "theme", _("Theme")
        GOOD = "good", _("What is going well")
        RARE = "rare", _("Rare signal")
        PRIORITY = "priority", _("Priority")
        CONSENSUS = "consensus", _("Consensus")
        TRADE_OFF = "trade-off", _("Trade-off")
        DIFFERENCE = "difference", _("Difference between groups")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        RETRACTED = "retracted", _("Taken back")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=200, help_text="The finding as one sentence.")
    summary = models.TextField()
    limits = models.TextField(blank=True, help_text="How sure we are, and who is missing.")
    run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="findings")
    counts = models.JSONField(default=dict, help_text="Exact counts by constituency; never shown as they are.")
    base = models.JSONField(default=dict, help_text="Exact number of people heard, by constituency.")
    measures = models.JSONField(
        default=dict, help_text="Figures of an analysis, safe to show: unit, and rows as `programmes.methods.Measure`."
    )
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", null=True, on_delete=models.SET_NULL, related_name="replaced_by")
    retraction = models.TextField(blank=True, help_text="Why it was taken back, in public.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["programme", "status"], name="finding_public")]


class Link(models.Model):
    """One step of the throughline: `from` shaped `to`, for a reason, by a person or a machine.

    Ends are (kind, ref) pairs so that every stage can join in without this app knowing it.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="links")
    from_kind = models.CharField(max_length=20)
    from_ref = models.CharField(max_length=12)
    to_kind = models.CharField(max_length=20)
    to_ref = models.CharField(max_length=12)
    reason = models.CharField(max_length=300, blank=True)
    by_account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_machine = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["from_kind", "from_ref", "to_kind", "to_ref"], name="link_once"),
        ]
        # Wide, so that walking back from 100,000 contributions reads the index alone.
        indexes = [models.Index(fields=["to_kind", "to_ref", "from_kind", "from_ref"], name="link_backwards")]


class Disposition(models.Model):
    """Where a contribution ended when it is not in a theme, with the reason its author reads.

    What software says belongs to its run, and counts once the run is done.
    """

    class Kind(models.TextChoices):
        STANDS_ALONE = "stands-alone", _("Stands alone")
        ACTED_ON = "acted-on", _("Acted on at once")
        NOT_USED = "not-used", _("Not used")

    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="disposition")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    reason = models.TextField()
    run = models.ForeignKey(Run, null=True, on_delete=models.CASCADE, related_name="dispositions")
    by_account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
