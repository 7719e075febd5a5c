"""At which page people stopped: counted from what they have half-written, of which nothing is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from throughline.core import vault
from throughline.programmes.models import Activity
from throughline.voices.models import Draft
from throughline.voices.part.journey import way_through
from throughline.voices.part.steps import Step
from throughline.voices.sealing import draft_context

MOST = 2_000


def stopped_at(activity: Activity, steps: Sequence[Step]) -> dict[str, int]:
    """Slug of a step → how many have answered everything before it and, so far, not it; "" for those who have answered
    everything and not sent it. Of the newest drafts, which are kept for 30 days. One query."""
    rows = Draft.objects.filter(activity=activity, data_key__isnull=False).select_related("data_key").order_by("-pk")
    found: Counter[str] = Counter()
    for row in rows[:MOST]:
        assert row.data_key is not None
        answers = vault.unseal_json(bytes(row.sealed), key=row.data_key, context=draft_context(row.ref))
        left = way_through(steps, answers).unfinished()
        found[left.slug if left else ""] += 1
    return dict(found)
