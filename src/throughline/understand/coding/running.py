"""Beginning and ending a run of coding, in short transactions."""

from __future__ import annotations

import time
from typing import Any

from django.utils import timezone

from throughline.core import jobs
from throughline.evidence.models import Run

SECONDS_BETWEEN_NOTES = 0.5


def begin(run_ref: str) -> Run | None:
    """Mark a run as started; None where it is done already."""
    run = Run.objects.select_related("programme__codebook").get(ref=run_ref)
    if run.status == Run.Status.DONE:
        return None
    run.status, run.started_at, run.failure = Run.Status.RUNNING, timezone.now(), ""
    run.save(update_fields=["status", "started_at", "failure"])
    return run


def fail(run: Run, why: str) -> None:
    """Say on the run why it could not be done. Runs inside the job's commit."""
    Run.objects.filter(pk=run.pk).update(status=Run.Status.FAILED, failure=why[:300], finished_at=timezone.now())


def finish(run: Run, **columns: Any) -> None:
    """Store what came of it. Runs inside the job's commit."""
    Run.objects.filter(pk=run.pk).update(status=Run.Status.DONE, finished_at=timezone.now(), **columns)


def progress_of(run: Run) -> Any:
    """A function that notes how far a run is, at most twice a second, and lets a worker stop in between."""
    last = 0.0

    def note(done: int, total: int, words: str) -> None:
        nonlocal last
        jobs.progress(done, total, words)
        if time.monotonic() - last >= SECONDS_BETWEEN_NOTES:
            last = time.monotonic()
            Run.objects.filter(pk=run.pk).update(progress_done=done, progress_total=total, progress_note=words)

    return note
