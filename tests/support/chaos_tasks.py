"""Tasks whose effects can be counted, for the tests of the queue."""

import os
import random
import signal
import time

from django.db import connection
from django_tasks import task

from throughline.core import jobs


def make_table() -> None:
    """A table without any constraint: a double effect must be able to show."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE effect (number integer)")


def effects() -> list[int]:
    """Every effect that was written, in order of its number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM effect ORDER BY number")
        return [row[0] for row in cursor.fetchall()]


def write(number: int) -> None:
    """One effect."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO effect VALUES (%s)", [number])


@task
def take_a_while(number: int, steps: int = 5) -> None:
    """Compute for about 25 ms a step, then write."""
    for step in range(steps):
        time.sleep(random.uniform(0.01, 0.04))
        jobs.progress(step, steps)
    with jobs.commit():
        write(number)


@task
def write_at_once(number: int) -> int:
    """Write, and return something."""
    jobs.progress(2, 2, "Writing")
    with jobs.commit():
        write(number)
    return number * 2


@task
def fail_inside_commit(number: int) -> None:
    """Write, then fail before the commit."""
    with jobs.commit():
        write(number)
        raise ValueError("a secret word")


@task
def poison() -> None:
    """Take the worker down, every time."""
    os.kill(os.getpid(), signal.SIGKILL)


@task(takes_context=True)
def tell_attempt(context) -> int:
    """Return which attempt this is."""
    return context.attempt


@task
def repeat() -> None:
    """Write 0."""
    write(0)
