"""The lease queue behind the interface of `django_tasks`."""

import json
from typing import Any

from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.utils import normalize_json

from throughline.core.models import Job


class LeaseBackend(BaseTaskBackend):
    """Jobs are rows of the same database, so that a job is enqueued by the commit of the action that asked
    for it.

    QUEUES in the settings lists the queues that may be used; without it any may.
    """

    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, {"QUEUES": [], **params})

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Insert a job in the caller's transaction. Raises `TypeError` for arguments that JSON cannot
        hold.
        """
        self.validate_task(task)
        job = Job.objects.create(
            task=task.module_path,
            queue=task.queue_name,
            priority=task.priority,
            arguments=json.dumps([normalize_json(args), normalize_json(kwargs)]),
            ready_at=task.run_after or timezone.now(),
        )
        return result_of(job, self.alias)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """Return a job's result. Raises `TaskResultDoesNotExist`."""
        try:
            job = Job.objects.get(ref=result_id)
        except Job.DoesNotExist:
            raise TaskResultDoesNotExist(result_id) from None
        return result_of(job, self.alias)


def result_of(job: Job, alias: str = "default") -> TaskResult[Any]:
    """Return the row as `django_tasks` describes jobs."""
    args, kwargs = json.loads(job.arguments)
    name, _, traceback = job.error.partition("\n")
    result: TaskResult[Any] = TaskResult(
        task=import_string(job.task).using(priority=job.priority, queue_name=job.queue),
        id=job.ref,
        status=status_of(job),
        enqueued_at=job.enqueued_at,
        started_at=job.started_at,
        finished_at=job.done_at or job.parked_at,
        last_attempted_at=job.tried_at,
        args=args,
        kwargs=kwargs,
        backend=alias,
        errors=[TaskError(exception_class_path=name, traceback=traceback)] if job.error else [],
        worker_ids=[job.worker] * job.attempts,
    )
    object.__setattr__(result, "_return_value", json.loads(job.result) if job.result else None)
    return result


def status_of(job: Job) -> TaskResultStatus:
    """Tell a row's state. A job whose lease has run out is ready again."""
    if job.done_at:
        return TaskResultStatus.SUCCESSFUL
    if job.parked_at:
        return TaskResultStatus.FAILED
    if job.worker and job.ready_at and job.ready_at > timezone.now():
        return TaskResultStatus.RUNNING
    return TaskResultStatus.READY
