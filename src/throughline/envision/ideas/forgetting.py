"""What goes from here when words are erased."""

from __future__ import annotations

from collections.abc import Sequence

from throughline.core.models import DataKey
from throughline.envision.ideas.models import Objection
from throughline.voices.models import Contribution


def forget(contributions: Sequence[Contribution]) -> None:
    """Destroy what these people wrote against changes to their ideas, and the answers to it. Their ideas, comments and
    questions are contributions, and erased as such."""
    sent = {one.submission_id for one in contributions if one.submission_id is not None}
    objections = Objection.objects.filter(seat__submission__in=sent)
    keys = list(objections.values_list("data_key", flat=True))
    objections.delete()
    DataKey.objects.filter(pk__in=keys).delete()
