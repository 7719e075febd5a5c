"""What changes the answers to a questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.understand.questionnaires import queries
from throughline.understand.questionnaires.models import ClosedAnswer, Turn
from throughline.understand.questionnaires.questions import Question
from throughline.voices.actions import Received, Words
from throughline.voices.models import Submission, Withdrawal
from throughline.voices.part.actions import send
from throughline.voices.part.steps import Answers


@action
def send_answers(
    *,
    activity: Activity,
    questions: Sequence[Question],
    given: Mapping[str, Any],
    answers: Answers,
    once_key: str,
    draft_key: str = "",
    account: Account | None = None,
) -> Received:
    """Store a filled-in questionnaire: words as contributions, choices as closed answers, all or nothing.

    Args:
        questions: the questionnaire.
        given: question slug → answer, only of questions that were asked.
        answers: the answers of the shared steps, as `voices.part.actions.send` takes them; “again” says by which
            invitation somebody answers who answered before.

    Raises:
        Refused: the activity is not open, reading was not agreed to, or this person has answered in this wave.
    """
    received = send(
        activity=activity,
        answers=answers,
        words=[
            Words("answer", question.text[:500], given.get(question.slug) or "")
            for question in questions
            if not question.closed
        ],
        once_key=once_key,
        draft_key=draft_key,
        account=account,
    )
    if received.first:
        ClosedAnswer.objects.bulk_create(_rows(received.submission, questions, given))
        _take_turn(received.submission, token=answers.get("again", {}).get("token", ""))
    return received


def _rows(submission: Submission, questions: Sequence[Question], given: Mapping[str, Any]) -> Iterator[ClosedAnswer]:
    for question in questions:
        answer = given.get(question.slug)
        if question.closed and answer:
            for value in answer if isinstance(answer, list) else [answer]:
                yield ClosedAnswer(submission=submission, question=question.slug, value=value)


def _take_turn(submission: Submission, *, token: str) -> None:
    """Keep in which wave this was answered, and by whom as far as we know; nobody answers twice in one."""
    activity, wave = submission.activity, queries.current_wave(submission.activity)
    invited = queries.invited(activity=activity, wave=wave, token=token)
    earlier = invited or _earlier(submission)
    person = earlier.person if earlier else submission.participant.ref
    turns = Turn.objects.filter(activity=activity, wave=wave, person=person)
    turns.filter(submission__in=queries.taken_back()).delete()
    _turn, made = Turn.objects.get_or_create(
        activity=activity, wave=wave, person=person, defaults={"submission": submission}
    )
    if not made:
        raise Refused(_("You have answered these questions this time already, so we cannot take a second set."))


def _earlier(submission: Submission) -> Turn | None:
    """A turn of the same account; whoever has none is new each time."""
    turns = Turn.objects.filter(activity=submission.activity, submission__participant=submission.participant_id)
    return turns.order_by("wave").first()


@action
def forget_erased(*, batch: int = 200) -> int:
    """Delete the closed answers of people who asked for everything to be erased.

    Returns:
        How many submissions; call until it returns 0.
    """
    asked = Withdrawal.objects.filter(kind=Withdrawal.Kind.ERASE).values("submission")
    found = list(
        ClosedAnswer.objects.filter(submission__in=asked).values_list("submission", flat=True).distinct()[:batch]
    )
    ClosedAnswer.objects.filter(submission__in=found).delete()
    return len(found)
