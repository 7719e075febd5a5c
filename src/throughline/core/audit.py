"""The audit log: append-only rows, each chained to the one before by SHA-256.

Identifiers and purposes, never content. No foreign keys to what a row is about, so that erasing a person
never breaks the log. Triggers refuse changes to a row; whoever gets past them breaks the chain, and whoever
rebuilds or truncates the chain no longer arrives at the head that was noted down outside (printed with each
backup).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from throughline.core.actions import Actor
from throughline.core.models import AuditEntry

GENESIS = "0" * 64
LOCK = 0x7468726F7567686C  # PostgreSQL advisory lock: "throughl"


@dataclass(frozen=True, slots=True)
class Report:
    """`rows` read; `first_bad`, the id of the first row that does not fit (None when all do); `head`, the
    last digest.
    """

    ok: bool
    rows: int
    first_bad: int | None
    head: str


def record(
    *,
    actor: Actor,
    verb: str,
    target: str,
    purpose: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Append a row within the caller's transaction.

    Arguments: `verb`, such as "voices.approve"; `target`, "model:ref"; `purpose`, why, where the action asks
    for it; `detail`, further identifiers and numbers that JSON can hold. Raises `RuntimeError` outside a
    transaction. On PostgreSQL the rest of the transaction holds the log's lock, so record last.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("audit.record belongs inside the action's transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = AuditEntry.objects.order_by("-id").values_list("id", "digest").first() or (0, GENESIS)
    entry = AuditEntry(
        id=last[0] + 1,
        at=timezone.now(),
        actor_kind=actor.kind,
        actor_ref=actor.ref,
        actor_label=actor.label,
        verb=verb,
        target=target,
        purpose=purpose,
        detail=_canonical(detail) if detail else "",
    )
    entry.digest = digest(entry, previous=last[1])
    entry.save(force_insert=True)


def verify(expected_head: str | None = None) -> Report:
    """Read the whole log and check the chain.

    Arguments: `expected_head`, a digest noted down outside earlier; the log may have grown since, but must
    contain it.
    Returns a `Report`; `first_bad` is one past the last row when the log was cut off before `expected_head`.
    """
    rows, head, found = 0, GENESIS, expected_head in (None, GENESIS)
    for entry in _entries():
        if entry.id != rows + 1 or entry.digest != digest(entry, previous=head):
            return Report(ok=False, rows=rows, first_bad=rows + 1, head=head)
        rows, head = rows + 1, entry.digest
        found = found or head == expected_head
    return Report(ok=found, rows=rows, first_bad=None if found else rows + 1, head=head)


def digest(entry: AuditEntry, *, previous: str) -> str:
    """Return the SHA-256, in hexadecimal, over the previous digest and every field of `entry` in canonical
    JSON.
    """
    fields = [
        previous, entry.id, entry.at.isoformat(), entry.actor_kind, entry.actor_ref, entry.actor_label,
        entry.verb, entry.target, entry.purpose, entry.detail,
    ]  # fmt: skip
    return hashlib.sha256(_canonical(fields).encode()).hexdigest()


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _entries() -> Iterator[AuditEntry]:
    return AuditEntry.objects.order_by("id").iterator(chunk_size=1000)
