"""Drafts by hand-written SQL: the one place where people wait for every keystroke's worth of work, and where the ORM
would spend more time on writing the statement than the database on running it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from throughline.core import vault
from throughline.core.models import DataKey

_FIND = """
    SELECT d.id, d.ref, d.sealed, k.id, k.wrapped, k.master_id
    FROM voices_draft d JOIN core_datakey k ON k.id = d.data_key_id
    WHERE d.key_index = %s AND d.activity_id = %s
"""


_NEW_KEY = "INSERT INTO core_datakey (wrapped, master_id, created_at) VALUES (%s, %s, %s) RETURNING id"
_NEW = """
    INSERT INTO voices_draft (key_index, ref, activity_id, data_key_id, sealed, created_at, updated_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
"""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A stored draft, still sealed."""

    pk: int
    ref: str
    sealed: bytes
    data_key: DataKey


def find(*, key: str, activity_id: int, hold: bool = False) -> DraftRow | None:
    """The draft that a browser's key opens in an activity.

    Args:
        key: the secret in the browser's cookie.
        activity_id: what is being answered.
        hold: keep others from changing it until the transaction ends.
    """
    locked = " FOR UPDATE OF d" if hold and connection.features.has_select_for_update_of else ""
    with connection.cursor() as cursor:
        cursor.execute(_FIND + locked, [vault.token_hash(key), activity_id])
        row = cursor.fetchone()
    if row is None:
        return None
    pk, ref, sealed, key_id, wrapped, master_id = row
    return DraftRow(pk, ref, bytes(sealed), DataKey(id=key_id, wrapped=wrapped, master_id=master_id))


def new_key() -> DataKey:
    """Store a fresh data key, as `DataKey.objects.new()` does."""
    wrapped, master_id = vault.wrap_new_key()
    with connection.cursor() as cursor:
        cursor.execute(_NEW_KEY, [wrapped, master_id, _now()])
        return DataKey(id=cursor.fetchone()[0], wrapped=wrapped, master_id=master_id)


def insert(*, key: str, ref: str, activity_id: int, data_key: DataKey, sealed: bytes) -> None:
    """Store the first sealed content under a browser's key."""
    now = _now()
    with connection.cursor() as cursor:
        cursor.execute(_NEW, [vault.token_hash(key), ref, activity_id, data_key.pk, sealed, now, now])


def replace(row: DraftRow, sealed: bytes) -> None:
    """Store new sealed content in place of the old."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE voices_draft SET sealed = %s, updated_at = %s WHERE id = %s", [sealed, _now(), row.pk])


def _now() -> Any:
    return connection.ops.adapt_datetimefield_value(timezone.now())
