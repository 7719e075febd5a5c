"""Fair waiting for SQLite's write lock."""

import sqlite3
import time
from contextlib import closing, contextmanager
from threading import Event, Thread

import pytest
from django.db import OperationalError, connection, transaction
from tests.support import chaos_tasks
from tests.support.databases import PATIENCE, in_threads, in_use

from throughline.core.db import SQLITE
from throughline.core.sqlite.base import DatabaseBusy, DatabaseWrapper, TransactionTooLong, is_busy


@pytest.fixture
def path(tmp_path, django_db_blocker):
    path = tmp_path / "fair.sqlite3"
    with django_db_blocker.unblock(), in_use(f"sqlite:///{path}", tmp_path):
        chaos_tasks.make_table()
        connection.close()
        yield path


@contextmanager
def locked(path, seconds: float):
    """Somebody else holds the write lock, for so long."""
    held = Event()

    def hold() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            held.set()
            time.sleep(seconds)
            other.execute("COMMIT")

    thread = Thread(target=hold)
    thread.start()
    held.wait()
    yield
    thread.join()


def test_the_connection_is_durable_quick_and_forgetful(path):
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "cache_size": -32000,
        "temp_store": 2,
        "journal_size_limit": 67108864,
        "secure_delete": 1,
    }
    with connection.cursor() as cursor:
        for name, value in expected.items():
            assert cursor.execute(f"PRAGMA {name}").fetchone()[0] == value, name


def test_django_still_begins_transactions_through_the_hook(path, monkeypatch):
    """The hook is private to Django: if this fails after an upgrade, look for its new name."""
    begun = []
    hook = DatabaseWrapper._start_transaction_under_autocommit
    monkeypatch.setattr(
        DatabaseWrapper, "_start_transaction_under_autocommit", lambda self: begun.append(1) or hook(self)
    )
    with transaction.atomic():
        assert connection.connection.in_transaction
        with transaction.atomic():
            pass
    assert begun == [1]


def test_a_transaction_takes_the_write_lock_at_once(path):
    with (
        transaction.atomic(),
        closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other,
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        other.execute("BEGIN IMMEDIATE")


def test_whoever_waits_asks_for_the_lock_again_and_again(path):
    """Seen red with SQLite's own busy handler, which asks once and then sleeps up to 100 ms between tries."""
    connection.ensure_connection()
    asked = []
    connection.connection.set_trace_callback(asked.append)
    with locked(path, 0.5), transaction.atomic():
        chaos_tasks.write(1)
    assert asked.count("BEGIN IMMEDIATE") > 3
    assert chaos_tasks.effects() == [1]


def test_busy_for_too_long_is_said_and_nothing_is_written(path, tmp_path):
    with in_use(f"sqlite:///{path}", tmp_path, busy_seconds=0.2):
        with (
            closing(sqlite3.connect(path, isolation_level=None)) as other,
            pytest.raises(DatabaseBusy),
        ):
            other.execute("BEGIN IMMEDIATE")  # for as long as it takes to be refused
            with transaction.atomic():
                chaos_tasks.write(1)
        assert chaos_tasks.effects() == []
        with transaction.atomic():
            chaos_tasks.write(2)
        assert chaos_tasks.effects() == [2]


def test_a_stray_write_outside_a_transaction_waits_too(path):
    connection.ensure_connection()
    with transaction.atomic():
        pass
    with locked(path, 0.3):
        chaos_tasks.write(3)
    assert chaos_tasks.effects() == [3]


def test_busy_is_recognised_outside_a_transaction_too(path, tmp_path):
    with in_use(f"sqlite:///{path}", tmp_path, busy_seconds=0.1):
        connection.ensure_connection()
        with closing(sqlite3.connect(path, isolation_level=None)) as other, pytest.raises(OperationalError) as refusal:
            other.execute("BEGIN IMMEDIATE")
            chaos_tasks.write(1)
        assert is_busy(refusal.value)
        with pytest.raises(OperationalError) as mistake:
            connection.cursor().execute("SELECT nonsense")
        assert not is_busy(mistake.value)


def write_slowly(number: int, *, seconds: float) -> None:
    with transaction.atomic():
        chaos_tasks.write(number)
        time.sleep(seconds)


def test_a_transaction_over_the_limit_is_rolled_back(path, tmp_path):
    with in_use(f"sqlite:///{path}", tmp_path, longest_transaction=1):
        write_slowly(1, seconds=0)
        with pytest.raises(TransactionTooLong):
            write_slowly(2, seconds=1.1)
        assert chaos_tasks.effects() == [1]


def read_then_write(number: int) -> None:
    for _ in range(25):
        with transaction.atomic():
            seen = len(chaos_tasks.effects())
            chaos_tasks.write(seen)


@pytest.mark.parametrize(("engine", "survives"), [(SQLITE, True), ("django.db.backends.sqlite3", False)])
def test_parallel_read_then_write(path, tmp_path, engine, survives):
    """Django's own settings, in the same test, are the red: deferred transactions that read first cannot then write."""
    patient = {"busy_seconds": PATIENCE} if survives else {}
    with in_use(f"sqlite:///{path}", tmp_path, engine=engine, **patient):
        failures = in_threads(8, read_then_write)
        effects = chaos_tasks.effects()
    if survives:
        assert failures == []
        assert effects == list(range(200))
    else:
        assert failures
        assert all(isinstance(failure, OperationalError) for failure in failures)
