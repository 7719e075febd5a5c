"""Waiting for an analysis, whoever does it: this process, or the worker of a site beside it."""

import time
from typing import Any

from throughline.core.jobs import run_ready
from throughline.evidence.models import Run
from throughline.evidence.runs import UNFINISHED

PATIENCE = 180


def finished(run: Run, **which: Any) -> Run:
    """The run once it is done or has failed. `which`: as `run_ready` takes it."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        run_ready(**which)
        run.refresh_from_db()
        if run.status not in UNFINISHED:
            return run
        time.sleep(0.1)
    raise AssertionError(f"{run.kind} is still {run.status}")
