"""Fresh, migrated databases of either kind, for tests with threads, processes and crashes of their own."""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from uuid import uuid4

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from tests.support import postgres

from throughline.cli import worked_example as example
from throughline.core import db

PATIENCE = 60
"""Seconds that threads of a test wait for SQLite's writer: on a busy machine longer than people would."""


@dataclass(frozen=True)
class Database:
    """`kind`, “sqlite” or “postgres”; `url`, for DATABASE_URL of a subprocess. Django in this process uses it
    too.
    """

    kind: str
    url: str


@contextmanager
def in_use(url: str, folder: Path, *, engine: str | None = None, **options: object) -> Iterator[None]:
    """Let `django.db.connection` mean the database at `url`, in this thread and in those started meanwhile.

    `options` are added to the OPTIONS of the connection; `engine` replaces ours.
    """
    before, outer = connections.settings["default"], connections["default"]
    chosen = db.configure(url, folder)["default"]
    chosen["OPTIONS"] = {**chosen.get("OPTIONS", {}), **options}
    chosen["ENGINE"] = engine or chosen["ENGINE"]
    connections.settings["default"] = connections.configure_settings({"default": chosen})["default"]
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"], connections["default"] = before, outer


def sqlite_template(folder: Path) -> Path:
    """Migrate a SQLite file to copy from."""
    path = folder / "template.sqlite3"
    with in_use(f"sqlite:///{path}", folder):
        call_command("migrate", verbosity=0)
    _close_log(path)
    return path


def _close_log(path: Path) -> None:
    """Bring everything into the one file that is copied."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def worked_example() -> Path:
    """The worked example in a SQLite file to copy from, played once for all processes of a test run: the data folder
    is the run's, and so are the keys with which its words are sealed."""
    folder = Path(settings.DATA_DIR)
    made = folder / "worked-example.sqlite3"
    with (folder / "worked-example.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            path = sqlite_template(folder)
            with in_use(f"sqlite:///{path}", folder):
                example.load(lambda *_: None)
            _close_log(path)
            path.rename(made)
    return made


def postgres_template(server: str, folder: Path) -> str:
    """Migrate a database on `server` to copy from; returns its name."""
    name = f"template_{uuid4().hex[:8]}"
    with in_use(postgres.create_database(server, name), folder):
        call_command("migrate", verbosity=0)
    return name


def in_threads(count: int, run: Callable[[int], object]) -> list[BaseException]:
    """Call `run(number)` in `count` threads at once, each with its own connection; returns what they raised."""
    failures: list[BaseException] = []

    def go(number: int) -> None:
        try:
            run(number)
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=go, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


@contextmanager
def fresh(kind: str, folder: Path, template: Callable[[], object], server: str | None) -> Iterator[Database]:
    """Yield a migrated database that nobody else uses, and put it in use in this process and in
    DATABASE_URL.
    """
    name = f"test_{uuid4().hex[:8]}"
    if kind == "sqlite":
        path = folder / f"{name}.sqlite3"
        shutil.copyfile(str(template()), path)
        url, options = f"sqlite:///{path}", {"busy_seconds": PATIENCE}
    else:
        assert server
        url, options = postgres.create_database(server, name, template=str(template())), {}
    before = os.environ.get("DATABASE_URL")
    os.environ["DATABASE_URL"] = url
    try:
        with in_use(url, folder, **options):
            yield Database(kind, url)
    finally:
        os.environ.pop("DATABASE_URL")
        if before is not None:
            os.environ["DATABASE_URL"] = before
        if kind == "postgres" and server:
            postgres.drop_database(server, name)
