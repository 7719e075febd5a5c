"""Tasks that repeat. Each due time enqueues one job, however many workers and machines are looking."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks.base import Task

from throughline.core.models import Schedule

_registered: dict[str, tuple[timedelta, Task[Any, Any]]] = {}


def every(seconds: float, task: Task[[], Any]) -> Task[[], Any]:
    """Have `task`, which takes no arguments, enqueued about every `seconds` while a worker runs. Returns the
    task.

    Called where the task is declared, in an app's `jobs.py`. Times missed while no worker ran are made up by
    one run.
    """
    _registered[task.module_path] = (timedelta(seconds=seconds), task)
    return task


def enqueue_due() -> int:
    """Enqueue what is due; returns how many jobs. The first time comes at once."""
    now = timezone.now()
    known = dict(Schedule.objects.values_list("task", "due_at"))
    new = [Schedule(task=path, due_at=now) for path in _registered if path not in known]
    if new:
        Schedule.objects.bulk_create(new, ignore_conflicts=True)
        known = dict(Schedule.objects.values_list("task", "due_at"))
    count = 0
    for path, (period, task) in _registered.items():
        due = known[path]
        if due <= now:
            with transaction.atomic():
                # Only one asker finds the old time still there.
                later = due + period if due + period > now else now + period
                if Schedule.objects.filter(task=path, due_at=due).update(due_at=later):
                    task.enqueue()
                    count += 1
    return count
