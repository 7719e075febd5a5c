"""What coding does when words may not be used any more."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from throughline.understand.coding.models import Coding, Memo, ReadingPlace, Settlement, SuggestedCode
from throughline.voices.models import Contribution


def forget(contributions: Sequence[Contribution]) -> None:
    """Delete what was made from words, because their author took them back or said no to analysis.

    Of paused words it stays where nobody sees or counts it, so that using them again brings it back.
    """
    gone = Q(pk__in=[one.pk for one in contributions])
    waiting = Q(standing=Contribution.Standing.PAUSED, may_analyse=True)
    rows = Contribution.objects.filter(gone).exclude(waiting)
    for model in (Coding, Settlement, SuggestedCode, ReadingPlace, Memo):
        model._default_manager.filter(contribution__in=rows).delete()
