"""The charter of a standing assembly, the issues that people raise, who supports them, and what became of them.

Words of those who take part are contributions, as everywhere; what the team and decision makers say is public.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.core.refs import new_ref
from throughline.envision.assemblies.charter import Terms
from throughline.envision.seats.models import Seat
from throughline.evidence.models import Run
from throughline.programmes.models import Activity
from throughline.voices.models import Contribution


class Charter(models.Model):
    """One version of the terms. Once `locked_at` is set nothing here changes any more."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="assembly_charters")
    number = models.PositiveSmallIntegerField()
    chosen = models.JSONField(default=dict, help_text="As `charter.Terms` keeps them.")
    fingerprint = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the terms, public.")
    locked_at = models.DateTimeField(null=True)
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "number"], name="assembly_charter_once"),
            models.UniqueConstraint(
                fields=["activity"], condition=Q(locked_at__isnull=True), name="assembly_one_charter_in_hand"
            ),
        ]

    @property
    def terms(self) -> Terms:
        return Terms.of(self.chosen)


class Assembly(models.Model):
    """One meeting at which named people answer."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="assemblies")
    held_on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    online = models.CharField(max_length=200, blank=True, help_text="How to join from afar.")
    who = models.JSONField(default=list, help_text="Who answers: [[name, role], …].")
    answer_by = models.DateField()
    run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="+", help_text="Behind its list.")
    listed_at = models.DateTimeField(null=True)
    listed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["held_on", "id"]


class Issue(models.Model):
    """Something a person wants an assembly to talk about. Its line is the contribution's; it is kept, without words,
    where its author takes them back."""

    class State(models.TextChoices):
        RAISED = "raised", _("Waits for a decision")
        ASKED = "asked", _("The team asked something")
        GATHERING = "gathering", _("Gathers support")
        ROUTED = "routed", _("Not for this assembly")
        MERGED = "merged", _("Joined with another issue")
        CHOSEN = "chosen", _("Chosen for an assembly")
        NOT_CHOSEN = "not-chosen", _("Not chosen")

    class Harm(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        UNSURE = "unsure", _("I am not sure")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="assembly_issues")
    seat = models.ForeignKey(Seat, null=True, on_delete=models.SET_NULL, related_name="assembly_issues")
    contribution = models.OneToOneField(Contribution, on_delete=models.PROTECT, related_name="assembly_issue")
    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="issues")
    harm = models.CharField(max_length=8, choices=Harm.choices)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RAISED)
    raised_at = models.DateTimeField(auto_now_add=True)
    waits_since = models.DateTimeField(null=True, help_text="Since when the team is to decide; empty where it is not.")
    gathers_until = models.DateField(null=True)
    rounds = models.PositiveSmallIntegerField(default=1, help_text="How often it has gathered support.")
    into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="joined")

    class Meta:
        indexes = [models.Index(fields=["activity", "state"], name="assembly_issue_state")]


class Addition(models.Model):
    """Further words about an issue. Each kind is read by whom it is meant for, once approved."""

    class Kind(models.TextChoices):
        WHAT = "what", _("What happens")
        CONCERNS = "concerns", _("Who it concerns")
        WISH = "wish", _("What should be different")
        DETAIL = "detail", _("What others add")
        REPLY = "reply", _("Answer to a question of the team")
        OBJECTION = "objection", _("Against joining it with another")

    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="assembly_addition")
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="additions")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="assembly_additions")
    kind = models.CharField(max_length=10, choices=Kind.choices)


class Support(models.Model):
    """That a person supports an issue, or does not any more. A change of mind changes the row."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="assembly_supports")
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="supports")
    given = models.BooleanField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "issue"], name="assembly_support_once")]


class RemitDecision(models.Model):
    """What a named person decided about an issue before effort was put into it. The newest holds; all are kept."""

    class Outcome(models.TextChoices):
        ACCEPT = "in", _("It can be raised here")
        ROUTE = "routed", _("It is for somebody else")
        MERGE = "merged", _("It is joined with another issue")
        ASK = "asked", _("We have a question first")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reason = models.TextField()
    routed_to = models.CharField(max_length=300, blank=True)
    into = models.ForeignKey(Issue, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]


class Selection(models.Model):
    """Whether an assembly takes an issue up, and why."""

    class How(models.TextChoices):
        RULE = "rule", _("By the published rule")
        PERSON = "person", _("By the team, with a reason")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="selections")
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="selections")
    chosen = models.BooleanField()
    how = models.CharField(max_length=8, choices=How.choices)
    reason = models.TextField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["assembly", "issue"], name="assembly_selection_once")]


class Answer(models.Model):
    """What a decision maker answered to an issue at or after an assembly. A later one does not hide an earlier."""

    class Verdict(models.TextChoices):
        ACT = "act", _("Will be done")
        LOOK = "look", _("Will be looked into")
        NOT = "not", _("Will not be done")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    selection = models.ForeignKey(Selection, on_delete=models.CASCADE, related_name="answers")
    verdict = models.CharField(max_length=6, choices=Verdict.choices)
    said = models.TextField()
    answered_by = models.CharField(max_length=200)
    next_step = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    answered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="assembly_promise_has_a_date", condition=Q(verdict="not") | Q(due_on__isnull=False)
            )
        ]


class Report(models.Model):
    """What has been done about a promise since."""

    class Status(models.TextChoices):
        STARTED = "started", _("Started")
        LATE = "late", _("Late")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="reports")
    status = models.CharField(max_length=8, choices=Status.choices)
    words = models.TextField()
    reported_by = models.CharField(max_length=200)
    reported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
