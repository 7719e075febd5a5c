"""Messages, each once: what was decided about an issue, whether it was chosen, and that it was answered."""

from __future__ import annotations

from django.conf import settings as site
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.envision.assemblies.models import Answer, Issue, RemitDecision, Selection
from throughline.envision.seats.models import Seat
from throughline.people import outbox
from throughline.programmes.models import Activity
from throughline.voices.part.usable import agreeing


@action
def tell_of_decision(*, decision: RemitDecision) -> bool:
    """Tell the author of an issue what was decided about it. Returns whether a message was queued."""
    issue = decision.issue
    author = reachable(issue.activity).filter(assembly_issues=issue).first()
    if author is None:
        return False
    body = _("{decided}.\n\n{reason}\n\nRead it, and go on from there:\n{page}").format(
        decided=decision.get_outcome_display(), reason=decision.reason, page=_page(issue, "start")
    )
    subject = _("What we decided about the issue that you raised")
    return _send(author, subject, body, "assemblies-decided", decision.ref)


@action
def tell_of_list(*, seat: Seat, selection: Selection) -> bool:
    """Tell one person whether an issue that they raised or support was chosen."""
    issue = selection.issue
    words = {
        True: _("An issue that you raised or support was chosen for the assembly on {day}."),
        False: _("An issue that you raised or support was not chosen this time."),
    }[selection.chosen]
    body = _("{said}\n\n{reason}\n\nRead more:\n{page}").format(
        said=words.format(day=date_format(selection.assembly.held_on, "j F Y")),
        reason=selection.reason,
        page=_page(issue, "issue", issue.ref),
    )
    return _send(seat, _("What will be talked about at the assembly"), body, "assemblies-listed", selection.ref)


@action
def tell_of_answer(*, seat: Seat, answer: Answer) -> bool:
    """Tell one person that an issue that they raised or support was answered."""
    issue = answer.selection.issue
    body = _("{who} answered an issue that you raised or support.\n\nRead the answer:\n{page}").format(
        who=answer.answered_by, page=_page(issue, "issue", issue.ref)
    )
    return _send(seat, _("An issue of yours was answered"), body, "assemblies-answered", answer.ref)


def reachable(activity: Activity) -> QuerySet[Seat]:
    """Seats whose holders agreed to be contacted, and left an address."""
    agreed = agreeing(activity, "contact").filter(agrees=True)  # type: ignore[misc]
    rows = Seat.objects.filter(activity=activity, submission__in=agreed.values("pk"))
    return rows.filter(participant__enrolment__isnull=False).select_related("participant__enrolment__contact")


def concerned(issue: Issue) -> QuerySet[Seat]:
    """Those of them who raised an issue or support it."""
    supporting = Q(assembly_supports__issue=issue, assembly_supports__given=True)
    return reachable(issue.activity).filter(Q(assembly_issues=issue) | supporting).distinct()


def _send(seat: Seat, subject: str, body: str, kind: str, ref: str) -> bool:
    contact = seat.participant.enrolment.contact
    once = f"{kind}:{ref}:{seat.ref}"
    return outbox.send(contact=contact, kind=kind, subject=subject, body=body, once=once) is not None


def _page(issue: Issue, name: str, *more: str) -> str:
    activity = issue.activity
    return str(site.SITE_URL) + reverse(f"assemblies-{name}", args=[activity.programme.slug, activity.ref, *more])
