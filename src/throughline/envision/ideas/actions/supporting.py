"""Supporting an idea: one row for each person and idea, the last press wins."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import NotFound, Refused
from throughline.envision.ideas import lineage, queries
from throughline.envision.ideas.models import Support
from throughline.envision.seats.models import Seat
from throughline.programmes.models import Activity


@action
def support(*, seat: Seat, idea: str, given: bool) -> None:
    """Support an idea, or take that back.

    Safe to repeat: the same press twice is the same row. No row of support is read first, so that two at once make one.

    Args:
        seat: whose support it is.
        idea: the idea's ref.
        given: whether they support it from now on.

    Raises:
        NotFound: there is no such idea that people can see.
        Refused: the activity is not open, the idea went into another, or it holds words of the person's own.
    """
    about = queries.one(activity=seat.activity_id, ref=idea)
    if about is None:
        raise NotFound(_("We could not find this idea. It may have been taken back."))
    if about.activity.status != Activity.Status.OPEN:
        raise Refused(_("This is closed now, so we could not take that. What you supported before is kept."))
    if given and not queries.is_current(about):
        raise Refused(_("The team has joined or split this idea. You can support what became of it."))
    if given and seat.submission_id in lineage.authors_of([about.pk], lineage.graph(seat.activity_id)):
        raise Refused(_("This idea holds your own words. Others can support it; you need not."))
    Support.objects.bulk_create(
        [Support(seat=seat, idea=about, given=given, changed_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["seat", "idea"],
        update_fields=["given", "changed_at"],
    )
