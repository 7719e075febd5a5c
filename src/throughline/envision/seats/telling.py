"""What happened to what somebody voted, rated or chose, told to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from throughline.envision.seats.models import Seat
from throughline.evidence.follow import telling
from throughline.evidence.steps import Step
from throughline.programmes.models import Activity
from throughline.voices import queries as voices
from throughline.voices.models import Contribution, Submission

LIVE = Contribution.Standing.LIVE


def tell(submissions: Sequence[Submission]) -> Mapping[str, Sequence[Step]]:
    """Joined, what they asked for, and every published thing that rests on their answers. Queries grow with the
    programmes and the steps, not with the answers."""
    rows = Seat.objects.filter(submission__in=submissions).select_related("activity__programme")
    seats = {row.submission_id: row for row in rows}
    mine = [one for one in submissions if one.pk in seats]
    told = {one.ref: list(_of_seat(one, seats[one.pk])) for one in mine}
    for ref, steps in _found(mine, seats).items():
        told[ref].extend(steps)
    return told


def _of_seat(submission: Submission, seat: Seat) -> Iterator[Step]:
    going_on = seat.activity.status == Activity.Status.OPEN and voices.standing_of(submission) == LIVE
    if submission.helped_by_id:
        title = _("You joined. A person on the team wrote your answers down for you")
    else:
        title = _("You joined. Go on answering here") if going_on else _("You joined")
    yield Step(
        when=seat.taken_at,
        title=title,
        url=reverse("seat-go-on", args=[submission.ref]) if going_on else "",
    )
    if not submission.contributions.all():  # of words it is told with the words
        yield from telling.tell_of_wishes(submission)


def _found(submissions: Sequence[Submission], seats: Mapping[int, Seat]) -> Mapping[str, Sequence[Step]]:
    """What was published out of activities in which these answers count."""
    counted = [one for one in submissions if voices.standing_of(one) == LIVE and voices.consent_now(one).get("analyse")]
    by_programme: dict[int, list[Submission]] = {}
    for one in counted:
        by_programme.setdefault(seats[one.pk].activity.programme_id, []).append(one)
    found: dict[str, Sequence[Step]] = {}
    for theirs in by_programme.values():
        programme = seats[theirs[0].pk].activity.programme
        found |= telling.reached(programme, {one.ref: ("activity", seats[one.pk].activity.ref) for one in theirs})
    return found
