"""Statements come from the team, or from people who take part; those of people are shown once a moderator approved."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import action
from throughline.core.errors import NotFound, Refused
from throughline.envision.opinions.models import Statement
from throughline.envision.seats.actions import give_words
from throughline.envision.seats.models import Seat
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require

KIND = "statement"
LONGEST = 280
MOST_AT_ONCE = 200


@action
def seed(*, activity: Activity, lines: str, by: Account, once_key: str) -> int:
    """Add the team's own statements, one on each line. Blank lines, and those that are there already, are left out.

    Args:
        activity: where.
        lines: as typed.
        by: who adds them.
        once_key: the form's idempotency key.

    Returns:
        How many were added.

    Raises:
        NotAllowed: the person may not.
        Refused: the activity is closed, nothing new is in it, or a line is too long.
    """
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    claim = once.claim(scope=f"opinions.seed:{activity.ref}", key=once_key)
    if not claim.first:
        return int(claim.outcome)
    if activity.status == Activity.Status.CLOSED:
        raise Refused(_("This is closed, so no statement can be added."))
    known = set(Statement.objects.filter(activity=activity, taken_out=False).values_list("words", flat=True))
    wanted = [line for line in dict.fromkeys(" ".join(one.split()) for one in lines.splitlines()) if line]
    new = [line for line in wanted if line not in known]
    _fits(new)
    Statement.objects.bulk_create([Statement(activity=activity, words=line) for line in new])
    audit.record(
        actor=by.actor(), verb="opinions.seed", target=f"activity:{activity.ref}", detail={"statements": len(new)}
    )
    claim.settle(str(len(new)))
    return len(new)


def _fits(lines: list[str]) -> None:
    if not lines:
        raise Refused(_("Write at least one new statement, each on a line of its own."), field="lines")
    if len(lines) > MOST_AT_ONCE:
        raise Refused(_("Add at most {most} statements at once.").format(most=MOST_AT_ONCE), field="lines")
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST:
            said = _("Line {number} is too long: a statement has at most {most} characters.")
            raise Refused(said.format(number=number, most=LONGEST), field="lines")


@action
def take_out(*, activity: Activity, statement: str, by: Account, once_key: str) -> None:
    """Take one of the team's own statements out again, as long as nobody has voted on it.

    Args:
        activity: where it stands.
        statement: its ref.
        by: who takes it out.
        once_key: the form's idempotency key.

    Raises:
        NotAllowed: the person may not.
        NotFound: there is no such statement here.
        Refused: somebody has voted on it, or it is not the team's.
    """
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    if not once.claim(scope=f"opinions.take-out:{statement}", key=once_key).first:
        return
    row = Statement.objects.filter(activity=activity, ref=statement).first()
    if row is None:
        raise NotFound
    if row.contribution_id is not None:
        raise Refused(_("Somebody who takes part has added this statement. Only a moderator may take it out."))
    if row.votes.exists():
        raise Refused(_("People have voted on this statement, so it stays."))
    Statement.objects.filter(pk=row.pk).update(taken_out=True)
    audit.record(actor=by.actor(), verb="opinions.take-out", target=f"statement:{row.ref}", detail={})


@action
def add_statement(*, seat: Seat, text: str, once_key: str) -> Statement:
    """Add what a person who takes part wants others to vote on. It waits for a moderator.

    Args:
        seat: who adds it.
        text: the statement.
        once_key: the form's idempotency key.

    Raises:
        Refused: it is empty or too long, its author has not agreed that others may read it, or the activity is not
            open.
    """
    added = give_words(seat=seat, kind=KIND, text=text, longest=LONGEST, once_key=once_key)
    return Statement.objects.get_or_create(contribution=added, defaults={"activity_id": seat.activity_id})[0]
