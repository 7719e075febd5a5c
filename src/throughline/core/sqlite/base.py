"""Django's SQLite backend with fair waiting for the write lock.

SQLite's own busy handler sleeps up to 100 ms between tries, so that whoever came last often wins and the
unlucky wait a second. Here `BEGIN IMMEDIATE` is tried about every millisecond instead, for at most two
seconds; then the caller is told that the database is busy. Only BEGIN is treated so: a stray write in
autocommit still waits in SQLite's way.

OPTIONS, besides Django's: `busy_seconds` (how long to wait, 2), `longest_transaction` (seconds; a transaction
that holds the write lock for longer is rolled back with `TransactionTooLong`; used in tests to keep
transactions short).
"""

import random
import sqlite3
import time
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

TRY_EVERY = 0.001
SQLITE_BUSY = 5
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-32000",
    "mmap_size=268435456",
    "temp_store=MEMORY",
    "journal_size_limit=67108864",
    "secure_delete=ON",
)


class DatabaseBusy(OperationalError):
    """The write lock was not free in time. Nothing was written; the same may be tried again."""


class TransactionTooLong(OperationalError):
    """A transaction held the write lock for longer than `longest_transaction`."""


def is_busy(error: BaseException | None) -> bool:
    """Tell whether the database was locked by somebody else for too long, in BEGIN or anywhere else."""
    return isinstance(error, DatabaseBusy) or (
        isinstance(error, OperationalError) and _code(error.__cause__) == SQLITE_BUSY
    )


def _code(error: BaseException | None) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


class DatabaseWrapper(base.DatabaseWrapper):
    init_commands: list[str]

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        self.busy_seconds = float(params.pop("busy_seconds", 2.0))
        self.longest_transaction = params.pop("longest_transaction", None)
        params["timeout"] = self.busy_seconds
        self.transaction_mode = "IMMEDIATE"
        self.init_commands = [*(f"PRAGMA {pragma}" for pragma in PRAGMAS), *self.init_commands]
        return params

    def _start_transaction_under_autocommit(self) -> None:
        # A private hook of Django: `tests/core/test_sqlite.py` fails if it is no longer called.
        with self.wrap_database_errors:
            self.connection.execute("PRAGMA busy_timeout=0")
        try:
            self._begin()
        finally:
            self.connection.execute(f"PRAGMA busy_timeout={int(self.busy_seconds * 1000)}")
        self.began = time.monotonic()

    def _begin(self) -> None:
        deadline = time.monotonic() + self.busy_seconds
        while True:
            try:
                # On the bare connection: a failed try is not an error that Django should see.
                self.connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if _code(error) != SQLITE_BUSY:
                    raise OperationalError(*error.args) from error
                if time.monotonic() >= deadline:
                    raise DatabaseBusy(f"no write lock within {self.busy_seconds:g} s") from error
            time.sleep(TRY_EVERY * random.uniform(0.5, 1.5))  # noqa: S311 (spreads the tries; not a secret)

    def _commit(self) -> None:
        if self.longest_transaction is not None and self.connection is not None and self.connection.in_transaction:
            held = time.monotonic() - self.began
            if held > self.longest_transaction:
                raise TransactionTooLong(f"a transaction took {held * 1000:.0f} ms; write in shorter batches")
        super()._commit()  # type: ignore[misc]  # the stubs do not know it
