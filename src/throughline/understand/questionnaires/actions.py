"""What changes a questionnaire and its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require
from throughline.understand.questionnaires.models import ClosedAnswer
from throughline.understand.questionnaires.questions import Question, dump, parse, problems
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
        answers: the answers of the shared steps, as `voices.part.actions.send` takes them.

    Raises:
        Refused: the activity is not open, or reading was not agreed to.
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
    return received


def _rows(submission: Submission, questions: Sequence[Question], given: Mapping[str, Any]) -> Iterator[ClosedAnswer]:
    for question in questions:
        answer = given.get(question.slug)
        if question.closed and answer:
            for value in answer if isinstance(answer, list) else [answer]:
                yield ClosedAnswer(submission=submission, question=question.slug, value=value)


@action
def put_question(
    *, activity: Activity, question: Question, replaces: str = "", by: Account | None, once_key: str
) -> None:
    """Add a question at the end, or put it in the place of another (`replaces`, its slug).

    Raises:
        Refused: the questionnaire has opened, or its questions would not fit together.
        NotAllowed: the account may not.
    """
    current = _begin("put", activity, by, once_key)
    if current is None:
        return
    questions = parse(current.settings.get("questions", ()))
    if replaces:
        questions = [question if one.slug == replaces else one for one in questions]
    else:
        questions.append(question)
    _store(current, questions, by, f"question {question.slug}")


@action
def remove_question(*, activity: Activity, slug: str, by: Account | None, once_key: str) -> None:
    """Take a question out. Raises as `put_question`."""
    current = _begin("remove", activity, by, once_key)
    if current is not None:
        questions = [one for one in parse(current.settings.get("questions", ())) if one.slug != slug]
        _store(current, questions, by, f"without {slug}")


@action
def move_question(*, activity: Activity, slug: str, by_places: int, by: Account | None, once_key: str) -> None:
    """Move a question up (−1) or down (+1). Raises as `put_question`."""
    current = _begin("move", activity, by, once_key)
    if current is None:
        return
    questions = parse(current.settings.get("questions", ()))
    place = next((n for n, one in enumerate(questions) if one.slug == slug), None)
    if place is None or not 0 <= place + by_places < len(questions):
        return
    questions.insert(place + by_places, questions.pop(place))
    _store(current, questions, by, f"moved {slug}")


def _begin(verb: str, activity: Activity, by: Account | None, once_key: str) -> Activity | None:
    """The activity, held against other changes; None if this form was sent before."""
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    if not once.claim(scope=f"questionnaires.{verb}:{activity.ref}", key=once_key).first:
        return None
    current = Activity.objects.select_for_update().get(pk=activity.pk)
    if current.status != Activity.Status.DRAFT:
        raise Refused(_("People may have answered already, so the questions cannot be changed any more."))
    return current


def _store(activity: Activity, questions: Sequence[Question], by: Account | None, what: str) -> None:
    wrong = problems(questions)
    if wrong:
        raise Refused(" ".join(wrong))
    activity.settings = activity.settings | {"questions": [dump(question) for question in questions]}
    activity.save(update_fields=["settings"])
    audit.record(
        actor=by.actor() if by else Actor.system("questionnaires"),
        verb="questionnaires.change-questions",
        target=f"activity:{activity.ref}",
        detail={"change": what},
    )


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
