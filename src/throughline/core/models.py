"""State of the core: data keys, the audit chain, rate limits, claims, jobs and schedules."""

from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models
from django.utils import timezone

from throughline.core import refs, vault


class DataKeyManager(models.Manager["DataKey"]):
    def new(self) -> "DataKey":
        """Make and store a random AES-256 key, wrapped by the current master key."""
        wrapped, master_id = vault.wrap_new_key()
        return self.create(wrapped=wrapped, master_id=master_id)


class DataKey(models.Model):
    """The key of one row's words. Deleting it erases them everywhere."""

    wrapped = models.BinaryField()
    master_id = models.CharField(max_length=32, db_index=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = DataKeyManager()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cipher: AESGCM | None = None  # unwrapped by the vault at first use, kept with this object only

    def __reduce__(self) -> Any:
        raise TypeError("a data key is never pickled: it may hold the unwrapped key")


class AuditEntry(models.Model):
    """One row of the audit log, chained to the one before. Written by `audit.record` only; triggers refuse
    changes.
    """

    id = models.BigIntegerField(primary_key=True)  # counts up without gaps, so that a missing row shows
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_ref = models.CharField(max_length=64, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=100)
    target = models.CharField(max_length=200, db_index=True)
    purpose = models.CharField(max_length=500, blank=True)
    detail = models.TextField(blank=True)  # canonical JSON: a JSON column would not give back the same bytes
    digest = models.CharField(max_length=64)


class Bucket(models.Model):
    """One rate limit for one asker: the moment at which its token bucket will be full again."""

    key = models.BinaryField(primary_key=True, max_length=32)
    full_at = models.FloatField(db_index=True)  # seconds since the epoch


class Claim(models.Model):
    """A form already sent, and what came of it."""

    key = models.BinaryField(primary_key=True, max_length=32)
    outcome = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)


class Job(models.Model):
    """Work to be done later. `ready_at` is when a worker may take it: at first the time asked for, while it
    runs the end of the lease, after a failure the time of the next attempt, and null once it is done or
    parked.
    """

    ref = models.CharField(max_length=12, unique=True, default=refs.new_ref)
    task = models.CharField(max_length=200)
    queue = models.CharField(max_length=64, default="default")
    priority = models.SmallIntegerField(default=0)
    arguments = models.TextField()  # JSON: [args, kwargs]; identifiers, never words
    result = models.TextField(blank=True)
    error = models.TextField(blank=True)

    ready_at = models.DateTimeField(null=True, default=timezone.now)
    fence = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    enqueued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)

    progress_done = models.PositiveBigIntegerField(default=0)
    progress_total = models.PositiveBigIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(
                "queue",
                models.F("priority").desc(),
                "id",
                name="job_waiting",
                condition=models.Q(ready_at__isnull=False),
            ),
            models.Index("done_at", name="job_done", condition=models.Q(done_at__isnull=False)),
            models.Index("parked_at", name="job_parked", condition=models.Q(parked_at__isnull=False)),
        ]


class Schedule(models.Model):
    """When a repeated task is due next."""

    task = models.CharField(primary_key=True, max_length=200)
    due_at = models.DateTimeField()
