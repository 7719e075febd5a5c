"""The queue's rules, one worker in this process."""

import time
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist
from tests.support import chaos_tasks
from tests.support.databases import in_threads

from throughline.core import jobs
from throughline.core.errors import NotFound, Refused
from throughline.core.jobs import housekeeping, leases, schedules
from throughline.core.jobs.current import Running, running
from throughline.core.jobs.worker import describe
from throughline.core.models import Job, Schedule


@pytest.fixture
def effects(database):
    chaos_tasks.make_table()
    return chaos_tasks.effects


def take(seconds: float = 30) -> leases.Lease:
    lease = leases.take(queues=None, worker="here", seconds=seconds)
    assert lease is not None
    return lease


def make_ready() -> None:
    Job.objects.filter(done_at=None, parked_at=None).update(ready_at=timezone.now())


def test_a_job_runs_once_and_keeps_its_result(effects):
    result = chaos_tasks.write_at_once.enqueue(21)
    assert result.status == TaskResultStatus.READY
    assert jobs.run_ready() == 1
    assert jobs.run_ready() == 0
    result.refresh()
    assert (result.status, result.return_value, effects()) == (TaskResultStatus.SUCCESSFUL, 42, [21])
    status = jobs.status(result.id)
    assert (status.state, status.done, status.total, status.note) == ("successful", 2, 2, "Writing")
    assert status.finished


def test_no_commit_no_job(effects):
    with transaction.atomic():
        chaos_tasks.write_at_once.enqueue(1)
        transaction.set_rollback(True)
    assert Job.objects.count() == 0


def test_a_task_is_an_ordinary_function_outside_a_job(effects):
    assert chaos_tasks.write_at_once.call(4) == 8
    assert effects() == [4]


def test_an_effect_that_fails_is_not_written_and_its_words_are_not_kept(effects):
    result = chaos_tasks.fail_inside_commit.enqueue(1)
    jobs.run_ready()
    job = Job.objects.get(ref=result.id)
    assert effects() == []
    assert job.error.startswith("builtins.ValueError\n")
    assert "fail_inside_commit" in job.error
    # The traceback quotes our source line, so look at what an error raised elsewhere would leave.
    assert "choked" not in describe(ValueError("choked on a secret word"))
    assert "Give a name" in describe(Refused("Give a name"))


def test_failing_five_times_parks_the_job_until_it_is_retried(effects):
    result = chaos_tasks.fail_inside_commit.enqueue(1)
    for attempt in range(1, 6):
        assert jobs.status(result.id).attempts == attempt - 1
        assert jobs.run_ready() == 1
        assert jobs.run_ready() == 0  # it waits before the next attempt
        make_ready()
    assert jobs.run_ready() == 0
    assert [job.ref for job in jobs.parked()] == [result.id]
    result.refresh()
    assert result.status == TaskResultStatus.FAILED
    jobs.retry(job=result.id)
    assert jobs.parked() == []
    assert jobs.run_ready() == 1
    with pytest.raises(NotFound):
        jobs.retry(job=result.id)


def test_pauses_between_attempts_double_and_vary(effects):
    chaos_tasks.repeat.enqueue()
    pauses = []
    for _ in range(4):
        leases.fail(take(), "error", backoff=2)
        pauses.append((Job.objects.get().ready_at - timezone.now()).total_seconds())
        make_ready()
    for attempt, pause in enumerate(pauses, start=1):
        assert 0.5 * 2 * 2**attempt - 1 < pause <= 1.5 * 2 * 2**attempt


def test_higher_priority_first_then_older_and_never_before_its_time(effects):
    task = chaos_tasks.write_at_once
    for number in (1, 2):
        task.enqueue(number)
    task.using(priority=10).enqueue(3)
    task.using(run_after=timezone.now() + timedelta(hours=1)).enqueue(4)
    order = []
    for _ in range(3):
        order.append(take().arguments)
    assert order == ["[[3], {}]", "[[1], {}]", "[[2], {}]"]
    assert leases.take(queues=None, worker="here", seconds=1) is None


def test_a_worker_takes_only_from_its_queues(effects):
    chaos_tasks.write_at_once.using(queue_name="mail").enqueue(1)
    assert jobs.run_ready(queues=["default"]) == 0
    assert jobs.run_ready(queues=["mail"]) == 1
    with pytest.raises(InvalidTaskError):
        chaos_tasks.write_at_once.using(queue_name="unknown")


def test_a_task_may_ask_which_attempt_it_is(effects):
    result = chaos_tasks.tell_attempt.enqueue()
    leases.fail(take(), "error", backoff=2)
    make_ready()
    jobs.run_ready()
    result.refresh()
    assert result.return_value == 2


def test_an_overtaken_lease_can_write_nothing(effects):
    """Seen red with a `held` that does not compare the fence."""
    chaos_tasks.write_at_once.enqueue(1)
    slow = take(seconds=0)
    quick = take(seconds=30)
    assert quick.fence == slow.fence + 1
    assert leases.extend(slow, 30) is False
    token = running.set(Running(slow, Event()))
    try:
        with pytest.raises(jobs.LostLease):
            chaos_tasks.write_at_once.call(1)
    finally:
        running.reset(token)
    leases.fail(slow, "late", backoff=1)
    leases.release(slow)
    assert effects() == []
    job = Job.objects.get()
    assert (job.fence, job.worker, job.error, job.attempts) == (quick.fence, "here", "", 2)


def test_progress_says_so_when_the_lease_is_lost(effects):
    chaos_tasks.write_at_once.enqueue(1)
    slow = take(seconds=0)
    take(seconds=30)
    token = running.set(Running(slow, Event()))
    try:
        with pytest.raises(jobs.LostLease):
            jobs.progress(1, 2)
    finally:
        running.reset(token)


def test_progress_is_written_at_most_once_a_second_and_never_in_a_transaction(effects, django_assert_num_queries):
    chaos_tasks.write_at_once.enqueue(1)
    lease = take()
    token = running.set(Running(lease, Event()))
    try:
        with transaction.atomic(), django_assert_num_queries(0):
            jobs.progress(1, 100)
        with django_assert_num_queries(1):
            for step in range(100):
                jobs.progress(step, 100, "Reading")
    finally:
        running.reset(token)
    status = jobs.status(lease.ref)
    assert (status.state, status.done, status.total, status.note) == ("running", 0, 100, "Reading")


def test_a_stopping_worker_gives_its_job_back_untried(effects):
    result = chaos_tasks.take_a_while.enqueue(1)
    stop = Event()
    thread = Thread(target=jobs.run_worker, kwargs={"stop": stop, "queues": ["default"], "poll_seconds": 0.02})
    thread.start()
    while Job.objects.get(ref=result.id).worker == "":
        time.sleep(0.005)
    stop.set()
    thread.join()
    job = Job.objects.get(ref=result.id)
    assert (job.attempts, job.worker, job.done_at, effects()) == (0, "", None, [])


def test_a_long_task_keeps_its_lease(effects):
    """Seen red without the heart's thread: the two workers take the job from each other until it is parked."""
    result = chaos_tasks.take_a_while.enqueue(7, steps=50)
    stop = Event()
    settings = {"stop": stop, "queues": ["default"], "poll_seconds": 0.01, "lease_seconds": 0.45}
    threads = [Thread(target=jobs.run_worker, kwargs=settings) for _ in range(2)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 20
    while not jobs.status(result.id).finished and time.monotonic() < deadline:
        time.sleep(0.02)
    stop.set()
    for thread in threads:
        thread.join()
    assert jobs.status(result.id).state == "successful"
    assert effects() == [7]


def test_a_schedule_enqueues_one_job_each_time_it_is_due(effects, monkeypatch):
    """Seen red with an update that does not compare the old due time: parallel workers enqueue it several
    times.
    """
    monkeypatch.setattr(schedules, "_registered", {})
    jobs.every(3600, chaos_tasks.repeat)

    for expected in (1, 2):
        assert in_threads(6, lambda _: schedules.enqueue_due()) == []
        assert Job.objects.count() == expected
        # Three times were missed while no worker ran; one run makes up for them.
        Schedule.objects.update(due_at=timezone.now() - timedelta(hours=3))
    assert schedules.enqueue_due() == 1
    assert schedules.enqueue_due() == 0
    assert Schedule.objects.get().due_at > timezone.now()


def test_jobs_done_long_ago_are_tidied_away_and_parked_ones_kept(effects):
    task = chaos_tasks.repeat
    old, new, given_up = task.enqueue(), task.enqueue(), task.enqueue()
    long_ago = timezone.now() - timedelta(days=31)
    Job.objects.filter(ref=old.id).update(done_at=long_ago, ready_at=None)
    Job.objects.filter(ref=new.id).update(done_at=timezone.now(), ready_at=None)
    Job.objects.filter(ref=given_up.id).update(parked_at=long_ago, ready_at=None)
    housekeeping.tidy.call()
    assert set(Job.objects.values_list("ref", flat=True)) == {new.id, given_up.id}


def test_an_unknown_job(effects):
    with pytest.raises(NotFound):
        jobs.status("nothing")
    with pytest.raises(TaskResultDoesNotExist):
        chaos_tasks.repeat.get_result("nothing")
