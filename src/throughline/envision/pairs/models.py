"""Options to choose between, and what people chose. Ideas of those who take part are contributions like all others."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from throughline.core.refs import new_ref
from throughline.envision.seats.models import Seat
from throughline.programmes.models import Activity
from throughline.voices.models import Contribution

FIRST, NEITHER, SECOND = 1, 0, -1


class Option(models.Model):
    """One thing to choose: the team's own, or a contribution, which is shown once approved."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="pair_options")
    contribution = models.OneToOneField(Contribution, null=True, on_delete=models.PROTECT, related_name="pair_option")
    words = models.CharField(max_length=200, blank=True, help_text="Of the team’s own options only.")
    description = models.CharField(max_length=400, blank=True, help_text="What it means, of the team’s own options.")
    taken_out = models.BooleanField(default=False, help_text="By the team, before anybody had chosen.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pair_option_one_origin",
                condition=(Q(contribution__isnull=True) & ~Q(words="")) | (Q(contribution__isnull=False) & Q(words="")),
            ),
        ]


class Choice(models.Model):
    """What one person says of one pair now, whichever side its options stood on. A change of mind changes the row."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="pair_choices")
    first = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="choices_first")
    second = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="choices_second")
    first_left = models.BooleanField(help_text="Whether the first stood on the left, or on top.")
    value = models.SmallIntegerField(help_text="1 the first was chosen, -1 the second, 0 “I can’t decide”.")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat", "first", "second"], name="pair_choice_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_choice_in_order"),
            models.CheckConstraint(condition=Q(value__in=(FIRST, NEITHER, SECOND)), name="pair_choice_value"),
        ]
        indexes = [models.Index(fields=["changed_at"], name="pair_choice_changed")]


class Prompts(models.Model):
    """Pairs to ask next, drawn ahead so that pairs and options that few people have seen come sooner."""

    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="pair_prompts")
    pairs = models.JSONField(help_text="Ids of options: [[left, right], …].")
