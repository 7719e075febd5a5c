"""What everybody who joined does with issues: support them, or not any more, and add what they know."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import NotFound, Refused
from throughline.envision.assemblies import queries
from throughline.envision.assemblies.actions.raising import LONGEST
from throughline.envision.assemblies.models import Addition, Issue, Support
from throughline.envision.seats.actions import give_words
from throughline.envision.seats.models import Seat
from throughline.programmes.models import Activity


@action
def support(*, seat: Seat, issue: str, given: bool) -> None:
    """Support an issue, or take the support back. One row for each person and issue, the last press wins.

    Safe to repeat. No row is read first, so that two presses at once make one row.

    Args:
        seat: who supports it.
        issue: its ref.
        given: whether they do.

    Raises:
        NotFound: there is no such issue.
        Refused: it takes no support now.
    """
    row = Support(seat=seat, issue=gathering(seat, issue), given=given, changed_at=timezone.now())
    Support.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["seat", "issue"], update_fields=["given", "changed_at"]
    )


@action
def add_detail(*, seat: Seat, issue: str, text: str, once_key: str) -> Addition:
    """Add what one knows about an issue. It waits for a moderator.

    Args:
        seat: who adds it.
        issue: its ref.
        text: the words.
        once_key: the form's idempotency key.

    Raises:
        NotFound: there is no such issue.
        Refused: it takes nothing now, or the words do not fit.
    """
    one = gathering(seat, issue)
    kind = Addition.Kind.DETAIL
    added = give_words(seat=seat, kind=f"issue-{kind}", text=text, longest=LONGEST, once_key=once_key)
    values = {"issue": one, "seat": seat, "kind": kind}
    return Addition.objects.get_or_create(contribution=added, defaults=values)[0]


def gathering(seat: Seat, ref: str) -> Issue:
    """The issue, if it takes support and detail now.

    Raises:
        NotFound: nobody may read it, or there is none.
        Refused: its time is over, or nothing is taken in.
    """
    rows = Issue.objects.filter(queries.readable("contribution"), activity_id=seat.activity_id, ref=ref)
    found = rows.select_related("activity").filter(state__in=queries.PUBLIC_STATES).first()
    if found is None:
        raise NotFound(_("We could not find this issue. Its author may have taken it back."))
    if found.activity.status != Activity.Status.OPEN:
        raise Refused(_("This is closed now, so we could not take it. What you gave before is kept."))
    if not queries.is_gathering(found):
        raise Refused(_("Gathering for this issue has ended. What you gave before counts."))
    return found
