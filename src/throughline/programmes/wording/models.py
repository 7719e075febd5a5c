"""The words that an organisation keeps for its readers, and the phrases that readers asked about."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.programmes.models import Organisation, Programme

LONGEST_TERM, LONGEST_MEANING = 60, 300


class OwnWord(models.Model):
    """One word of an organisation's list, which holds in all of its programmes beside the words that we bring."""

    class Kind(models.TextChoices):
        HARD = "hard", _("A hard word, with its plain meaning")
        POWER = "power", _("A word that labels or blames people, with a better one")
        FINE = "fine", _("A name or short form that everybody here knows")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="own_words")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    term = models.CharField(max_length=LONGEST_TERM)
    compared = models.CharField(max_length=2 * LONGEST_TERM, help_text="The term as terms are compared.")
    meaning = models.CharField(max_length=LONGEST_MEANING, blank=True, help_text="Plain, or better, words.")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["compared"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "compared"], name="own_word_once"),
            models.CheckConstraint(name="own_word_means_something", condition=Q(kind="fine") | ~Q(meaning="")),
        ]


class NotUnderstood(models.Model):
    """A reader did not understand a phrase of a public page. Nothing is kept of who they are."""

    class Page(models.TextChoices):
        """What the phrase stands on; each is the name of its page."""

        PROGRAMME = "programme", _("Programme")
        FINDING = "finding", _("Finding")
        RECOMMENDATION = "recommendation", _("Recommendation")

    class Outcome(models.TextChoices):
        WAITING = "", _("Waiting")
        REWORDED = "reworded", _("We changed the words")
        EXPLAINED = "explained", _("We added what it means")
        KEPT = "kept", _("We keep the words as they are")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="not_understood")
    page = models.CharField(max_length=16, choices=Page.choices)
    page_ref = models.CharField(max_length=12, blank=True, help_text="Of the finding or recommendation.")
    data_key = models.ForeignKey(DataKey, null=True, on_delete=models.SET_NULL, related_name="+")
    words = models.BinaryField(help_text="Sealed: the phrase, and what was unclear.")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["programme", "outcome", "-id"], name="not_understood_waiting")]

    def context(self) -> str:
        """The associated data that binds the sealed words to this row."""
        return f"wording.notunderstood:{self.ref}:words"
