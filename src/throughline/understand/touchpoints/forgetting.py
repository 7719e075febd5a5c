"""What the map does when words may not be used any more."""

from __future__ import annotations

from collections.abc import Sequence

from throughline.understand.touchpoints.models import Placement
from throughline.voices.models import Contribution


def forget(contributions: Sequence[Contribution]) -> None:
    """Take words off the map, because their author took them back or said no to analysis.

    Paused words stay where nobody sees or counts them, so that using them again brings them back.
    """
    rows = Contribution.objects.filter(pk__in=[one.pk for one in contributions])
    gone = rows.exclude(standing=Contribution.Standing.PAUSED, may_analyse=True)
    Placement.objects.filter(contribution__in=gone).delete()
