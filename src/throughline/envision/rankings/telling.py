"""The order that somebody sent, told to them on their own page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from throughline.envision.rankings.models import Ballot
from throughline.envision.rankings.plan import plan_of
from throughline.evidence.steps import Step
from throughline.voices.models import Submission


def tell(submissions: Sequence[Submission]) -> Mapping[str, Sequence[Step]]:
    """What each of these people put first. One query."""
    rows = Ballot.objects.filter(seat__submission__in=submissions).select_related("seat__submission", "seat__activity")
    return {row.seat.submission.ref: [_step(row)] for row in rows}


def _step(row: Ballot) -> Step:
    names = plan_of(row.seat.activity.settings).names()
    placed = ", ".join(f"“{names[slug]}”" for slug in row.order if slug in names)
    return Step(when=row.cast_at, title=_("You put in order: %(names)s") % {"names": placed})
