"""Asking the model, in the background."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django_tasks import task

from throughline.core import jobs
from throughline.evidence.drafting import actions, endpoint, queries
from throughline.evidence.drafting.models import Proposal


@task()
def draft(proposal_ref: str) -> None:
    """Ask for one draft. Started again after a crash it asks again; what is kept is kept once."""
    row = Proposal.objects.select_related("finding__programme").filter(ref=proposal_ref).first()
    if row is None or row.status != Proposal.Status.WAITING:
        return
    drafter = endpoint.drafter() if queries.is_on(row.finding.programme) else None
    if drafter is None:
        with jobs.commit():
            actions.refuse(proposal=row, why=_("Drafting was turned off in the meantime. Nothing was sent."))
        return
    if queries.says_who(row.finding, row.purpose):
        with jobs.commit():
            actions.refuse(proposal=row, why=_("The summary may now say who somebody is. Nothing was sent."))
        return
    given, kind = queries.to_send(row.finding, row.purpose), queries.kind_of(row.purpose)
    jobs.progress(0, 1, _("Asking the model"))
    result = drafter.draft(kind, given.sources)
    jobs.progress(1, 1, _("Checking what it drafted"))
    with jobs.commit():
        actions.keep(proposal=row, given=given, result=result)
