"""Making the framework ready, once, when a command needs it."""

import functools
import os
from collections.abc import Callable
from typing import Any

from throughline.cli.failures import Failed


def set_up() -> None:
    """Load settings and apps. Settings are read from the environment as it is now."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughline.web.settings")
    # Matrix products are made by threads that their library starts when it is loaded. Those would give way to nobody
    # (`jobs.compute`), and wait for each other where processors are busy.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    django.setup()


def with_django(command: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a command that needs the database."""

    @functools.wraps(command)
    def ready(*args: Any, **kwargs: Any) -> Any:
        set_up()
        return command(*args, **kwargs)

    return ready


def pending_migrations() -> list[str]:
    """Return the names of the migrations that the database still lacks."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _back in plan]


def require_up_to_date() -> None:
    """Raise `Failed` unless the database fits this version of the program."""
    missing = pending_migrations()
    if missing:
        raise Failed(f"The database is {len(missing)} steps behind this version. Run: throughline migrate")
