"""An analysis that takes a while: which there are, and beginning and ending one in short transactions.

An action asks for it (`actions.ask_for_run`), a job of the app that asked does the work:

    @task()
    def work_out(run_ref: str) -> None:
        run = runs.begin(run_ref)
        if run is None:
            return
        given = …                                    # read
        found = jobs.compute(lambda tell: …, progress=runs.progress_of(run))
        with jobs.commit():
            runs.finish(run, inputs=…, fingerprint=…, summary=found)
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from throughline.core import jobs
from throughline.core.errors import NotFound
from throughline.evidence.models import Run

if TYPE_CHECKING:
    from throughline.programmes.models import Activity, Programme

Progress = Callable[[int, int, str], None]
"""(done, total, what is being done)."""
SECONDS_BETWEEN_NOTES = 0.5
UNFINISHED = (Run.Status.WAITING, Run.Status.RUNNING)


def latest(programme: Programme, kind: str, *, activity: Activity | None = None, done: bool = False) -> Run | None:
    """The run of this kind that was asked for last; with `done`, of those that have results."""
    found = Run.objects.filter(programme=programme, kind=kind, activity=activity)
    if done:
        found = found.filter(status=Run.Status.DONE)
    return found.select_related("asked_by").order_by("-pk").first()


def is_busy(run: Run | None) -> bool:
    """Whether a worker is on it, or will take it."""
    if run is None or run.status not in UNFINISHED:
        return False
    try:
        return jobs.status(run.job).state != "failed"
    except NotFound:
        return False


def begin(run_ref: str) -> Run | None:
    """Mark a run as started; None where it is done already."""
    run = Run.objects.select_related("programme", "activity__programme").get(ref=run_ref)
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


def progress_of(run: Run) -> Progress:
    """A function that notes how far a run is, at each new step and otherwise at most twice a second, and lets a worker
    stop in between."""
    last, said = 0.0, ""

    def note(done: int, total: int, words: str) -> None:
        nonlocal last, said
        jobs.progress(done, total, words)
        now = time.monotonic()
        if words == said and done < total and now - last < SECONDS_BETWEEN_NOTES:
            return
        last, said = now, words
        Run.objects.filter(pk=run.pk).update(progress_done=done, progress_total=total, progress_note=words)

    return note
