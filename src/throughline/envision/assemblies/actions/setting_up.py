"""What a team decides before people raise anything: the terms, which are fixed once published, and the assemblies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.core.errors import NotFound, Refused
from throughline.envision.assemblies import queries
from throughline.envision.assemblies.charter import Terms, problem
from throughline.envision.assemblies.models import Assembly, Charter
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require


@dataclass(frozen=True)
class Meeting:
    """An assembly as it is planned: the day, where, how to join from afar, and who answers, as (name, role)."""

    held_on: date
    place: str
    online: str
    who: Sequence[tuple[str, str]]


@action
def set_up(*, activity: Activity, terms: Terms, meeting: Meeting, by: Account | None, once_key: str) -> None:
    """Keep the terms of the next version, which hold once they are published, and when the next assembly is.

    Args:
        activity: which standing assembly.
        terms: what the team wants to promise.
        meeting: the next assembly; it changes the one that is planned, if there is one.
        by: who sets it up.
        once_key: the form's idempotency key.

    Raises:
        NotAllowed: the account may not.
        Refused: nobody could meet these criteria, or come to that assembly, or it comes before any issue is ready.
    """
    if not begin("set-up", activity, by, once_key):
        return
    check_terms(activity, terms)
    published = Charter.objects.filter(activity=activity, locked_at__isnull=False).count()
    earliest = timezone.localdate() + timedelta(days=terms.gather_days + 1)
    if not published and meeting.held_on < earliest:
        said = _("Support is gathered for %(n)s days, so the first assembly can be on %(day)s at the earliest.")
        raise Refused(said % {"n": terms.gather_days, "day": date_format(earliest, "j F Y")}, field="held_on")
    planned = queries.next_assembly(activity)
    if planned is None or _differs(planned, meeting):
        planned = _put(activity, meeting, terms.answer_days, planned)
    Charter.objects.update_or_create(
        activity=activity, locked_at=None, defaults={"chosen": terms.kept(), "number": published + 1}
    )
    record(activity, by, "assemblies.set-up", version=published + 1, assembly=planned.ref)


def _differs(assembly: Assembly, meeting: Meeting) -> bool:
    known = (assembly.held_on, assembly.place, assembly.online, [tuple(one) for one in assembly.who])
    return known != (meeting.held_on, meeting.place, meeting.online, list(meeting.who))


def _put(activity: Activity, meeting: Meeting, answer_days: int, assembly: Assembly | None) -> Assembly:
    check_meeting(meeting)
    values = {
        "held_on": meeting.held_on,
        "place": meeting.place,
        "online": meeting.online,
        "who": [list(one) for one in meeting.who],
        "answer_by": meeting.held_on + timedelta(days=answer_days),
    }
    if assembly is None:
        return Assembly.objects.create(activity=activity, **values)
    Assembly.objects.filter(pk=assembly.pk).update(**values)
    return assembly


def check_terms(activity: Activity, terms: Terms) -> None:
    """Refuse terms that nobody could meet, beside the field that is wrong."""
    wrong = problem(terms, regions=activity.programme.regions.count())
    if wrong:
        raise Refused(wrong[1], field=wrong[0])


@action
def publish_terms(*, activity: Activity, by: Account | None, once_key: str) -> Charter | None:
    """Fix the terms for good and make them public with their fingerprint. They hold for what is raised from now on.

    Returns:
        The version; None where this form was sent before.

    Raises:
        NotAllowed: the account may not.
        Refused: there is nothing new to publish, nobody could meet it, or no assembly is planned.
    """
    if not begin("publish", activity, by, once_key):
        return None
    charter = Charter.objects.filter(activity=activity, locked_at=None).first()
    if charter is None:
        raise Refused(_("There is nothing new to publish. Change the set-up first."))
    check_terms(activity, charter.terms)
    if queries.next_assembly(activity) is None:
        raise Refused(_("Plan an assembly first, so that people know who answers and when."))
    charter.fingerprint = charter.terms.fingerprint
    charter.locked_at, charter.locked_by = timezone.now(), by
    charter.save()
    record(activity, by, "assemblies.publish-terms", version=charter.number, fingerprint=charter.fingerprint)
    return charter


@action
def plan_assembly(
    *, activity: Activity, meeting: Meeting, by: Account | None, once_key: str, assembly: Assembly | None = None
) -> Assembly | None:
    """Plan an assembly, or change one whose list nobody has confirmed yet.

    Args:
        activity: of which standing assembly.
        meeting: when, where and who answers.
        by: who plans it.
        once_key: the form's idempotency key.
        assembly: which one changes; a new one unless given.

    Returns:
        The assembly; None where this form was sent before.

    Raises:
        NotAllowed: the account may not.
        Refused: the day is not ahead, nobody answers, there is no place, the set-up is not published, or its list is
            fixed.
    """
    if not begin(f"plan:{assembly.ref if assembly else ''}", activity, by, once_key):
        return None
    charter = queries.charter_now(activity)
    if charter is None:
        raise Refused(_("Publish the set-up first."))
    if assembly is not None and Assembly.objects.filter(pk=assembly.pk, listed_at__isnull=False).exists():
        raise Refused(_("The list of this assembly is public, so it stays as it is."))
    planned = _put(activity, meeting, charter.terms.answer_days, assembly)
    record(activity, by, "assemblies.plan", assembly=planned.ref, held_on=meeting.held_on.isoformat())
    return planned


def check_meeting(meeting: Meeting) -> None:
    """Refuse an assembly that nobody could come to, or at which nobody answers."""
    today = timezone.localdate()
    if meeting.held_on <= today:
        raise Refused(_("Choose a day after %(today)s.") % {"today": date_format(today, "j F Y")}, field="held_on")
    if not (meeting.place or meeting.online):
        raise Refused(_("Say where it is, or how to join it online."), field="place")
    if not meeting.who:
        raise Refused(_("Name at least one person who answers, with their role."), field="who")


@action
def copy_terms(*, activity: Activity, copy: Activity) -> None:
    """Give a new standing assembly the terms of another, not published yet. Issues and dates do not come along.

    The caller has made `copy` and checked that it may.
    """
    newest = Charter.objects.filter(activity=activity).order_by("-number").first()
    if newest is not None:
        Charter.objects.create(activity=copy, number=1, chosen=newest.chosen)


def begin(verb: str, activity: Activity, by: Account | None, once_key: str) -> bool:
    """Whether this form is sent for the first time; the activity is held against other changes meanwhile."""
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    if not once.claim(scope=f"assemblies.{verb}:{activity.ref}", key=once_key).first:
        return False
    if not Activity.objects.select_for_update().filter(pk=activity.pk).exists():
        raise NotFound
    return True


def record(activity: Activity, by: Account | None, verb: str, **detail: object) -> None:
    """The row in the audit chain."""
    actor = by.actor() if by else Actor.system("assemblies")
    audit.record(actor=actor, verb=verb, target=f"activity:{activity.ref}", detail=detail)
