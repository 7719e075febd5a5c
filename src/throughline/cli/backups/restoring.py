"""Bringing a backup back into an empty database, of either kind, by this version or an older one's."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.exceptions import NodeNotFoundError
from django.db.migrations.executor import MigrationExecutor

from throughline.cli.backups import rows
from throughline.cli.backups.sealed_file import BackupError, Damaged, records
from throughline.cli.backups.writing import FORMAT, migrations
from throughline.core import audit, guards
from throughline.core.db import batches
from throughline.core.models import AuditEntry, DataKey

Report = Callable[[int, int, str], object]
Heading = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Restored:
    """`counts`, rows by model; `without_key`, rows whose sealed words can no longer be read because their key was
    destroyed after the backup; `audit_head`, the last digest of the audit log; `audit_ok`, whether its chain
    holds.
    """

    made_at: str
    counts: dict[str, int]
    without_key: int
    audit_head: str
    audit_ok: bool


def newest(place: Path, pattern: str) -> Path:
    """Return `place` if it is a file, else the newest file in it that fits. Raises `BackupError`."""
    if place.is_file():
        return place
    found = sorted(place.glob(pattern))
    if not found:
        raise BackupError(f"There is no {pattern} in {place}.")
    return found[-1]


def restore(content: Path, keys: Path, *, report: Report) -> Restored:
    """Load the files into the database of the settings: without tables, or with this version's, never used.

    Both files are read to their end first, so that a wrong key, a cut or a change is found before anything is
    written; the rows then arrive in one transaction.
    Raises `BackupError` and its kinds (`WrongKey`, `Damaged`).
    """
    tables = connection.introspection.table_names()
    if tables and _is_used(tables):
        raise BackupError("The database to restore into is not empty. Nothing was changed.")
    preamble, counts = _checked(content, "content")
    if tables and preamble["migrations"] != migrations():
        raise BackupError("This backup is another version's: restore it into a database without tables.")
    keys_preamble, key_counts = _checked(keys, "keys")
    if keys_preamble["made_at"] < preamble["made_at"]:
        raise BackupError(f"{keys.name} is older than {content.name}: the keys of the newest words would be missing.")
    registry = _migrate_to(preamble["migrations"])
    total = sum(counts.values()) + key_counts[rows.KEYS]
    with transaction.atomic():
        without_key = _Loader(registry, total, report).load(content, keys)
    call_command("migrate", verbosity=0)
    chain = audit.verify()
    return Restored(
        made_at=preamble["made_at"],
        counts=counts,
        without_key=without_key,
        audit_head=chain.head,
        audit_ok=chain.ok,
    )


def _is_used(tables: list[str]) -> bool:
    """Whether there is more than the tables, as `throughline migrate` leaves them: whatever is done is in the log."""
    ours = (AuditEntry, DataKey, get_user_model())
    return any(model._meta.db_table not in tables or model._default_manager.exists() for model in ours)


def _checked(path: Path, kind: str) -> tuple[dict[str, Any], dict[str, int]]:
    """Read a file to its end; returns what it says first and last. Raises `BackupError`."""
    source = records(path, kind=kind, masters=settings.MASTER_KEYS)
    preamble = next(source, None)
    if not isinstance(preamble, dict) or preamble.get("format") != FORMAT:
        raise BackupError(f"{path.name} was written by a version of the program that this one does not know.")
    found, last = 0, None
    for value in source:
        found += isinstance(value, list)
        last = value
    if not isinstance(last, dict) or sum(last.get("end", {"": -1}).values()) != found:
        raise Damaged(f"{path.name} does not hold as many rows as it should.")
    return preamble, last["end"]


def _migrate_to(targets: list[list[str]]) -> Any:
    """Make the tables as they were when the backup was written; returns the models of that time."""
    executor = MigrationExecutor(connection)
    nodes = [(app, name) for app, name in targets]
    unknown = [f"{app}.{name}" for app, name in nodes if (app, name) not in executor.loader.graph.nodes]
    if unknown:
        raise BackupError(f"This backup needs a newer version of the program ({', '.join(unknown)}).")
    try:
        executor.migrate(nodes)
    except NodeNotFoundError as error:
        raise BackupError(f"This backup does not fit this version: {error}.") from None
    return executor.loader.project_state(nodes).apps


class _Loader:
    """One restore's rows, in one transaction."""

    def __init__(self, registry: Any, total: int, report: Report) -> None:
        self.models = {model._meta.label_lower: model for model in registry.get_models(include_auto_created=True)}
        self.total, self.done, self.report = total, 0, report
        self.keys: set[int] = set()
        self.without_key = 0

    def load(self, content: Path, keys: Path) -> int:
        with connection.cursor() as cursor:
            self._clear(cursor)
            for heading, found in _sections(records(keys, kind="keys", masters=settings.MASTER_KEYS)):
                self._insert(cursor, heading, self._noting_keys(found))
            for heading, found in _sections(records(content, kind="content", masters=settings.MASTER_KEYS)):
                self._insert(cursor, heading, self._without_dead_keys(heading, found))
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self.models.values())):
                cursor.execute(statement)
        return self.without_key

    def _clear(self, cursor: Any) -> None:
        """Rows that migrations put in (topics, regions) are in the backup too."""
        for statement in guards.take_off(connection.vendor):
            cursor.execute(statement)
        for model in self.models.values():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
        for statement in guards.put_on(connection.vendor):
            cursor.execute(statement)

    def _fields(self, heading: Heading) -> list[Any]:
        return rows.columns(self.models[heading["model"]], heading["columns"])

    def _insert(self, cursor: Any, heading: Heading, found: Iterator[list[Any]]) -> None:
        fields = self._fields(heading)
        statement = rows.insert_sql(self.models[heading["model"]], fields, connection.ops.quote_name)
        for batch in batches(rows.prepare(fields, found, connection), 500):
            cursor.executemany(statement, batch)
            self.done += len(batch)
            self.report(self.done, self.total, heading["model"])

    def _noting_keys(self, found: Iterator[list[Any]]) -> Iterator[list[Any]]:
        for row in found:
            self.keys.add(row[0])
            yield row

    def _without_dead_keys(self, heading: Heading, found: Iterator[list[Any]]) -> Iterator[list[Any]]:
        """Words whose key was destroyed since stay unreadable: the row says so, as after an erasure."""
        places = [place for place, field in enumerate(self._fields(heading)) if _is_key(field)]
        for row in found:
            for place in places:
                if row[place] is not None and row[place] not in self.keys:
                    row[place] = None
                    self.without_key += 1
            yield row


def _is_key(field: Any) -> bool:
    return field.related_model is not None and field.related_model._meta.label_lower == rows.KEYS


def _sections(source: Iterator[Any]) -> Iterator[tuple[Heading, Iterator[list[Any]]]]:
    """Split the records of a file into (heading, its rows); each section is to be read before the next."""
    pending: list[Any] = []

    def section() -> Iterator[list[Any]]:
        for value in source:
            if not isinstance(value, list):
                pending.append(value)
                return
            yield value

    next(source)
    pending.append(next(source))
    while "model" in pending[-1]:
        yield pending[-1], section()
