"""Presses that arrive together, and the naive code that a race shows up."""

from __future__ import annotations

from threading import Barrier, BrokenBarrierError

from django.db import connection
from tests.support.databases import in_threads


def meet(barrier: Barrier) -> None:
    """Wait for the others; go alone once one of them has failed, whose failure is then what the test shows."""
    try:
        barrier.wait(timeout=60)
    except BrokenBarrierError:
        return


def rows_of_a_naive_twin(at_once: int) -> int:
    """How many rows come of so many presses that read whether there is a row and then write one, in a table without
    the constraint that an action relies on."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive (seat integer, value integer)")
    barrier = Barrier(at_once)

    def press(thread: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM naive WHERE seat = 1")
            known = cursor.fetchone()[0]
            meet(barrier)
            if not known:
                cursor.execute("INSERT INTO naive VALUES (1, %s)", [thread])

    assert in_threads(at_once, press) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM naive")
        return int(cursor.fetchone()[0])
