"""Drafts go when words that they were made from may no longer be used."""

from __future__ import annotations

from collections.abc import Sequence

from throughline.core.models import DataKey
from throughline.evidence.drafting.models import Proposal
from throughline.voices.models import Contribution


def forget(contributions: Sequence[Contribution]) -> None:
    """Delete every draft made from these words, with its key: what was accepted stands in the finding alone."""
    made = Proposal.objects.filter(contributions__in=contributions)
    keys = list(made.exclude(data_key=None).values_list("data_key_id", flat=True))
    Proposal.objects.filter(pk__in=list(made.values_list("pk", flat=True))).delete()
    DataKey.objects.filter(pk__in=keys).delete()
