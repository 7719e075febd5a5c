"""Writing a backup out of one snapshot of the database, while the site goes on."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from throughline import __version__
from throughline.cli.backups import rows
from throughline.cli.backups.sealed_file import Writer
from throughline.core import audit
from throughline.core.models import DataKey

FORMAT = 1
Report = Callable[[int, int, str], object]


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a backup consists of. `counts` is rows by model; `audit_head` the last digest of the audit log, which is
    to be noted down elsewhere.
    """

    content: Path
    keys: Path
    made_at: str
    counts: dict[str, int]
    audit_head: str


def write(folder: Path, keys_folder: Path, *, report: Report) -> Written:
    """Write a content file and its manifest to `folder`, and the keys file to `keys_folder`; older keys files go.

    Arguments: `report(done, total, what)` is called as rows are written.
    Returns what was written. Raises `OSError`, or what the database raises; nothing is left behind then.
    """
    for place in (folder, keys_folder):
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
    now = timezone.now()
    stamp = f"{now:%Y%m%dT%H%M%S%f}Z"
    content, keys = folder / f"content-{stamp}.tlc", keys_folder / f"keys-{stamp}.tlk"
    with snapshot():
        preamble = _preamble(now)
        counts = _write_content(content, preamble, report)
        _write_keys(keys, preamble)
        head = audit.verify().head
    written = Written(content=content, keys=keys, made_at=preamble["made_at"], counts=counts, audit_head=head)
    _write_manifest(written, preamble)
    for old in keys_folder.glob("keys-*.tlk"):
        if old != keys:
            old.unlink()
    return written


@contextmanager
def snapshot() -> Iterator[None]:
    """Let every read inside see the database as it was at one moment. Writers are not held up by it.

    On SQLite this is a deferred transaction, which in WAL mode reads one version and takes no write lock.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    connection.ensure_connection()
    connection.connection.execute("BEGIN DEFERRED")
    try:
        yield
    finally:
        connection.connection.execute("ROLLBACK")


def migrations() -> list[list[str]]:
    """The last migration of each app in this version, as [app, name]."""
    return sorted(list(node) for node in MigrationLoader(None).graph.leaf_nodes())


def _preamble(now: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "program": __version__,
        "made_at": now.isoformat(),
        "migrations": migrations(),
    }


def _write_content(path: Path, preamble: dict[str, Any], report: Report) -> dict[str, int]:
    chosen = rows.content_models(apps)
    total = sum(model._base_manager.count() for model in chosen)
    counts: dict[str, int] = {}
    done = 0
    with _writer(path, "content") as file:
        file.record(preamble)
        for model in chosen:
            label = model._meta.label_lower
            file.record(_heading(model))
            counts[label] = 0
            for row in rows.read(model):
                file.record(row)
                counts[label] += 1
                done += 1
                report(done, total, label)
        file.record({"end": counts})
    return counts


def _heading(model: rows.Model) -> dict[str, Any]:
    return {"model": model._meta.label_lower, "columns": [field.column for field in rows.columns(model)]}


def _write_keys(path: Path, preamble: dict[str, Any]) -> None:
    with _writer(path, "keys") as file:
        file.record(preamble)
        file.record(_heading(DataKey))
        count = 0
        for row in rows.read(DataKey):
            file.record(row)
            count += 1
        file.record({"end": {rows.KEYS: count}})


def _writer(path: Path, kind: str) -> Writer:
    master_id, secret = next(iter(settings.MASTER_KEYS.items()))
    return Writer(path, kind=kind, master_id=master_id, secret=secret)


def _write_manifest(written: Written, preamble: dict[str, Any]) -> None:
    """A file beside the content that people and scripts can read; a restore trusts only what is inside the others."""
    plain = asdict(written) | {
        "program": preamble["program"],
        "migrations": preamble["migrations"],
        "content": written.content.name,
        "keys": written.keys.name,
        "content_sha256": sha256(written.content),
        "keys_sha256": sha256(written.keys),
    }
    text = json.dumps(plain, indent=2, sort_keys=True) + "\n"
    written.content.with_suffix(".json").write_text(text, encoding="utf-8")


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
