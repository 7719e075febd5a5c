"""Vectors of contributions, kept so that a second search is quick, and forgotten with the words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from throughline.core import vault
from throughline.core.vault import Destroyed
from throughline.evidence.counting import is_usable
from throughline.understand.known.models import Vector
from throughline.voices.models import Contribution

if TYPE_CHECKING:
    from throughline.language.embedding import Vectors

BATCH = 200


def kept(rows: Sequence[Contribution], engine: str) -> dict[int, Vectors]:
    """Contribution id → its vector, for those of these that have one of this engine."""
    import numpy as np  # this module is loaded wherever the site starts

    found: dict[int, Vectors] = {}
    by_id = {row.pk: row for row in rows}
    for start in range(0, len(rows), BATCH):
        some = [row.pk for row in rows[start : start + BATCH]]
        for vector in Vector.objects.filter(contribution_id__in=some, engine=engine):
            row = by_id[vector.contribution_id]
            try:
                plain = vault.unseal_bytes(vector.sealed, key=row.data_key, context=_context(row))
            except Destroyed:  # erased while we read
                continue
            found[row.pk] = np.frombuffer(plain, dtype=np.float16).astype(np.float32)
    return found


def keep(rows: Sequence[Contribution], vectors: Mapping[int, Vectors], engine: str) -> None:
    """Store new vectors, by contribution id, each under the key of its words; in the place of another engine's.

    Words that were taken back while the machine read them are held no more: their vectors are thrown away.
    """
    with transaction.atomic():
        usable = Contribution.objects.select_for_update().filter(is_usable(), pk__in=[row.pk for row in rows])
        live = set(usable.values_list("pk", flat=True))
        Vector.objects.bulk_create(
            [_sealed(row, vectors[row.pk], engine) for row in rows if row.pk in live],
            update_conflicts=True,
            unique_fields=["contribution"],
            update_fields=["engine", "sealed"],
        )


def _sealed(row: Contribution, vector: Vectors, engine: str) -> Vector:
    assert row.data_key is not None
    plain = vector.astype("float16").tobytes()
    return Vector(contribution=row, engine=engine, sealed=vault.seal(plain, key=row.data_key, context=_context(row)))


def _context(row: Contribution) -> str:
    return f"known.vector:{row.ref}:sealed"


def forget(contributions: Sequence[Contribution]) -> None:
    """Delete what was made from words that may no longer be used."""
    Vector.objects.filter(contribution__in=contributions).delete()
