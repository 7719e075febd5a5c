"""What a facilitator does with rounds: open and close them, write to those who are missing, decide on suggestions."""

from __future__ import annotations

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.envision.delphi import queries
from throughline.envision.delphi.models import Item, Rating, Round, Suggestion
from throughline.evidence import runs
from throughline.evidence.actions import ask_for_run
from throughline.evidence.models import Run
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require
from throughline.voices.actions.replies import reply
from throughline.voices.models import PublicReply


@action
def open_next_round(*, activity: Activity, by: Account | None, once_key: str) -> Round | None:
    """Open the next round. Its items follow from the definition: those not settled, and those newly taken up.

    Returns:
        The round; None where this form was sent before.

    Raises:
        NotAllowed: the account may not.
        Refused: the panel is not open or not fixed, a round is open, the last one is not worked out, or nothing is
            left to ask.
    """
    current = _begin("open-round", activity, by, once_key)
    if current is None:
        return None
    rounds = queries.rounds_of(current)
    if queries.open_round(rounds) is not None:
        raise Refused(_("A round is open. Close it first."))
    if current.status != Activity.Status.OPEN or queries.panel_of(current).locked_at is None:
        raise Refused(_("Fix the panel and open it first. Then you can open a round."))
    items = _next_items(current, rounds)
    round_ = Round.objects.create(activity=current, number=len(rounds) + 1)
    round_.items.set(items)
    _record(current, by, "delphi.open-round", round=round_.number, items=len(items))
    from throughline.envision.delphi import jobs  # jobs knows the actions

    jobs.tell_of_round.enqueue(current.ref, round_.number)
    return round_


def _next_items(activity: Activity, rounds: list[Round]) -> list[Item]:
    if not rounds:
        return queries.items_of(activity)
    last = rounds[-1]
    if last.number >= queries.settings_of(activity).rounds:
        raise Refused(_("That was the last round that this panel has."))
    run = queries.worked_out(activity)
    if run is None or run.parameters.get("round") != last.number or runs.is_busy(_newest(activity)):
        raise Refused(_("The last round is still being worked out. Try again in a minute."))
    again = {text for text, status in run.summary["final"].items() if status == "ask again"}
    items = [item for item in last.items.all() if item.text in again] + queries.new_items(activity, last.number)
    if not items:
        raise Refused(_("Every statement is settled, so there is nothing left to ask."))
    return items


def _newest(activity: Activity) -> Run | None:
    return runs.latest(activity.programme, queries.KIND, activity=activity)


@action
def close_round(*, activity: Activity, by: Account | None, once_key: str) -> None:
    """Close the open round and have it worked out.

    Raises:
        NotAllowed: the account may not.
        Refused: no round is open, or nobody has rated anything in it.
    """
    current = _begin("close-round", activity, by, once_key)
    if current is None:
        return
    round_ = Round.objects.select_for_update().filter(activity=current, closed_at__isnull=True).first()
    if round_ is None:
        raise Refused(_("No round is open."))
    if not Rating.objects.filter(round=round_).exists():
        raise Refused(_("Nobody has rated anything in this round yet. Leave it open, or remind people first."))
    round_.closed_at = timezone.now()
    round_.save(update_fields=["closed_at"])
    _record(current, by, "delphi.close-round", round=round_.number)
    work_out(activity=current, by=by, once_key=f"close:{round_.pk}")


@action
def work_out(*, activity: Activity, by: Account | None, once_key: str) -> Run:
    """Have every closed round worked out, such as again after somebody took their answers back.

    Raises:
        NotAllowed: the account may not.
        Refused: no round has been closed.
    """
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    number = Round.objects.filter(activity=activity, closed_at__isnull=False).aggregate(n=Max("number"))["n"]
    if number is None:
        raise Refused(_("No round has been closed yet."))
    from throughline.envision.delphi import jobs

    return ask_for_run(
        programme=activity.programme,
        kind=queries.KIND,
        task=jobs.work_out,
        activity=activity,
        by=by,
        once_key=once_key,
        duty=Duty.RUN_ACTIVITY,
        parameters={"round": number},
    )


@action
def remind(*, activity: Activity, by: Account | None, once_key: str) -> None:
    """Write to those who have not finished the open round, once in each round.

    Raises:
        NotAllowed: the account may not.
        Refused: no round is open, or they were reminded in this round.
    """
    current = _begin("remind", activity, by, once_key)
    if current is None:
        return
    round_ = Round.objects.filter(activity=current, closed_at__isnull=True).first()
    if round_ is None:
        raise Refused(_("No round is open."))
    if round_.reminded_at is not None:
        raise Refused(_("You have reminded people in this round. We write once a round."))
    round_.reminded_at = timezone.now()
    round_.save(update_fields=["reminded_at"])
    _record(current, by, "delphi.remind", round=round_.number)
    from throughline.envision.delphi import jobs

    jobs.remind.enqueue(current.ref, round_.number)


@action
def decide(*, suggestion: Suggestion, text: str, why: str, by: Account | None, once_key: str) -> None:
    """Take a suggestion up as an item of the next round (`text`, in the team's words), or say no; with a reason that
    its author reads.

    Raises:
        NotAllowed: the account may not.
        Refused: it was decided before, a moderator has not approved it, no round is left to ask it in, an item with
            these words is there already, or there is no reason.
    """
    activity = suggestion.seat.activity
    current = _begin("decide", activity, by, once_key)
    if current is None:
        return
    held = Suggestion.objects.select_for_update(of=("self",)).select_related("contribution__programme")
    row = held.get(pk=suggestion.pk)
    if row.decided_at is not None:
        raise Refused(_("This was decided before."))
    if text:
        row.item = _new_item(current, " ".join(text.split()))
    row.decided_at = timezone.now()
    row.save(update_fields=["item", "decided_at"])
    outcome = PublicReply.Outcome.TAKEN if row.item else PublicReply.Outcome.NOT_TAKEN
    reply(contribution=row.contribution, outcome=outcome, words=why, by=by, once_key=once_key)
    _record(current, by, "delphi.decide", suggestion=row.ref, taken=bool(row.item))


def _new_item(activity: Activity, text: str) -> Item:
    number = len(queries.rounds_of(activity))
    if number >= queries.settings_of(activity).rounds:
        raise Refused(_("No round is left in which it could be asked. Say no, and give that as the reason."))
    if Item.objects.filter(activity=activity, text__iexact=text).exists():
        raise Refused(_("A statement with these words is there already."), field="text")
    last = Item.objects.filter(activity=activity).aggregate(n=Max("number"))["n"] or 0
    return Item.objects.create(activity=activity, number=last + 1, text=text, since=number + 1)


def _begin(verb: str, activity: Activity, by: Account | None, once_key: str) -> Activity | None:
    """The activity, held against other changes; None if this form was sent before."""
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    if not once.claim(scope=f"delphi.{verb}:{activity.ref}", key=once_key).first:
        return None
    return Activity.objects.select_for_update(of=("self",)).select_related("programme").get(pk=activity.pk)


def _record(activity: Activity, by: Account | None, verb: str, **detail: object) -> None:
    actor = by.actor() if by else Actor.system("delphi")
    audit.record(actor=actor, verb=verb, target=f"activity:{activity.ref}", detail=detail)
