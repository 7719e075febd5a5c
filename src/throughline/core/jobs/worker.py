"""The worker: takes jobs, keeps their leases alive, runs them, and says how they ended."""

import json
import logging
import os
import random
import socket
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Any

from django.db import Error as DatabaseProblem
from django.db import connection, connections
from django.utils.module_loading import autodiscover_modules, import_string
from django_tasks.base import Task, TaskContext
from django_tasks.utils import normalize_json

from throughline.core.errors import DomainError
from throughline.core.jobs import leases, schedules
from throughline.core.jobs.backend import result_of
from throughline.core.jobs.current import Running, Stopping, running
from throughline.core.jobs.leases import LostLease
from throughline.core.models import Job

log = logging.getLogger(__name__)

LONGEST_RUN = 6 * 3600.0  # seconds; a task that hangs is not kept alive for ever


def run_worker(
    *,
    queues: Sequence[str] | None = None,
    stop: Event,
    lease_seconds: float = 30.0,
    concurrency: int = 1,
    poll_seconds: float = 0.5,
    backoff_seconds: float = 2.0,
) -> None:
    """Take and run jobs until `stop` is set; returns when the last of this process's jobs has ended.

    Arguments: `queues`, None for all; `lease_seconds`, after how long a dead worker's job is taken by
    another; `concurrency`, threads in this process; `poll_seconds`, how often an idle thread looks;
    `backoff_seconds`, see `leases.fail`.
    """
    _discover()
    worker = Worker(queues, stop, lease_seconds, poll_seconds, backoff_seconds)
    threads = [Thread(target=worker.keep_alive, name="heart", daemon=True)]
    threads += [Thread(target=worker.loop, name=f"worker-{number}") for number in range(concurrency)]
    for thread in threads:
        thread.start()
    for thread in threads[1:]:
        thread.join()
    worker.ended.set()
    threads[0].join()


def run_ready(*, queues: Sequence[str] | None = None, limit: int = 1000) -> int:
    """Run the jobs that are ready, in this thread and on its connection, until none is left; returns how many
    ran.

    For commands that wait for their result, and for tests. Errors are stored as a worker would store them.
    """
    _discover()
    worker = Worker(queues, Event(), lease_seconds=3600, poll_seconds=0, backoff_seconds=2)
    count = 0
    while count < limit and worker.run_one():
        count += 1
    return count


def _discover() -> None:
    from throughline.core.jobs import housekeeping  # noqa: F401  (declares its schedule)

    autodiscover_modules("jobs")


@dataclass
class Worker:
    """One process's share of the work."""

    queues: Sequence[str] | None
    stop: Event
    lease_seconds: float
    poll_seconds: float
    backoff_seconds: float
    name: str = field(default_factory=lambda: f"{socket.gethostname()[:40]}:{os.getpid()}")
    ended: Event = field(default_factory=Event)
    jobs: dict[int, Running] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    looked: float = 0.0

    def loop(self) -> None:
        """Run jobs one after the other until asked to stop. A database that is busy or away is asked
        again.
        """
        while not self.stop.is_set():
            try:
                self.look_at_schedules()
                if not self.run_one():
                    self.stop.wait(self.poll_seconds * random.uniform(0.8, 1.2))  # noqa: S311
            except DatabaseProblem as problem:
                log.warning("worker: the database did not answer (%s)", type(problem).__name__)
                connection.close()
                self.stop.wait(1)
        connections.close_all()

    def look_at_schedules(self) -> None:
        """Enqueue what is due, at most once a second."""
        with self.lock:
            if time.monotonic() - self.looked < 1:
                return
            self.looked = time.monotonic()
        schedules.enqueue_due()

    def run_one(self) -> bool:
        """Take one job and run it; False when none is ready."""
        lease = leases.take(queues=self.queues, worker=self.name, seconds=self.lease_seconds)
        if lease is None:
            return False
        job = Running(lease, self.stop)
        with self.watched(job):
            try:
                self.run(job)
            except LostLease:
                log.warning("job %s was taken over by another worker", lease.ref)
            except Stopping:
                leases.release(lease)
            except Exception as error:
                log.warning("job %s (%s) failed: %s", lease.ref, lease.task, type(error).__name__)
                leases.fail(lease, describe(error), backoff=self.backoff_seconds)
        return True

    def run(self, job: Running) -> None:
        """Call the task, and mark the job done unless the task has done so in `commit`."""
        task: Task[Any, Any] = import_string(job.lease.task)
        args, kwargs = json.loads(job.lease.arguments)
        if task.takes_context:
            args = [TaskContext(task_result=result_of(Job.objects.get(pk=job.lease.id))), *args]
        value = task.call(*args, **kwargs)
        result = "" if value is None else json.dumps(normalize_json(value))
        if not job.committed:
            leases.finish(job.lease, result=result, **job.columns())
        elif result:
            Job.objects.filter(pk=job.lease.id, fence=job.lease.fence).update(result=result)

    @contextmanager
    def watched(self, job: Running) -> Iterator[None]:
        """Keep the job's lease alive, and let `progress` and `commit` know which job it is."""
        token = running.set(job)
        with self.lock:
            self.jobs[job.lease.id] = job
        try:
            yield
        finally:
            with self.lock:
                del self.jobs[job.lease.id]
            running.reset(token)

    def keep_alive(self) -> None:
        """Extend the leases of the running jobs, three times per lease. Runs in a thread of its own."""
        while not self.ended.wait(self.lease_seconds / 3):
            with self.lock:
                jobs = list(self.jobs.values())
            for job in jobs:
                self.extend(job)
        connections.close_all()

    def extend(self, job: Running) -> None:
        if time.monotonic() - job.began > LONGEST_RUN or job.committed:
            return
        try:
            job.lost = not (leases.extend(job.lease, self.lease_seconds) or job.committed)
        except DatabaseProblem as problem:
            log.warning("worker: a lease could not be extended (%s)", type(problem).__name__)
            connection.close()


def describe(error: BaseException) -> str:
    """Return the error's class and, below, where it was raised. Its message is left out unless it was written
    for people: messages of other errors quote what they choked on, which may be somebody's words."""
    said = f"{error}\n" if isinstance(error, DomainError) else ""
    where = "".join(traceback.StackSummary.from_list(traceback.extract_tb(error.__traceback__)).format())
    return f"{type(error).__module__}.{type(error).__qualname__}\n{said}{where}"
