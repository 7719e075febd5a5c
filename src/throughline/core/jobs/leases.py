"""The rows of the queue: taking a job, keeping it, finishing it, failing it. Every write after taking checks
the fence.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from throughline.core.models import Job

MAX_ATTEMPTS = 5
LONGEST_PAUSE = 600.0  # seconds between two attempts
VANISHED = "WorkerVanished\nThe worker died or lost its machine each time."


class LostLease(Exception):
    """Another worker has this job by now: whatever was computed must not be written."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A job taken by one worker, good as long as nobody takes it with a higher `fence`."""

    id: int
    ref: str
    task: str
    arguments: str
    fence: int
    attempt: int

    def held(self) -> QuerySet[Job]:
        """The job's row, if this lease still holds it."""
        return Job.objects.filter(pk=self.id, fence=self.fence, done_at__isnull=True, parked_at__isnull=True)


def take(*, queues: Sequence[str] | None, worker: str, seconds: float) -> Lease | None:
    """Take the next job that is ready: highest priority, then oldest. None when there is none.

    Arguments: `queues`, None for all; `seconds`, how long the lease lasts unless it is extended.
    A job whose last allowed attempt ended without a word is parked on the way.
    """
    # Looking first keeps an idle worker from asking for SQLite's write lock twice a second.
    while _ready(queues).exists():
        with transaction.atomic():
            job = _ready(queues).select_for_update(skip_locked=True).first()
            if job is None:
                return None
            if job.attempts < MAX_ATTEMPTS:
                return _lease(job, worker, seconds)
            _park(Job.objects.filter(pk=job.pk), VANISHED)
    return None


def extend(lease: Lease, seconds: float) -> bool:
    """Let the lease last `seconds` from now. False when it has been lost."""
    return bool(lease.held().update(ready_at=timezone.now() + timedelta(seconds=seconds)))


def finish(lease: Lease, **columns: object) -> None:
    """Mark the job done, within the transaction of its effect. Raises `LostLease` when another has it."""
    if not lease.held().update(done_at=timezone.now(), ready_at=None, error="", **columns):
        raise LostLease(lease.ref)


def fail(lease: Lease, error: str, *, backoff: float) -> None:
    """Let the job be tried again after about `backoff` × 2^attempt seconds, or park it after the fifth time.

    Does nothing when the lease has been lost. The pause is random by half, so that jobs that failed together
    do not come back together.
    """
    if lease.attempt >= MAX_ATTEMPTS:
        _park(lease.held(), error)
        return
    pause = min(LONGEST_PAUSE, backoff * 2**lease.attempt) * random.uniform(0.5, 1.5)  # noqa: S311
    lease.held().update(ready_at=timezone.now() + timedelta(seconds=pause), worker="", error=error)


def release(lease: Lease) -> None:
    """Give the job back untried, because the worker is stopping."""
    lease.held().update(ready_at=timezone.now(), worker="", attempts=F("attempts") - 1)


def _ready(queues: Sequence[str] | None) -> QuerySet[Job]:
    jobs = Job.objects.filter(ready_at__lte=timezone.now())
    if queues is not None:
        jobs = jobs.filter(queue__in=queues)
    return jobs.order_by("-priority", "id")


def _lease(job: Job, worker: str, seconds: float) -> Lease:
    now = timezone.now()
    job.fence += 1
    job.attempts += 1
    job.worker = worker
    job.tried_at = now
    job.started_at = job.started_at or now
    job.ready_at = now + timedelta(seconds=seconds)
    job.save(update_fields=["fence", "attempts", "worker", "tried_at", "started_at", "ready_at"])
    return Lease(
        id=job.pk,
        ref=job.ref,
        task=job.task,
        arguments=job.arguments,
        fence=job.fence,
        attempt=job.attempts,
    )


def _park(jobs: QuerySet[Job], error: str) -> None:
    jobs.update(parked_at=timezone.now(), ready_at=None, worker="", error=error)
