"""Half-written work: one sealed row, found by a key that only the writer's browser holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from throughline.core import vault
from throughline.core.actions import action
from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.programmes.models import Activity
from throughline.voices.actions.receiving import remove_draft
from throughline.voices.models import Draft
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
    index = vault.token_hash(key)
    # Held until the commit, so that two windows cannot each put back what the other has just changed.
    held = Draft.objects.select_for_update(of=("self",)).select_related("data_key")
    draft = held.filter(key_index=index, activity=activity).first()
    if draft is None:
        draft = Draft(ref=new_ref(), key_index=index, activity=activity, data_key=DataKey.objects.new())
        fields: dict[str, Any] = {}
    else:
        fields = vault.unseal_json(bytes(draft.sealed), key=draft.data_key, context=draft_context(draft.ref))
    fields |= changes
    fields = {name: value for name, value in fields.items() if value is not None}
    assert draft.data_key is not None  # a draft is deleted together with its key
    draft.sealed = vault.seal_json(fields, key=draft.data_key, context=draft_context(draft.ref))
    draft.save(update_fields=None if draft.pk is None else ["sealed", "updated_at"])
    return fields


@action
def discard_draft(*, key: str) -> None:
    """Throw a draft away, with its key."""
    remove_draft(key)
