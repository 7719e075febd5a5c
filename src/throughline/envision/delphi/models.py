"""A panel, what it was asked in which round, and what each seat answered. Words are contributions, as everywhere."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from throughline.core.refs import new_ref
from throughline.envision.delphi.definition import Settings
from throughline.envision.seats.models import Seat
from throughline.people.models import Contact
from throughline.programmes.models import Activity, Constituency
from throughline.voices.models import Contribution


class Panel(models.Model):
    """How a panel decides. Once `locked_at` is set nothing here changes any more."""

    activity = models.OneToOneField(Activity, primary_key=True, on_delete=models.PROTECT, related_name="delphi_panel")
    chosen = models.JSONField(default=dict, help_text="As `definition.Settings` keeps them.")
    exact = models.TextField(blank=True, help_text="The whole definition, as the analysis puts it.")
    fingerprint = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the definition, public.")
    locked_at = models.DateTimeField(null=True)
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    @property
    def decides(self) -> Settings:
        """The settings, with the usual ones for what was not kept."""
        return Settings.of(self.chosen)


class Item(models.Model):
    """One statement that the panel rates, in the team's words."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="delphi_items")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    since = models.PositiveSmallIntegerField(default=1, help_text="The first round that may ask it.")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["activity", "number"], name="delphi_item_number_once")]


class Round(models.Model):
    """One time of asking. One is open at a time."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="delphi_rounds")
    number = models.PositiveSmallIntegerField()
    items = models.ManyToManyField(Item, related_name="rounds")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "number"], name="delphi_round_number_once"),
            models.UniqueConstraint(
                fields=["activity"], condition=Q(closed_at__isnull=True), name="delphi_one_round_open"
            ),
        ]


class Panellist(models.Model):
    """That whoever has this seat agreed to so many rounds."""

    seat = models.OneToOneField(Seat, primary_key=True, on_delete=models.CASCADE, related_name="delphi_panellist")
    rounds = models.PositiveSmallIntegerField()
    agreed_at = models.DateTimeField(auto_now_add=True)


class Rating(models.Model):
    """What one seat says of one item in one round; without a value it is outside their expertise."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="delphi_ratings")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="ratings")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="ratings")
    value = models.SmallIntegerField(null=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "item", "round"], name="delphi_rating_once")]


class Reason(models.Model):
    """Why somebody rated an item as they did. The words are the contribution's."""

    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="delphi_reason")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="delphi_reasons")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="reasons")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reasons")


class Suggestion(models.Model):
    """An item that a panellist asks for. `item` is what became of it; the reason stands in the team's reply."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="delphi_suggestion")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="delphi_suggestions")
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="suggestions")
    decided_at = models.DateTimeField(null=True)


class Invitation(models.Model):
    """An address that was asked to join, for a constituency. Which seat came of it is kept nowhere."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="delphi_invitations")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    constituency = models.CharField(max_length=10, choices=Constituency.choices)
    used = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "contact"], name="delphi_invited_once")]
