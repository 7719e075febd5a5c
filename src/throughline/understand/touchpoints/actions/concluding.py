"""From the map to a finding."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from throughline.core.errors import Refused
from throughline.evidence import counting
from throughline.evidence.actions import cite, draft_finding
from throughline.evidence.models import Finding
from throughline.people.models import Account
from throughline.understand.touchpoints.models import Placement, Touchpoint

IN_USE = counting.is_usable("contribution__")


def draft_finding_from(
    *,
    touchpoints: Sequence[Touchpoint],
    going: str = "",
    kind: str,
    title: str,
    summary: str,
    limits: str = "",
    by: Account | None,
    once_key: str,
) -> Finding:
    """Draft a finding that rests on the words placed at these touchpoints.

    Not one transaction: many words are cited in short ones, and doing it again completes them.

    Args:
        touchpoints: at least one, all of one programme.
        going: only what is going well, or only what is not; empty for both.
        kind, title, summary, limits: as in `evidence.actions.draft_finding`.
        by: who writes; None for the system.
        once_key: the form's idempotency key.

    Raises:
        Refused: no words stand there.
        NotAllowed: the person may not.
    """
    placed = Placement.objects.filter(IN_USE, touchpoint__in=touchpoints)
    placed = placed.filter(going=going) if going else placed
    if not placed.exists():
        raise Refused(_("No words stand there yet. Choose touchpoints at which you placed some."), field="touchpoints")
    programme = touchpoints[0].programme
    finding = draft_finding(
        programme=programme, kind=kind, title=title, summary=summary, limits=limits, by=by, once_key=once_key
    )
    for touchpoint in touchpoints:
        refs = placed.filter(touchpoint=touchpoint).order_by("contribution_id")
        reason = _("At “{name}” on the journey").format(name=touchpoint.name)
        ends = (("contribution", ref) for ref in refs.values_list("contribution__ref", flat=True).distinct())
        cite(finding=finding, evidence=ends, reason=reason, by=by)
    return finding
