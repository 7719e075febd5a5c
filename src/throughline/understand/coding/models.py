"""Coding: what people and machines say that words are about, each kept apart and as first given."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.evidence.models import Run
from throughline.programmes.models import Programme
from throughline.voices.models import Contribution


class Codebook(models.Model):
    """The codes of one programme. `version` counts its changes, so that coding can say which wording it used."""

    class Origin(models.TextChoices):
        DEFAULT = "default", _("The codebook for health and care")
        EMPTY = "empty", _("An empty codebook")

    class Order(models.TextChoices):
        """What a coder is given next, after what is coded in common."""

        FAIR = "fair", _("A fair draw")
        TEACHES = "teaches", _("What would teach the suggestions most")
        GRAVE = "grave", _("What may be gravest")

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="codebook")
    origin = models.CharField(max_length=8, choices=Origin.choices)
    version = models.PositiveIntegerField(default=1)
    shows_suggestions = models.BooleanField(default=False)
    order = models.CharField(max_length=8, choices=Order.choices, default=Order.FAIR)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)


class Code(models.Model):
    """One code, or a heading that codes stand below. `number` is what a coder types, and is never used again.

    `key` stays the same however the code is reworded, also in files for other programs.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    codebook = models.ForeignKey(Codebook, on_delete=models.PROTECT, related_name="codes")
    number = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=60)
    is_heading = models.BooleanField(default=False)
    heading = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="below")
    name = models.CharField(max_length=120)
    definition = models.TextField(blank=True)
    include = models.TextField(blank=True, help_text="When to use it.")
    exclude = models.TextField(blank=True, help_text="When to use another.")
    examples = models.JSONField(default=list, help_text="Made up, never what somebody said.")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["codebook", "number"], name="code_number_once"),
            models.UniqueConstraint(fields=["codebook", "key"], name="code_key_once"),
        ]


class CodeChange(models.Model):
    """What a code was from one version of the codebook on: the history of its wording."""

    class Kind(models.TextChoices):
        ADDED = "added", _("Added")
        CHANGED = "changed", _("Changed")
        RETIRED = "retired", _("Retired")
        RETURNED = "returned", _("Brought back")

    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    version = models.PositiveIntegerField()
    wording = models.JSONField()
    reason = models.TextField(blank=True)
    by_account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now_add=True)


class Coding(models.Model):
    """One coder's reading of one contribution. Coding it again adds a row: what was given first stays.

    `fingerprint` is of the codes, so that the database can tell who differs. Codes of none mean that nothing fits.
    """

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="codings")
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    codes = models.ManyToManyField(Code, related_name="codings")
    fingerprint = models.CharField(max_length=64)
    version = models.PositiveIntegerField(help_text="Of the codebook.")
    saw_suggestions = models.BooleanField(default=False)
    coded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contribution", "coder", "number"], name="coding_numbered"),
            models.UniqueConstraint(
                fields=["contribution", "coder"], name="coding_current_once", condition=Q(is_current=True)
            ),
        ]


class Stretch(models.Model):
    """A part of the words that a coder gave one code: code points of the words as given. Without any, a code that was
    given is about the whole.
    """

    coding = models.ForeignKey(Coding, on_delete=models.CASCADE, related_name="stretches")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="stretches")
    start = models.PositiveIntegerField()
    stop = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coding", "code", "start", "stop"], name="stretch_once"),
            models.CheckConstraint(condition=Q(start__lt=models.F("stop")), name="stretch_holds_words"),
        ]


class Settlement(models.Model):
    """What a person decided where coders differ, with the reason. It holds until one of them codes again."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="settlements")
    codes = models.ManyToManyField(Code, related_name="settlements")
    is_current = models.BooleanField(default=True)
    data_key = models.ForeignKey(DataKey, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.BinaryField(help_text="Sealed: it may quote.")
    by_account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contribution"], name="settlement_current_once", condition=Q(is_current=True)
            ),
        ]

    def context(self, field: str) -> str:
        """The associated data that binds a sealed field to this row."""
        return f"coding.settlement:{self.ref}:{field}"


class SuggestedCode(models.Model):
    """A code that the assistant of a run suggests for a contribution. It is never a code by itself."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="suggested_codes")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="suggested_codes")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+")
    probability = models.FloatField()
    is_marked = models.BooleanField(help_text="Likely enough, for a code of this size.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "contribution", "code"], name="suggested_code_once"),
        ]


class ReadingPlace(models.Model):
    """Where software would have words read: among those that would teach it most, and among what may be gravest. Only
    the first of each; all others come in a fair draw after them.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="reading_places")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="reading_places")
    teaches = models.PositiveIntegerField(null=True)
    grave = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "contribution"], name="reading_place_once")]


class Memo(models.Model):
    """What an analyst noted while coding. It may quote, so it is sealed, and erased with the words it is about."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="memos")
    contribution = models.ForeignKey(Contribution, null=True, on_delete=models.CASCADE, related_name="memos")
    code = models.ForeignKey(Code, null=True, on_delete=models.PROTECT, related_name="memos")
    data_key = models.ForeignKey(DataKey, null=True, on_delete=models.SET_NULL, related_name="+")
    words = models.BinaryField(help_text="Sealed.")
    by_account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["programme", "id"], name="memo_newest")]

    def context(self, field: str) -> str:
        """The associated data that binds a sealed field to this row."""
        return f"coding.memo:{self.ref}:{field}"
