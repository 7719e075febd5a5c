"""Half-written work: one sealed row, found by a key that only the writer's browser holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from throughline.core import vault
from throughline.core.actions import action
from throughline.core.refs import new_ref
from throughline.programmes.models import Activity
from throughline.voices import draft_rows
from throughline.voices.actions.forgetting import remove_draft
from throughline.voices.sealing import draft_context


@action
def save_draft(*, activity: Activity, key: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Lay changes over a draft and store it; the first save makes it.

    Args:
        activity: what is being answered.
        key: the secret in the browser's cookie.
        changes: fields to set; a value of None takes the field away.

    Returns:
        The whole draft as it is now. Deleted or foreign keys start an empty draft.
    """
    # Held until the commit, so that two windows cannot each put back what the other has just changed.
    row = draft_rows.find(key=key, activity_id=activity.pk, hold=True)
    ref, data_key = (row.ref, row.data_key) if row else (new_ref(), draft_rows.new_key())
    context = draft_context(ref)
    fields: dict[str, Any] = vault.unseal_json(row.sealed, key=data_key, context=context) if row else {}
    fields |= changes
    fields = {name: value for name, value in fields.items() if value is not None}
    sealed = vault.seal_json(fields, key=data_key, context=context)
    if row is not None:
        draft_rows.replace(row, sealed)
    else:
        draft_rows.insert(key=key, ref=ref, activity_id=activity.pk, data_key=data_key, sealed=sealed)
    return fields


@action
def discard_draft(*, key: str) -> None:
    """Throw a draft away, with its key."""
    remove_draft(key)
