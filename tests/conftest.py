"""Fixtures for every test: which database, and how to have both.

Ordinary database tests (`@pytest.mark.django_db`) use SQLite in a file, or what DATABASE_URL names:
`python -m tests.support.postgres pytest -m postgres` runs those marked `postgres` on PostgreSQL.
Tests with threads, processes or crashes of their own take the `database` fixture instead: each runs twice,
once on a fresh database of either kind, really committed.
"""

import os
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connections
from django.db.backends.base.operations import BaseDatabaseOperations
from hypothesis import HealthCheck, settings
from tests.support import browser, databases, postgres
from tests.support.databases import Database

from throughline.core import guards

# The same cases in every run, and a busy machine is no reason to fail. HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile("patient", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "patient"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Start the shared browser before any database fixture: once its library's event loop runs in this thread, Django
    keeps the thread's connections elsewhere, and a transaction begun before would never end."""
    if item.get_closest_marker("browser"):
        browser.shared()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a real PostgreSQL: that of DATABASE_URL, else one started at first use and shared by the run."""
    given = os.environ.get("DATABASE_URL", "")
    with nullcontext(given) if given.startswith("postgres") else postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The database of ordinary tests is there before they begin, and goes with the run's folder or server."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, django_db_blocker) -> None:
    """Each process copies a database that was migrated once for the run: a migration takes seconds."""
    with django_db_blocker.unblock():
        connection = connections["default"]
        databases.fill_with_tables(configured.DATABASES["default"], connection.creation._get_test_db_name())


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    django_db_blocker,
) -> Iterator[Database]:
    """A fresh, migrated database of either kind, in use in this process and in DATABASE_URL. Not with `db` or
    `client`'s own database fixtures: what is written here is committed."""
    kind = request.param
    server = request.getfixturevalue("postgres_server") if kind == "postgres" else None
    with django_db_blocker.unblock(), databases.fresh(kind, tmp_path, server) as fresh:
        yield fresh


@pytest.fixture(autouse=True, scope="session")
def _flush_past_the_guards() -> Iterator[None]:
    """Transactional tests empty every table afterwards; the audit log's triggers have to step aside for that,
    and only here.
    """
    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_unguarded(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        vendor = self.connection.vendor
        with connections[self.connection.alias].cursor() as cursor:
            for statement in guards.take_off(vendor):
                cursor.execute(statement)
            try:
                flush(self, sql_list)
            finally:
                for statement in guards.put_on(vendor):
                    cursor.execute(statement)

    BaseDatabaseOperations.execute_sql_flush = flush_unguarded
    yield
    BaseDatabaseOperations.execute_sql_flush = flush
