"""A partnership: who steers it, what it asks, the words that questions rest on, what people chose, and the workshop."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.core.refs import new_ref
from throughline.envision.partnerships.protocol import Protocol
from throughline.envision.seats.models import Seat
from throughline.programmes.models import Activity, Constituency
from throughline.voices.models import Contribution


class Partnership(models.Model):
    """How a partnership works. Once `locked_at` is set the protocol does not change any more."""

    activity = models.OneToOneField(Activity, primary_key=True, on_delete=models.PROTECT, related_name="partnership")
    chosen = models.JSONField(default=dict, help_text="As `protocol.Protocol` keeps it.")
    exact = models.TextField(blank=True, help_text="The protocol, line by line, as it was locked.")
    fingerprint = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the exact protocol, public.")
    locked_at = models.DateTimeField(null=True)
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    short_at = models.DateTimeField(null=True, help_text="When the short list was published.")
    short_run = models.CharField(max_length=12, blank=True, help_text="The run that the short list began from.")
    top_at = models.DateTimeField(null=True, help_text="When the top ten was published.")

    @property
    def protocol(self) -> Protocol:
        """What was decided so far."""
        return Protocol.of(self.chosen)


class Member(models.Model):
    """Somebody of the steering group, named in public for one constituency."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="steering_group")
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=200, blank=True)
    constituency = models.CharField(max_length=10, choices=Constituency.choices)

    class Meta:
        ordering = ["pk"]


class Question(models.Model):
    """A summary question, in the team's words, with what is known, and where it came to."""

    class Known(models.TextChoices):
        UNCHECKED = "", _("Not checked yet")
        NONE = "none", _("Not answered yet")
        PARTLY = "partly", _("Partly answered")
        ANSWERED = "answered", _("Answered already")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="summary_questions")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    explained = models.CharField(max_length=400, blank=True)
    origin = models.CharField(max_length=300, blank=True, help_text="Where it comes from, besides people's words.")
    known = models.CharField(max_length=10, choices=Known.choices, blank=True, default=Known.UNCHECKED)
    known_note = models.CharField(max_length=1000, blank=True)
    known_source = models.CharField(max_length=300, blank=True)
    known_on = models.DateField(null=True, help_text="The day on which somebody looked.")
    left_because = models.CharField(max_length=300, blank=True, help_text="Why it is on no list, in public.")
    short = models.BooleanField(default=False)
    short_reason = models.CharField(max_length=300, blank=True, help_text="Why the rule was departed from.")
    place = models.PositiveSmallIntegerField(null=True, help_text="In the top ten.")
    place_reason = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "number"], name="partnership_question_number_once"),
            models.UniqueConstraint(
                fields=["activity", "place"], condition=Q(place__isnull=False), name="partnership_place_once"
            ),
        ]

    @property
    def has_left(self) -> bool:
        """Whether it is on no list: answered already, or taken out."""
        return self.known == self.Known.ANSWERED or bool(self.left_because)


class Gathered(models.Model):
    """Words that a question rests on; without a question, words that are out of scope, with the reason."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="gathered")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="gathered")
    question = models.ForeignKey(Question, null=True, on_delete=models.CASCADE, related_name="gathered")
    reason = models.CharField(max_length=300, blank=True)
    gathered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contribution", "question"], name="gathered_once"),
            models.UniqueConstraint(
                fields=["contribution", "activity"], condition=Q(question__isnull=True), name="set_aside_once"
            ),
            models.CheckConstraint(
                condition=Q(question__isnull=False, reason="") | (Q(question__isnull=True) & ~Q(reason="")),
                name="gathered_or_set_aside",
            ),
        ]


class Chosen(models.Model):
    """The questions that matter most to one person, in the place of what they chose before."""

    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, primary_key=True, related_name="partnership_chosen")
    questions = models.JSONField(help_text="Refs of questions, in the order of the long list.")
    chosen_at = models.DateTimeField()


class SmallGroup(models.Model):
    """The order that one small group of the workshop came to, and how many were there of each constituency."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="small_groups")
    name = models.CharField(max_length=60)
    people = models.JSONField(help_text="Constituency → how many were there.")
    order = models.JSONField(help_text="Refs of questions, from first to last.")
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["activity", "name"], name="small_group_name_once")]


class FollowUp(models.Model):
    """What became of a question of the top ten: who took it up, and when."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="follow_ups")
    taken_up_by = models.CharField(max_length=160)
    words = models.CharField(max_length=400)
    happened_on = models.DateField()
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["happened_on", "pk"]
