"""What a running task may say: how far it is, and that its effect is to be written."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Event

from django.db import connection, transaction

from throughline.core.jobs import leases
from throughline.core.jobs.leases import Lease, LostLease

TELL_EVERY = 1.0  # seconds between two writes of progress


class Stopping(Exception):
    """The worker was asked to stop; the job goes back untried."""


@dataclass
class Running:
    """A task being run by this process."""

    lease: Lease
    stop: Event
    began: float = field(default_factory=time.monotonic)
    lost: bool = False
    committed: bool = False
    done: int = 0
    total: int = 0
    note: str = ""
    told: float = 0.0

    def columns(self) -> dict[str, object]:
        """How far it is, as columns of the job's row."""
        return {"progress_done": self.done, "progress_total": self.total, "note": self.note}

    def check(self) -> None:
        """Raise `LostLease` or `Stopping` when there is no point in going on."""
        if self.lost:
            raise LostLease(self.lease.ref)
        if self.stop.is_set():
            raise Stopping


running: ContextVar[Running | None] = ContextVar("running", default=None)


def progress(done: int, total: int, note: str = "") -> None:
    """Say that `done` of `total` steps are done, and in a few words what is being done.

    Cheap to call often: written at most once a second, and never from inside a transaction. Outside a job it
    does nothing, so that the same function serves a command. Raises `LostLease` or `Stopping` when the work
    should end; let it pass.
    """
    job = running.get()
    if job is None:
        return
    job.check()
    job.done, job.total, job.note = done, total, str(note)[:200]
    now = time.monotonic()
    if now - job.told < TELL_EVERY or connection.in_atomic_block:
        return
    job.told = now
    if not job.lease.held().update(**job.columns()):
        raise LostLease(job.lease.ref)


@contextmanager
def commit() -> Iterator[None]:
    """One transaction in which the task writes its effect and the job becomes done: both or neither, and only
    once.

    Raises `LostLease` before anything is written when another worker has taken the job. Outside a job it is a
    transaction.
    """
    job = running.get()
    if job is None:
        with transaction.atomic():
            yield
        return
    with transaction.atomic():
        # First, because it locks the row: nobody can take the job between this check and the commit.
        leases.finish(job.lease, **job.columns())
        yield
    job.committed = True
