"""What is so before a journey begins."""

from collections.abc import Mapping
from typing import Any

from tests.evidence.conftest import Line, make_line
from tests.support.factories import make_activity, make_contribution, make_programme
from tests.understand.questionnaires.questions import QUESTIONS

from throughline.programmes.models import Activity, Programme


def an_open_programme(settings: Mapping[str, Any] | None = None, **columns: Any) -> tuple[Programme, Activity]:
    """A programme that is open, with a story call, and a question about age."""
    programme = make_programme(about_questions=["age"], **columns)
    return programme, make_activity(programme=programme, title="Tell us what happened", settings=dict(settings or {}))


def a_questionnaire() -> tuple[Programme, Activity]:
    """An open programme with a questionnaire that branches two levels deep."""
    programme = make_programme()
    settings = {"questions": QUESTIONS}
    return programme, make_activity(
        programme=programme, method="questionnaires", title="Three questions", settings=settings
    )


def walked() -> Line:
    """A programme that went all the way: words of all three groups, a theme, a finding, an answer, an action."""
    activity = make_activity()
    spoken = {"patients": 12, "staff": 9, "policy": 3}
    rows = [
        make_contribution(activity=activity, text=f"The phone rings and rings, {who} {n}.", constituency=who)
        for who, number in spoken.items()
        for n in range(number)
    ]
    return make_line(rows, activity)
