"""Fresh, migrated databases of either kind, for tests with threads, processes and crashes of their own."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from tests.support import postgres
from tests.support.site import ROOT

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


def sqlite_template() -> Path:
    """A migrated SQLite file to copy from. It stays for later runs, until a migration is added or changed."""

    def migrate(path: Path) -> None:
        with in_use(f"sqlite:///{path}", path.parent):
            call_command("migrate", verbosity=0)

    source = ROOT / "src" / "throughline"
    written = [*sorted(source.rglob("migrations/*.py")), source / "core" / "guards.py", source / "core" / "refs.py"]
    told = hashlib.sha256(django.__version__.encode())
    for file in written:
        told.update(file.read_bytes())
    return _made_once(ROOT / ".pytest_cache" / f"migrated-{told.hexdigest()[:12]}.sqlite3", migrate)


def worked_example() -> Path:
    """The worked example in a SQLite file to copy from. Its words are sealed with the keys of the run."""

    def play(path: Path) -> None:
        shutil.copyfile(sqlite_template(), path)
        with in_use(f"sqlite:///{path}", path.parent):
            example.load(lambda *_: None)

    return _made_once(Path(settings.DATA_DIR) / "worked-example.sqlite3", play)


def _made_once(made: Path, make: Callable[[Path], None]) -> Path:
    """A SQLite file that the first process to ask for it makes."""
    made.parent.mkdir(exist_ok=True)
    with _alone(made.with_suffix(".lock")):
        if not made.exists():
            path = made.with_suffix(".making")
            path.unlink(missing_ok=True)
            make(path)
            with closing(sqlite3.connect(path)) as connection:  # everything into the one file that is copied
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            path.rename(made)
    return made


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def postgres_template(server: str) -> str:
    """The name of a migrated database on `server` to copy from, made by whoever of the run asks first."""
    name = "migrated"
    with _alone(Path(settings.DATA_DIR) / "postgres.lock"):
        if not postgres.has_database(server, name):
            url = postgres.create_database(server, f"{name}_making")
            with in_use(url, Path(settings.DATA_DIR)):
                call_command("migrate", verbosity=0)
            postgres.rename_database(server, f"{name}_making", name)
    return name


def fill_with_tables(database: dict[str, Any], name: str) -> None:
    """Make the database called `name`, as Django's test runner would, by copying instead of migrating.

    Args:
        database: one of settings.DATABASES, whose server it is to stand on.
        name: of the test database: a path, or a name on the server.
    """
    if database["ENGINE"] == db.SQLITE:
        shutil.copyfile(sqlite_template(), name)
        return
    server = os.environ["DATABASE_URL"]
    postgres.create_database(server, name, template=postgres_template(server))


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
def fresh(kind: str, folder: Path, server: str | None) -> Iterator[Database]:
    """Yield a migrated database that nobody else uses, and put it in use in this process and in
    DATABASE_URL.
    """
    name = f"test_{uuid4().hex[:8]}"
    if kind == "sqlite":
        path = folder / f"{name}.sqlite3"
        shutil.copyfile(sqlite_template(), path)
        url, options = f"sqlite:///{path}", {"busy_seconds": PATIENCE}
    else:
        assert server
        url, options = postgres.create_database(server, name, template=postgres_template(server)), {}
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
