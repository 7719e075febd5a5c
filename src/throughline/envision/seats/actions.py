"""Taking a seat, giving words from it, and forgetting what was answered from one that its owner had erased."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughline.core import once
from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.envision.seats import queries as seats
from throughline.envision.seats.models import Seat
from throughline.evidence import runs
from throughline.people.models import Account
from throughline.programmes import methods
from throughline.programmes.models import Activity
from throughline.voices import queries
from throughline.voices.actions import Received, Words, add_words
from throughline.voices.models import Contribution, Withdrawal
from throughline.voices.part.actions import send
from throughline.voices.part.steps import Answers

PAPER = "paper"
"""Slug of the step that asks for the number of the paper which a helper types in."""


@action
def take_seat(
    *,
    activity: Activity,
    answers: Answers,
    once_key: str,
    draft_key: str = "",
    account: Account | None = None,
    helper: Account | None = None,
) -> Received:
    """Let a person join an activity, with what they said of themselves and agreed to.

    Args:
        activity: which one; it must be open.
        answers: the answers of the shared steps, as `voices.part.actions.send` takes them.
        once_key: the form's key; the same key again gives the same seat and the same code.
        draft_key: the draft that this completes.
        account: the signed-in person, if any.
        helper: whoever asked the questions for the person, if not they themselves.

    Returns:
        The six words to show once, and the submission with which the seat goes (`submission.seat`).

    Raises:
        NotAllowed: the helper may not.
        Refused: the activity is not open, reading was not agreed to, the account has a seat here already, or the paper
            with this number was typed in during the last 30 days.
    """
    received = send(
        activity=activity,
        answers=answers,
        words=[],
        once_key=once_key,
        draft_key=draft_key,
        account=account,
        helper=helper,
    )
    if received.first:
        participant = received.submission.participant
        if Seat.objects.filter(activity=activity, participant=participant).exists():
            raise Refused(_("You take part in this already. Open it from “What happened to what I said”."))
        Seat.objects.create(activity=activity, participant=participant, submission=received.submission)
        number = answers.get(PAPER, {}).get("number", "") if helper else ""
        if number and not once.claim(scope=f"seats.paper:{activity.ref}", key=number).first:
            raise Refused(_("The paper with this number has been typed in already. Look at the number again."))
    return received


@action
def forget_erased(*, batch: int = 200) -> int:
    """Delete the seats, with every answer given from them, of people who asked for everything to be erased.

    Returns:
        How many; call until it returns 0.
    """
    asked = Withdrawal.objects.filter(kind=Withdrawal.Kind.ERASE).values("submission")
    found = list(Seat.objects.filter(submission__in=asked).values_list("pk", flat=True)[:batch])
    Seat.objects.filter(pk__in=found).delete()
    return len(found)


@action
def give_words(*, seat: Seat, kind: str, text: str, longest: int, once_key: str) -> Contribution:
    """Add a line that others are to vote on or choose. It waits for a moderator.

    Args:
        seat: who adds it.
        kind: what the words are, as `Contribution.kind`.
        text: the words.
        longest: the most characters they may have.
        once_key: the form's idempotency key.

    Raises:
        Refused: they are empty or too long, their author has not agreed that others may read them, or the activity is
            not open.
    """
    words = " ".join(text.split())
    if not words:
        raise Refused(_("Write a few words"), field="words")
    if len(words) > longest:
        raise Refused(_("Use at most {most} characters.").format(most=longest), field="words")
    agreed = queries.consent_now(seat.submission)
    if not (agreed.get("quote") and agreed.get("analyse")):
        raise Refused(
            _("Others can only answer this if they may read it. Change what you agreed to first."), field="words"
        )
    (added,) = add_words(submission=seat.submission, words=[Words(kind, "", words)], once_key=once_key)
    return added


def ask_again(activity: Activity) -> bool:
    """Have the results of an activity worked out once more where somebody in them has since taken their answers back,
    or given them back.

    Args:
        activity: of a method that has a `result_kind`.

    Returns:
        Whether it was asked for: not where nobody did, while a run is under way, or where the method does not work
        anything out now.
    """
    method = methods.get(activity.method)
    newest = runs.latest(activity.programme, method.result_kind, activity=activity)
    done = runs.latest(activity.programme, method.result_kind, activity=activity, done=True)
    if done is None or newest is None or runs.is_busy(newest):
        return False
    said = seats.changed_their_mind(activity, since=done.started_at or done.asked_at)
    if said is None or newest.asked_at > said:  # one that failed since would fail again
        return False
    try:
        method.work_out_again(activity, once_key=f"again:{said.timestamp()}")
    except Refused:
        return False
    return True
