"""Heavy computing on a machine that also serves pages: it gives way to whoever waits for an answer."""

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from queue import SimpleQueue
from threading import Event, get_native_id
from typing import TypeVar

from throughline.core.jobs.current import Stopping

T = TypeVar("T")
Progress = Callable[[int, int, str], None]

NICENESS = 19


def compute(work: Callable[[Progress], T], *, progress: Progress, soon: bool = False) -> T:
    """Run `work` in a thread of the lowest priority, on half of the processors, and return what it returns.

    Only the computing gives way. What it tells is passed on in the calling thread, at normal priority: a thread of
    low priority that held the database's write lock would keep everybody waiting.

    Args:
        work: called with a function to tell it how far it is; it must not touch the database.
        progress: called with steps done, steps in all, and what is being done. What it raises ends the work, at
            the work's next word of progress, and is raised here.
        soon: for work of seconds that people wait for: on whichever processor has nothing else to do.
    """
    told: SimpleQueue[tuple[int, int, str] | None] = SimpleQueue()
    ended = Event()

    def tell(done: int, total: int, note: str = "") -> None:
        if ended.is_set():
            raise Stopping
        told.put((done, total, note))

    with ThreadPoolExecutor(1, thread_name_prefix="computing", initializer=partial(_give_way, soon)) as pool:
        result = pool.submit(copy_context().run, work, tell)
        result.add_done_callback(lambda _result: told.put(None))
        try:
            while (step := told.get()) is not None:
                progress(*step)
        finally:
            ended.set()
    return result.result()


def _give_way(soon: bool) -> None:
    # On Linux niceness, policy and processors are a thread's own, and threads that it starts inherit them; elsewhere
    # niceness is the process's. A thread that is only nice still finishes its slice while a request waits for the
    # processor, at each of its steps; an idle one is stopped at once. What is left of a processor's caches and memory
    # is shared whatever the priority: hence half of the processors.
    if sys.platform == "linux":
        thread = get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, max(NICENESS, os.getpriority(os.PRIO_PROCESS, thread)))
        with suppress(PermissionError):  # as in a container that forbids it: then it is only nice
            os.sched_setscheduler(thread, os.SCHED_IDLE, os.sched_param(0))
        if not soon:
            processors = sorted(os.sched_getaffinity(thread))
            os.sched_setaffinity(thread, processors[: max(1, len(processors) // 2)])
