"""Computing gives way, and only computing: the first three tests were red while `compute` called the work in the
caller's own thread."""

import os
import sys
import threading
from contextvars import ContextVar

import pytest

from throughline.core import jobs
from throughline.core.jobs.computing import NICENESS

said: ContextVar[str] = ContextVar("said")


def standing() -> tuple[int, int]:
    """How this thread stands to others: its niceness and its policy."""
    thread = threading.get_native_id()
    return os.getpriority(os.PRIO_PROCESS, thread), os.sched_getscheduler(thread)


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="priority belongs to a thread on Linux only")


@on_linux
def test_the_work_leaves_half_of_the_processors_to_others():
    before = os.sched_getaffinity(0)
    used = jobs.compute(lambda _tell: os.sched_getaffinity(0), progress=lambda *_step: None)
    assert len(used) == max(1, len(before) // 2)
    assert os.sched_getaffinity(0) == before


@on_linux
def test_work_that_people_wait_for_may_use_whichever_is_free():
    used = jobs.compute(lambda _tell: os.sched_getaffinity(0), progress=lambda *_step: None, soon=True)
    assert used == os.sched_getaffinity(0)


@on_linux
def test_the_work_and_what_it_starts_give_way_and_the_caller_does_not():
    before = standing()
    heard = []

    def work(tell):
        inner = []
        thread = threading.Thread(target=lambda: inner.append(standing()))
        thread.start()
        thread.join()
        tell(1, 2, "half")
        return standing(), inner[0]

    lowest = (NICENESS, os.SCHED_IDLE)
    assert jobs.compute(work, progress=lambda *step: heard.append((*step, standing()))) == (lowest, lowest)
    assert heard == [(1, 2, "half", before)]
    assert standing() == before != lowest


def test_progress_is_told_in_the_callers_thread():
    threads = []

    def work(tell):
        tell(1, 1, "")
        return threading.current_thread()

    worked_in = jobs.compute(work, progress=lambda *_step: threads.append(threading.current_thread()))
    assert threads == [threading.current_thread()]
    assert worked_in != threading.current_thread()


def test_what_progress_raises_ends_the_work():
    held, steps = threading.Event(), []

    def work(tell):
        for number in range(10):
            steps.append(number)
            tell(number, 10, "")
            held.wait(30)

    def progress(*_step):
        threading.Timer(0.1, held.set).start()
        raise jobs.LostLease("1")

    with pytest.raises(jobs.LostLease):
        jobs.compute(work, progress=progress)
    assert steps == [0, 1]


def test_what_the_work_raises_is_raised():
    def work(_tell):
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        jobs.compute(work, progress=lambda *_step: None)


def test_the_work_sees_the_callers_context():
    said.set("good morning")
    assert jobs.compute(lambda _tell: said.get(), progress=lambda *_step: None) == "good morning"
