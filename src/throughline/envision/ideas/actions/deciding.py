"""Saying what becomes of an idea, and why."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import action
from throughline.core.errors import NotFound, Refused
from throughline.envision.ideas import queries
from throughline.envision.ideas.actions.telling import tell_of_ending
from throughline.envision.ideas.models import Ending, Idea
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require

LONGEST_NAME = 160


@action
def end(
    *, activity: Activity, idea: str, kind: str, reason: str, by: Account, once_key: str, passed_to: str = ""
) -> Ending:
    """Say what becomes of an idea. What was said before stays on record.

    Args:
        activity: where it stands.
        idea: its ref.
        kind: an `Ending.Kind`.
        reason: why, in plain words that everybody reads.
        by: who decides.
        once_key: the form's idempotency key; the same key again gives the same ending.
        passed_to: who has it now, where it is not ours.

    Raises:
        NotAllowed: the person may not.
        NotFound: there is no such idea here that people can see.
        Refused: something is missing or too long, or the idea went into another, which has an ending of its own.
    """
    require(Duty.REPLY, by=by, programme=activity.programme)
    claim = once.claim(scope=f"ideas.end:{activity.ref}:{idea}", key=once_key)
    if not claim.first:
        return Ending.objects.get(pk=int(claim.outcome))
    row = _standing(activity, idea)
    if kind not in Ending.Kind.values:
        raise Refused(_("Choose what becomes of the idea."), field="kind")
    if not reason.strip():
        raise Refused(_("Say why. Everybody can read it."), field="reason")
    passed = _passed(kind, passed_to.strip())
    ending = Ending.objects.create(idea=row, kind=kind, passed_to=passed, reason=reason.strip(), made_by=by)
    tell_of_ending(ending)
    claim.settle(str(ending.pk))
    audit.record(actor=by.actor(), verb="ideas.end", target=f"idea:{row.ref}", detail={"kind": kind})
    return ending


def _standing(activity: Activity, idea: str) -> Idea:
    row = queries.one(activity=activity.pk, ref=idea)
    if row is None:
        raise NotFound(_("We could not find this idea. It may have been taken back."))
    if not queries.is_current(row):
        raise Refused(_("This idea went into another. Say what becomes of that one."))
    return row


def _passed(kind: str, name: str) -> str:
    """Who has the idea now; nobody else where it is ours."""
    if kind != Ending.Kind.NOT_OURS:
        return ""
    if not name:
        raise Refused(_("Say to whom you passed it."), field="passed_to")
    if len(name) > LONGEST_NAME:
        raise Refused(_("Use at most {most} characters.").format(most=LONGEST_NAME), field="passed_to")
    return name
