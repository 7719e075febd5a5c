"""The commitment: written by the team, published by the sponsor alone, and never quietly changed."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import NotAllowed, Refused
from throughline.people.models import Account
from throughline.programmes import commitments
from throughline.programmes.actions._common import locked, pressed, record
from throughline.programmes.models import Commitment, Programme
from throughline.programmes.permissions import Duty, allowed, require


@action
def draft_commitment(
    *,
    programme: Programme,
    sponsor_name: str,
    sponsor_role: str,
    can_change: str,
    cannot_change: str,
    who_decides: str,
    answer_by: date,
    by: Account | None,
    once_key: str = "",
) -> Commitment:
    """Write what the sponsor is to promise. A published version stays as it is: its successor is drafted.

    Args:
        sponsor_name, sponsor_role: who promises, by name and office.
        can_change, cannot_change: in Markdown.
        who_decides: who, and how.
        answer_by: the last day on which they will have answered.

    Raises:
        NotAllowed: the account is neither organiser nor sponsor.
        Refused: the answer is due before the programme closes.
    """
    if by is not None and not allowed(Duty.COMMIT, by=by, programme=programme):
        require(Duty.PLAN, by=by, programme=programme)
    claim = pressed("programmes.draft-commitment", by=by, key=once_key)
    if not claim.first:
        return programme.commitments.get(version=int(claim.outcome))
    programme = locked(programme)
    commitments.check_days(answer_by=answer_by, closes_on=programme.closes_on)
    row = commitments.draft(programme)
    if row is None:
        last = commitments.published(programme)
        row = Commitment(programme=programme, version=last.version + 1 if last else 1)
    row.sponsor_name, row.sponsor_role, row.answer_by = sponsor_name, sponsor_role, answer_by
    row.can_change, row.cannot_change, row.who_decides = can_change, cannot_change, who_decides
    row.save()
    claim.settle(str(row.version))
    record("programmes.draft-commitment", by=by, target=f"programme:{programme.ref}", version=row.version)
    return row


@action
def publish_commitment(*, programme: Programme, by: Account, seen: str = "", once_key: str = "") -> Commitment:
    """Promise, in public, what the draft says. Only a sponsor can, not even the system itself.

    Args:
        seen: `commitments.fingerprint` of what was on the sponsor's page. Words changed since are not published.

    Raises:
        NotAllowed: the account is not a sponsor of this programme.
        Refused: there is nothing to publish, it changed meanwhile, or its day cannot be kept.
    """
    if by is None or not allowed(Duty.COMMIT, by=by, programme=programme):
        raise NotAllowed(_("Only the sponsor can publish the commitment."))
    claim = pressed("programmes.publish-commitment", by=by, key=once_key)
    if not claim.first:
        return programme.commitments.get(version=int(claim.outcome))
    programme = locked(programme)
    row = commitments.draft(programme)
    if row is None:
        raise Refused(_("There is no draft to publish. Write the commitment first."))
    if seen and seen != commitments.fingerprint(row):
        raise Refused(_("Somebody changed the commitment while you were reading. Read it again before you publish."))
    commitments.check_days(answer_by=row.answer_by, closes_on=programme.closes_on)
    row.published_at, row.published_by = timezone.now(), by
    row.save(update_fields=["published_at", "published_by"])
    claim.settle(str(row.version))
    record("programmes.publish-commitment", by=by, target=f"programme:{programme.ref}", version=row.version)
    return row
