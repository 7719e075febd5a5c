"""Drafts by hand-written SQL: the one place where people wait for every keystroke's worth of work, and where the ORM
would spend more time on writing the statement than the database on running it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from throughline.core import vault
from throughline.core.models import DataKey

_FIND = """
    SELECT d.id, d.ref, d.sealed, k.id, k.wrapped, k.master_id
    FROM voices_draft d JOIN core_datakey k ON k.id = d.data_key_id
    WHERE d.key_index = %s AND d.activity_id = %s
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


def replace(row: DraftRow, sealed: bytes) -> None:
    """Store new sealed content in place of the old."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE voices_draft SET sealed = %s, updated_at = %s WHERE id = %s", [sealed, now, row.pk])
