"""What fairness does when words are erased."""

from __future__ import annotations

from collections.abc import Sequence

from throughline.core.models import DataKey
from throughline.evidence.fairness.models import Judgement
from throughline.voices.models import Contribution


def forget(contributions: Sequence[Contribution]) -> None:
    """Destroy what these people wrote about findings, which may tell of what they asked to be erased, and the answers
    to it. Their choice stays; it counts only while other words of theirs are in use.
    """
    people = {one.participant_id for one in contributions if one.participant_id is not None}
    judgements = Judgement.objects.filter(participant__in=people, data_key__isnull=False)
    keys = list(judgements.values_list("data_key", flat=True))
    judgements.update(words=None, reply=None, data_key=None)
    DataKey.objects.filter(pk__in=keys).delete()
