"""Making a finding of what an activity's method proposes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.evidence import measured, proposing
from throughline.evidence.actions.findings import cite, draft_finding
from throughline.evidence.models import Finding, Run
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require


@action
def take_up(*, activity: Activity, key: str, by: Account | None, once_key: str) -> Finding:
    """Write down a finding that an activity proposes, as a draft that rests on the activity and on its words.

    Args:
        activity: whose method proposes it.
        key: which one, as `proposing.Proposal.key`.
        by: who writes; None for the system.
        once_key: the form's idempotency key.

    Returns:
        The draft; or the finding that was made of it before.

    Raises:
        Refused: it is not proposed (any more).
        NotAllowed: the person may not.
    """
    require(Duty.PUBLISH, by=by, programme=activity.programme)
    found = next((one for one in proposing.of(activity) if one.key == key), None)
    if found is None:
        raise Refused(_("New answers have changed this result. Read what is proposed now."))
    if found.taken is not None:
        return found.taken
    draft = found.draft
    finding = draft_finding(
        programme=activity.programme,
        kind=draft.kind,
        title=draft.title,
        summary=draft.summary,
        limits=draft.limits,
        run=Run.objects.get(ref=draft.run) if draft.run else None,
        by=by,
        once_key=once_key,
    )
    finding.measures = measured.kept(draft)
    finding.save(update_fields=["measures"])
    words = [("contribution", ref) for ref in draft.contributions]
    cite(finding=finding, evidence=[("activity", activity.ref), *words], by=by)
    return finding
