"""What may be searched, and by whom: the same rule when a job searches and when a page shows what was found."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from throughline.evidence.counting import is_usable
from throughline.evidence.models import Finding
from throughline.programmes.models import Membership, Programme
from throughline.programmes.permissions import Duty
from throughline.voices.models import Contribution


def findings(programme: Programme) -> QuerySet[Finding]:
    """Published findings of every organisation. What is made up and what is real never meet."""
    published = Finding.objects.filter(status=Finding.Status.PUBLISHED)
    return published.filter(programme__is_example=programme.is_example)


def programmes(programme: Programme) -> QuerySet[Programme]:
    """The programmes of the same organisation, in whose themes is looked."""
    return Programme.objects.filter(organisation_id=programme.organisation_id, is_example=programme.is_example)


def teams(programme: Programme, account: Any) -> QuerySet[Programme]:
    """The programmes of the same organisation in whose teams this account may look up what they keep: none for the
    system, which is nobody's team."""
    if account is None or not account.is_authenticated:
        return Programme.objects.none()
    held = Membership.objects.filter(account=account, role__in=Duty.LOOK_UP.roles)
    return programmes(programme).filter(pk__in=held.values("programme_id"))


def words(programme: Programme, account: Any) -> QuerySet[Contribution]:
    """The contributions in which this account may look, for a question of this programme.

    Those of programmes of the same organisation in which it has the duty to read words. From another programme than
    the one that asks, only words whose author agreed that they are kept for later questions.
    """
    if account is None or not account.is_authenticated:
        return Contribution.objects.none()
    held = Membership.objects.filter(account=account, role__in=Duty.READ_WORDS.roles)
    rows = Contribution.objects.filter(is_usable(), programme__in=programmes(programme))
    rows = rows.filter(programme__in=held.values("programme_id"))
    return rows.filter(Q(programme=programme) | Q(may_keep=True))
