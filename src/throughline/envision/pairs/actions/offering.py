"""Options come from the team, or from people who take part; those of people are shown once a moderator approved."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import action
from throughline.core.errors import NotFound, Refused
from throughline.envision.pairs.models import Choice, Option
from throughline.envision.seats.actions import give_words
from throughline.envision.seats.models import Seat
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require

KIND = "idea"
LONGEST, LONGEST_DESCRIPTION = 140, 300
MOST = 200


@action
def offer(*, activity: Activity, lines: str, by: Account, once_key: str) -> int:
    """Add the team's own options, one on each line. Blank lines, and those that are there already, are left out.

    Args:
        activity: where.
        lines: as typed; what follows a “|” explains the option.
        by: who adds them.
        once_key: the form's idempotency key.

    Returns:
        How many were added.

    Raises:
        NotAllowed: the person may not.
        Refused: the activity is closed, nothing new is in it, or a line is too long.
    """
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    claim = once.claim(scope=f"pairs.offer:{activity.ref}", key=once_key)
    if not claim.first:
        return int(claim.outcome)
    if activity.status == Activity.Status.CLOSED:
        raise Refused(_("This is closed, so no option can be added."))
    known = set(Option.objects.filter(activity=activity, taken_out=False).values_list("words", flat=True))
    new = {words: told for words, told in _read(lines).items() if words not in known}
    if not new:
        raise Refused(_("Write at least one new option, each on a line of its own."), field="lines")
    if len(known) + len(new) > MOST:
        raise Refused(_("There can be at most {most} options.").format(most=MOST), field="lines")
    Option.objects.bulk_create([Option(activity=activity, words=w, description=told) for w, told in new.items()])
    audit.record(actor=by.actor(), verb="pairs.offer", target=f"activity:{activity.ref}", detail={"options": len(new)})
    claim.settle(str(len(new)))
    return len(new)


def _read(lines: str) -> dict[str, str]:
    """Option → its explanation. Raises Refused where a line does not fit."""
    found: dict[str, str] = {}
    for number, line in enumerate(lines.splitlines(), start=1):
        words, _bar, told = (" ".join(part.split()) for part in line.partition("|"))
        if not words and told:
            said = _("Line {number} explains an option but does not name it.")
            raise Refused(said.format(number=number), field="lines")
        if len(words) > LONGEST or len(told) > LONGEST_DESCRIPTION:
            said = _("Line {number} is too long. An option has at most {most} characters, what explains it {more}.")
            said = said.format(number=number, most=LONGEST, more=LONGEST_DESCRIPTION)
            raise Refused(said, field="lines")
        if words:
            found.setdefault(words, told)
    return found


@action
def take_out(*, activity: Activity, option: str, by: Account) -> None:
    """Take one of the team's own options out again, as long as nobody has chosen between it and another.

    Args:
        activity: where it stands.
        option: its ref.
        by: who takes it out.

    Raises:
        NotAllowed: the person may not.
        NotFound: there is no such option of the team's.
        Refused: somebody has had it in a pair.
    """
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    row = Option.objects.filter(activity=activity, ref=option, contribution=None, taken_out=False).first()
    if row is None:
        raise NotFound
    if Choice.objects.filter(Q(first=row) | Q(second=row)).exists():
        raise Refused(_("People have chosen between this option and others, so it stays."))
    Option.objects.filter(pk=row.pk).update(taken_out=True)
    audit.record(actor=by.actor(), verb="pairs.take-out", target=f"pair-option:{row.ref}", detail={})


@action
def add_idea(*, seat: Seat, text: str, once_key: str) -> Option:
    """Add an idea of a person who takes part, for others to choose. It waits for a moderator.

    Args:
        seat: who adds it.
        text: the idea.
        once_key: the form's idempotency key.

    Raises:
        Refused: it is empty or too long, its author has not agreed that others may read it, or the activity is not
            open.
    """
    added = give_words(seat=seat, kind=KIND, text=text, longest=LONGEST, once_key=once_key)
    return Option.objects.get_or_create(contribution=added, defaults={"activity_id": seat.activity_id})[0]


@action
def copy_options(*, activity: Activity, copy: Activity) -> None:
    """Bring the team's own options along to a copy. Called by the action that copies, which has asked who may.

    Args:
        activity: from where.
        copy: to where; a draft.
    """
    rows = Option.objects.filter(activity=activity, contribution=None, taken_out=False).order_by("pk")
    made = [Option(activity=copy, words=row.words, description=row.description) for row in rows]
    Option.objects.bulk_create(made)
