"""People who answered in one wave or another, quickly."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from tests.support import factories

from throughline.programmes.models import Activity
from throughline.understand.questionnaires import actions
from throughline.understand.questionnaires.models import ClosedAnswer, Turn, Wave
from throughline.voices.models import Submission


def answered(
    activity: Activity,
    wave: int,
    people: int,
    value: str,
    *,
    constituency: str = "patients",
    persons: Sequence[Submission] = (),
) -> list[Submission]:
    """That many people answer “called” in a wave; `persons`: whose turns these are, by their first submission."""
    made = []
    for number in range(people):
        submission = factories.make_submission(activity, constituency=constituency)
        person = persons[number].ref if persons else submission.ref
        Turn.objects.filter(submission=submission).update(wave=wave, person=person)
        ClosedAnswer.objects.create(submission=submission, question="called", value=value)
        made.append(submission)
    return made


def ask_again(activity: Activity) -> Wave | None:
    """A further wave that opens at once."""
    today, key = timezone.localdate(), secrets.token_hex(16)
    closes = today + timedelta(days=9)
    return actions.plan_wave(activity=activity, opens_on=today, closes_on=closes, by=None, once_key=key)
