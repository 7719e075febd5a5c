"""Reads of voices, scoped to what the asker may see."""

from __future__ import annotations

from typing import Any

from throughline.core import vault
from throughline.programmes.models import Activity
from throughline.voices import words as receipt_words
from throughline.voices.models import Contribution, Draft, Participant
from throughline.voices.sealing import draft_context, receipt_index


def draft(*, activity: Activity, key: str) -> dict[str, Any]:
    """What a browser has half-written for an activity; empty where there is nothing."""
    if not key:
        return {}
    row = (
        Draft.objects.select_related("data_key")
        .filter(key_index=vault.token_hash(key), activity=activity)
        .first()
    )
    if row is None or row.data_key is None:
        return {}
    return vault.unseal_json(bytes(row.sealed), key=row.data_key, context=draft_context(row.ref))


def participant_by_code(typed: str) -> Participant | None:
    """The participant whose receipt this is. A mistyped and an unknown code do the same work."""
    code = receipt_words.normalise(typed)
    index = receipt_index(code if code is not None else typed[:200])
    found = Participant.objects.select_related("programme").filter(receipts__code_index=index).first()
    return found if code is not None else None


def words_of(contribution: Contribution) -> str:
    """The words as given. Only for the author and for roles with the duty to read them.

    Raises:
        Destroyed: the words have been erased.
    """
    return vault.unseal(
        bytes(contribution.words), key=contribution.data_key, context=contribution.context("words")
    )


def public_words_of(contribution: Contribution) -> str | None:
    """The words as a moderator approved them, or None where nothing may be shown."""
    if contribution.public_words is None or contribution.data_key is None:
        return None
    return vault.unseal(
        bytes(contribution.public_words),
        key=contribution.data_key,
        context=contribution.context("public_words"),
    )
