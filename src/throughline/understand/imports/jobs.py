"""Long imports, and removing what nobody finished."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from throughline.core.jobs.schedules import every
from throughline.core.models import DataKey
from throughline.understand.imports import storing
from throughline.understand.imports.actions import perform
from throughline.understand.imports.models import UPLOADS, Upload

KEEP = timedelta(hours=24)


@task()
def bring_in(upload_ref: str) -> None:
    """Bring in one upload. Started again after a crash it begins anew; nothing counts until the end."""
    perform(upload_ref=upload_ref)


@task()
def tidy_uploads() -> None:
    """Remove files a day old with their keys, uploads that nobody finished, and what killed imports left."""
    UPLOADS.remove_older_than(KEEP.total_seconds())
    old = Upload.objects.filter(uploaded_at__lt=timezone.now() - KEEP)
    DataKey.objects.filter(
        pk__in=list(old.filter(data_key__isnull=False).values_list("data_key_id", flat=True))
    ).delete()
    old.exclude(status=Upload.Status.DONE).delete()
    storing.clear_given_up()


every(3600, tidy_uploads)
