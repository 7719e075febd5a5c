"""The plan of every draft is open to suggestions, from its first day until the programme opens."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughline.core import audit
from throughline.core.actions import Actor, action
from throughline.programmes.models import Activity, Programme
from throughline.understand.plan.queries import SLUG, STAGE


def invite(programme: Programme) -> None:
    """Let anybody suggest changes to a new draft."""
    open_plan(programme=programme)


def stop(programme: Programme) -> None:
    """Take no more suggestions: the programme has opened. What was suggested stays, and can still be answered."""
    close_plan(programme=programme)


@action
def open_plan(*, programme: Programme) -> Activity:
    """Open the plan of a draft, once."""
    activity, made = Activity.objects.get_or_create(
        programme=programme,
        method=SLUG,
        defaults={
            "stage": STAGE,
            "title": _("Suggest a change to the plan"),
            "status": Activity.Status.OPEN,
        },
    )
    if made:
        audit.record(actor=Actor.system("plan"), verb="plan.open", target=f"activity:{activity.ref}")
    return activity


@action
def close_plan(*, programme: Programme) -> None:
    """Close the plan of a programme."""
    still_open = Activity.objects.filter(programme=programme, method=SLUG, status=Activity.Status.OPEN)
    if still_open.update(status=Activity.Status.CLOSED):
        audit.record(actor=Actor.system("plan"), verb="plan.close", target=f"programme:{programme.ref}")
