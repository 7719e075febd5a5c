"""Statements, and what people think of each. Words of those who take part are contributions like all others."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from throughline.core.refs import new_ref
from throughline.envision.seats.models import Seat
from throughline.programmes.models import Activity, Constituency
from throughline.voices.models import Contribution, Source

AGREE, PASS, DISAGREE = 1, 0, -1
FRESH = 5.0625
"""The weight of a statement that nobody has voted on, by the library's measure (`representative.priorities`)."""


class Statement(models.Model):
    """One sentence to agree or disagree with: the team's own, or a contribution, which is shown once approved."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="statements")
    contribution = models.OneToOneField(Contribution, null=True, on_delete=models.PROTECT, related_name="statement")
    words = models.CharField(max_length=300, blank=True, help_text="Of the team’s own statements only.")
    taken_out = models.BooleanField(default=False, help_text="By the team, before anybody had voted on it.")
    weight = models.FloatField(default=FRESH, help_text="How much one more vote on it would tell.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="statement_has_one_origin",
                condition=(Q(contribution__isnull=True) & ~Q(words="")) | (Q(contribution__isnull=False) & Q(words="")),
            ),
        ]


class Vote(models.Model):
    """What one person thinks of one statement now. Changing one's mind changes the row."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="votes")
    # The index below serves it.
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="votes", db_index=False)
    value = models.SmallIntegerField(help_text="1 agree, 0 pass, -1 disagree.")
    matters = models.BooleanField(default=False, help_text="“This matters to me”.")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat", "statement"], name="vote_once"),
            models.CheckConstraint(condition=Q(value__in=(DISAGREE, PASS, AGREE)), name="vote_value"),
        ]
        indexes = [models.Index(fields=["statement", "changed_at"], name="vote_changed_of")]


class ImportedVotes(models.Model):
    """The votes of a conversation that was held elsewhere, packed: nobody here can change them one by one."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="imported_votes")
    constituency = models.CharField(max_length=10, choices=Constituency.choices, help_text="Whose voices they are.")
    people = models.PositiveIntegerField()
    votes = models.PositiveIntegerField()
    packed = models.BinaryField(help_text="Compressed JSON: `people`, `statements` (row of the source), `values`.")
