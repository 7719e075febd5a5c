"""What somebody would fund, told to them on their own page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from throughline.envision.budgets.models import Ballot
from throughline.envision.budgets.plan import plan_of
from throughline.evidence.steps import Step
from throughline.voices.models import Submission


def tell(submissions: Sequence[Submission]) -> Mapping[str, Sequence[Step]]:
    """What each of these people chose last. One query."""
    rows = Ballot.objects.filter(seat__submission__in=submissions).select_related("seat__submission", "seat__activity")
    return {row.seat.submission.ref: [_step(row)] for row in rows}


def _step(row: Ballot) -> Step:
    plan = plan_of(row.seat.activity.settings)
    names = ", ".join(f"“{one.name}”" for one in plan.options if one.slug in row.given)
    if not names:
        return Step(when=row.cast_at, title=_("You would fund none of the options"))
    return Step(when=row.cast_at, title=_("You would fund %(names)s") % {"names": names})
