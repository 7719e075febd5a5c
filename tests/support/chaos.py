"""Runs real worker processes and kills, stops and wakes them at random while they work through a queue.

`python -m tests.support.chaos '{"jobs": 200, "kills": 50, "pauses": 10}'` uses DATABASE_URL and prints what
came of it as JSON. With `"naive": true` writes are not checked against the fence, to show that the counting
can see a double effect.
"""

import json
import os
import random
import signal
import sys
import time
from contextlib import suppress
from threading import Event, Thread

import django
from django.utils.module_loading import autodiscover_modules

LEASE = 0.6
QUEUE = "mail"  # any that the settings allow and where nothing else is enqueued meanwhile
WORKERS = 4


def work(naive: bool) -> None:
    """Be a worker until killed."""
    from throughline.core import jobs
    from throughline.core.jobs.leases import Lease
    from throughline.core.models import Job

    if naive:
        Lease.held = lambda self: Job.objects.filter(pk=self.id)
    stop = Event()
    Thread(target=end_with, args=(os.getppid(), stop), daemon=True).start()
    jobs.run_worker(queues=[QUEUE], stop=stop, lease_seconds=LEASE, poll_seconds=0.05, backoff_seconds=0.02)


def end_with(parent: int, stop: Event) -> None:
    """Stop once the parent has died, so that no worker is left behind."""
    while os.getppid() == parent:
        time.sleep(0.2)
    stop.set()


class Herd:
    """Worker processes, forked from this one so that a new one is there in a few milliseconds."""

    def __init__(self, naive: bool) -> None:
        self.naive = naive
        self.pids: set[int] = set()
        self.asleep: dict[int, float] = {}

    def fill_up(self) -> None:
        """Bury the dead, and start as many new ones."""
        with suppress(ChildProcessError):
            while (pid := os.waitpid(-1, os.WNOHANG)[0]) != 0:
                self.pids.discard(pid)
                self.asleep.pop(pid, None)
        while len(self.pids) < WORKERS:
            pid = os.fork()
            if pid == 0:
                work(self.naive)
                os._exit(0)
            self.pids.add(pid)

    def kill(self, at_work: set[int]) -> bool:
        """Kill a worker in the middle of a job. False when there is none."""
        victims = sorted(self.pids & at_work - self.asleep.keys())
        if victims:
            os.kill(random.choice(victims), signal.SIGKILL)
        return bool(victims)

    def pause(self, at_work: set[int]) -> bool:
        """Stop a worker in the middle of a job for longer than its lease. False when too few are awake."""
        victims = sorted(self.pids & at_work - self.asleep.keys())
        if len(victims) < 2:
            return False
        victim = random.choice(victims)
        os.kill(victim, signal.SIGSTOP)
        self.asleep[victim] = time.monotonic() + LEASE * random.uniform(1.5, 2.5)
        return True

    def wake(self) -> None:
        """Let those go on whose time has come."""
        for pid, until in list(self.asleep.items()):
            if time.monotonic() > until:
                os.kill(pid, signal.SIGCONT)
                del self.asleep[pid]

    def __enter__(self) -> "Herd":
        return self

    def __exit__(self, *error: object) -> None:
        for pid in self.pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def left() -> tuple[bool, set[int]]:
    """Whether jobs are left, and which processes are at work on one. While a sleeping worker has the database locked
    this cannot be known; then jobs are left, since the sleeper must be woken from here."""
    from django.db import OperationalError, connections

    from throughline.core.models import Job

    try:
        jobs = Job.objects.filter(queue=QUEUE, done_at__isnull=True, parked_at__isnull=True)
        workers = jobs.values_list("worker", flat=True)
        return bool(workers), {int(worker.rpartition(":")[2]) for worker in workers if worker}
    except OperationalError:
        return True, set()
    finally:
        connections.close_all()  # nothing open may be inherited by the next fork


def retry_the_unlucky() -> None:
    """Do what an operator does with jobs whose workers were killed five times through no fault of theirs."""
    from django.db import connections

    from throughline.core import jobs

    for job in jobs.parked():
        if not job.task.endswith("poison"):
            jobs.retry(job=job.ref)
    connections.close_all()


def torment(herd: Herd, kills: int, pauses: int, until: float) -> tuple[int, int]:
    """Kill and pause workers until the queue is empty; returns how many of each."""
    killed = paused = 0
    while time.monotonic() < until:
        jobs_left, at_work = left()
        if not jobs_left:
            break
        herd.fill_up()
        herd.wake()
        if paused < pauses and random.random() < 0.2:
            paused += herd.pause(at_work)
        elif killed < kills and random.random() < 0.5:
            killed += herd.kill(at_work)
        time.sleep(random.uniform(0.03, 0.08))
    return killed, paused


def report() -> dict[str, object]:
    """Read from the rows which attempts were cut short, and which jobs were parked."""
    from throughline.core.models import Job

    rows = Job.objects.filter(queue=QUEUE)
    attempts = rows.values_list("attempts", flat=True)
    parked = rows.filter(parked_at__isnull=False).values_list("task", "attempts", "error")
    return {
        "interrupted": sum(attempts) - len(attempts),
        "parked": [[task.rpartition(".")[2], tried, error.partition("\n")[0]] for task, tried, error in parked],
    }


def main(jobs: int, kills: int, pauses: int, naive: bool = False, seconds: float = 600) -> dict[str, object]:
    """Enqueue, torment, retry the unlucky, and count."""
    from tests.support import chaos_tasks

    from throughline.core.db import write_in_batches

    chaos_tasks.make_table()
    slow, poison = (task.using(queue_name=QUEUE) for task in (chaos_tasks.take_a_while, chaos_tasks.poison))
    poison.enqueue()
    write_in_batches(range(jobs), lambda batch: [slow.enqueue(number) for number in batch])
    until = time.monotonic() + seconds
    with Herd(naive) as herd:
        killed, paused = torment(herd, kills, pauses, until)
        outcome = report()
        retry_the_unlucky()
        torment(herd, 0, 0, until)
        time.sleep(1)  # whoever was woken last may still try to write
    return {"effects": chaos_tasks.effects(), "killed": killed, "paused": paused, "unfinished": left()[0], **outcome}


if __name__ == "__main__":
    django.setup()
    autodiscover_modules("jobs")  # before forking, so that children need not import

    json.dump(main(**json.loads(sys.argv[1])), sys.stdout)
