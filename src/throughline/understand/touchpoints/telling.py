"""Where words stand on the map, told to their author."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from throughline.evidence import steps
from throughline.evidence.steps import Step
from throughline.understand.touchpoints.models import Placement
from throughline.voices.models import Contribution

ORDER = 9


def tell(contributions: Sequence[Contribution]) -> Mapping[str, Sequence[Step]]:
    """A step for each place on the map: two queries, however many contributions."""
    rows = Placement.objects.filter(contribution__in=contributions)
    told: dict[str, list[Step]] = {}
    for row in rows.select_related("touchpoint", "contribution", "placed_by").prefetch_related("named"):
        told.setdefault(row.contribution.ref, []).append(_step(row))
    return told


def _step(row: Placement) -> Step:
    words = ", ".join(one.word for one in row.named.all())
    reason = row.get_going_display() + "."
    if words:
        reason += " " + _("The feelings that you named: {words}.").format(words=words)
    return Step(
        when=row.placed_at,
        title=_("Put on the map of the journey, at “{name}”").format(name=row.touchpoint.name),
        reason=reason,
        by=row.placed_by.name if row.placed_by else "",
        order=ORDER,
    )


def register() -> None:
    steps.register(tell)
