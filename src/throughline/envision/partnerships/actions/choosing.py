"""What a person chooses, and asking for the order that the choices make."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.envision.partnerships import queries
from throughline.envision.partnerships.models import Chosen
from throughline.envision.seats.models import Seat
from throughline.evidence.actions import ask_for_run
from throughline.evidence.models import Run
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty


@action
def choose(*, seat: Seat, questions: Collection[str]) -> None:
    """Keep the questions that matter most to a person, in the place of what they chose before. The last choice counts.

    Args:
        seat: whose choice it is.
        questions: refs of questions on the long list, at least one and at most as many as the protocol says.

    Raises:
        Refused: the survey is not open, nothing was chosen, it is too many, or a question is not on the list.
    """
    activity = Activity.objects.get(pk=seat.activity_id)
    if activity.status != Activity.Status.OPEN:
        raise Refused(_("This is closed, so this choice could not be kept. What you sent before is kept."))
    wanted = set(questions)
    kept = [one.ref for one in queries.long_list(activity) if one.ref in wanted]
    if len(kept) < len(wanted):
        raise Refused(_("One of these questions is not here. Look at your choice again."), field="questions")
    most = queries.partnership_of(activity).protocol.most
    if not kept or len(kept) > most:
        raise Refused(_("Choose at least 1 question and at most %(n)s.") % {"n": most}, field="questions")
    Chosen.objects.bulk_create(
        [Chosen(seat=seat, questions=kept, chosen_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["seat"],
        update_fields=["questions", "chosen_at"],
    )


@action
def ask_for_order(*, activity: Activity, by: Account | None, once_key: str) -> Run:
    """Queue putting the questions in order. Nobody knows how it stands while people can still choose.

    Raises:
        Refused: the survey has not closed.
        NotAllowed: the account may not.
    """
    from throughline.envision.partnerships.jobs import put_in_order

    if activity.status != Activity.Status.CLOSED:
        raise Refused(_("Close this first. While people can still choose, nobody sees how it stands."))
    return ask_for_run(
        programme=activity.programme,
        kind=queries.KIND,
        task=put_in_order,
        activity=activity,
        by=by,
        once_key=once_key,
        duty=Duty.ANALYSE,
    )
