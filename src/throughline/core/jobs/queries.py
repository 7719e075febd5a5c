"""How a job is doing, which are parked, and trying one again."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from throughline.core.actions import action
from throughline.core.errors import NotFound
from throughline.core.jobs.backend import status_of
from throughline.core.models import Job


@dataclass(frozen=True, slots=True)
class Status:
    """`state`: ready, running, successful or failed. `done` of `total` steps; `note`, what is being done."""

    ref: str
    task: str
    state: str
    done: int
    total: int
    note: str
    attempts: int
    error: str
    tried_at: datetime | None

    @property
    def finished(self) -> bool:
        return self.state in ("successful", "failed")


def status(job: str) -> Status:
    """Return how the job with the reference `job` (the id of its task result) is doing. Raises `NotFound`."""
    row = Job.objects.filter(ref=job).first()
    if row is None:
        raise NotFound(_("There is no such job."))
    return _status(row)


def parked(*, limit: int = 100) -> list[Status]:
    """Return the jobs that were given up, latest first."""
    return [_status(row) for row in Job.objects.filter(parked_at__isnull=False).order_by("-parked_at")[:limit]]


@action
def retry(*, job: str) -> None:
    """Let a parked job have five more attempts, starting now. Raises `NotFound` when it is not parked."""
    parked = Job.objects.filter(ref=job, parked_at__isnull=False)
    if not parked.update(parked_at=None, ready_at=timezone.now(), attempts=0):
        raise NotFound(_("There is no such parked job."))


def _status(row: Job) -> Status:
    return Status(
        ref=row.ref,
        task=row.task,
        state=status_of(row).value.lower(),
        done=row.progress_done,
        total=row.progress_total,
        note=row.note,
        attempts=row.attempts,
        error=row.error,
        tried_at=row.tried_at,
    )
