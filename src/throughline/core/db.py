"""Which database, and how to write much without holding everybody up."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, transaction

T = TypeVar("T")

SQLITE = "throughline.core.sqlite"
POSTGRES = "throughline.core.postgres"


def configure(database_url: str | None, data_dir: Path) -> dict[str, dict[str, Any]]:
    """Return Django's DATABASES: SQLite in `data_dir` without a URL, else what `postgres://…` or
    `sqlite:///path` names.

    Connections persist: opening one costs PostgreSQL more than the query. Raises `ImproperlyConfigured` for
    other databases.
    """
    default: dict[str, Any]
    if not database_url:
        default = {"NAME": str(Path(data_dir) / "throughline.sqlite3"), "OPTIONS": {}}
        engine = "django.db.backends.sqlite3"
    else:
        default = {**dj_database_url.parse(database_url)}
        engine = default["ENGINE"]
    if engine == "django.db.backends.sqlite3":
        # Tests use a file as well: an in-memory database has no write lock to wait for.
        default |= {"ENGINE": SQLITE, "TEST": {"NAME": str(Path(data_dir) / "test.sqlite3")}}
    elif engine == "django.db.backends.postgresql":
        default |= {"ENGINE": POSTGRES, "CONN_HEALTH_CHECKS": True}
    else:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// or sqlite:///")
    return {"default": {**default, "CONN_MAX_AGE": None, "ATOMIC_REQUESTS": False}}


def is_nul(error: BaseException | None) -> bool:
    """Tell whether something was looked for that no text in PostgreSQL can hold. SQLite just does not find it."""
    return isinstance(error, DataError) and "NUL (0x00)" in str(error)


def batches(items: Iterable[T], size: int = 200) -> Iterator[list[T]]:
    """Yield `items` in lists of at most `size`, reading no further ahead than one list."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def write_in_batches(
    items: Iterable[T],
    write: Callable[[list[T]], object],
    *,
    size: int = 200,
    after: Callable[[int], object] | None = None,
) -> int:
    """Call `write` with one batch after the other, each in a short transaction of its own. Returns how many
    items.

    `after` is called with the count so far, outside the transactions: the place to report progress. Whoever
    reads meanwhile sees part of the rows, so they should hang on something that is published last.
    """
    count = 0
    for batch in batches(items, size):
        with transaction.atomic():
            write(batch)
        count += len(batch)
        if after is not None:
            after(count)
    return count
