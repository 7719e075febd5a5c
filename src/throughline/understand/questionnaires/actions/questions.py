"""What changes the questions of a questionnaire that has not opened."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require
from throughline.understand.questionnaires.questions import Question, dump, parse, problems


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
