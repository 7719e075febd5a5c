"""What the core throws away when its time has come."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from throughline.core import limits, once
from throughline.core.jobs.schedules import every
from throughline.core.models import Job

KEEP_JOBS = timedelta(days=30)
BATCH = 200


def purge_jobs(*, batch: int = BATCH) -> int:
    """Delete up to `batch` jobs done more than 30 days ago; returns how many. Parked jobs stay until they are
    retried.
    """
    old = Job.objects.filter(done_at__lt=timezone.now() - KEEP_JOBS).values_list("pk", flat=True)[:batch]
    deleted, _ = Job.objects.filter(pk__in=list(old)).delete()
    return deleted


@task
def tidy() -> None:
    """Delete old claims, full buckets and finished jobs, in short transactions."""
    for purge in (once.purge, limits.purge, purge_jobs):
        while purge(batch=BATCH):
            pass


every(3600, tidy)
