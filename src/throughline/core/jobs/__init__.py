"""Slow work, done by workers, that survives a crash.

A task is declared with `django_tasks.task` in an app's `jobs.py` and enqueued inside the action's
transaction: no commit, no job. A worker takes it under a lease and a fencing number that grows each time it
is taken. A worker that dies loses nothing: the lease runs out and another takes the job. A worker that was
only paused finds its number out of date and can write nothing more.

    @task
    def find_themes(run_ref: str) -> None:
        words = …                                     # read
        themes = jobs.compute(                        # compute, giving way to people who wait for a page
            lambda tell: find(words, progress=tell), progress=jobs.progress
        )
        with jobs.commit():                           # effect and completion: one transaction, once
            actions.store_themes(run=run_ref, themes=themes)

`commit` is the last thing a task does. A task without it must be safe to repeat: it may run twice. Arguments
are identifiers, never words. After five failures a job is parked with its error until somebody retries it.
"""

from throughline.core.jobs.computing import compute
from throughline.core.jobs.current import LostLease, Stopping, commit, progress
from throughline.core.jobs.queries import Status, parked, retry, status
from throughline.core.jobs.schedules import every
from throughline.core.jobs.worker import run_ready, run_worker

__all__ = [
    "LostLease",
    "Status",
    "Stopping",
    "commit",
    "compute",
    "every",
    "parked",
    "progress",
    "retry",
    "run_ready",
    "run_worker",
    "status",
]
