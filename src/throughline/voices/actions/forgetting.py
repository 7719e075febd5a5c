"""What is thrown away when half-written work ends, whoever ends it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db import transaction

from throughline.core import vault
from throughline.core.models import DataKey
from throughline.voices.models import RECORDINGS, Draft, Recording


def remove_draft(draft_key: str) -> None:
    """Throw away the draft that a browser's key opens, with its recordings and keys, in the caller's transaction."""
    draft = Draft.objects.filter(key_index=vault.token_hash(draft_key)).select_related("data_key").first()
    if draft is not None:
        key = draft.data_key
        forget_recordings(draft.recordings.all())
        draft.delete()
        if key is not None:
            key.delete()


def forget_recordings(recordings: Iterable[Recording]) -> None:
    """Destroy recordings inside the caller's transaction: rows and keys at once, the unreadable files after it."""
    found = list(recordings)
    keys = [one.data_key_id for one in found if one.data_key_id is not None]
    Recording.objects.filter(pk__in=[one.pk for one in found]).delete()
    DataKey.objects.filter(pk__in=keys).delete()
    for one in found:
        transaction.on_commit(partial(RECORDINGS.remove, one.stored_as, None))
