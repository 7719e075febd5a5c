"""How long an answer has been due: counted in whole days, in public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.utils import timezone

from throughline.recommend.models import Answer, Progress, Recommendation


class Standing(Enum):
    """Where a published recommendation stands."""

    WAITING = "waiting"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    ACTION_LATE = "action-late"
    DONE = "done"


@dataclass(frozen=True)
class Clock:
    """Days, counted from today: silence since publication, and how far past its date it is."""

    standing: Standing
    days_of_silence: int
    days_overdue: int
    days_left: int


def read(
    recommendation: Recommendation,
    *,
    answer: Answer | None,
    progress: Progress | None,
    today: date | None = None,
) -> Clock:
    """The clock of a published recommendation.

    Args:
        recommendation: published, so it has a due date.
        answer: its newest answer.
        progress: the newest report on that answer.
        today: the day to count from; the local date by default.

    Returns:
        Silence is counted from the last thing the authority said, or from publication.
    """
    today = today or timezone.localdate()
    assert recommendation.published_at is not None
    assert recommendation.answer_due_on is not None
    last = recommendation.published_at
    if answer is not None:
        last = progress.reported_at if progress else answer.answered_at
    silence = max(0, (today - timezone.localdate(last)).days)
    due = _due(recommendation, answer, progress)
    overdue = max(0, (today - due).days) if due else 0
    left = max(0, (due - today).days) if due else 0
    return Clock(_standing(answer, progress, overdue), silence, overdue, left)


def _due(recommendation: Recommendation, answer: Answer | None, progress: Progress | None) -> date | None:
    """What is waited for next: an answer, or the end of what was accepted; nothing once it is refused or done."""
    if answer is None:
        return recommendation.answer_due_on
    accepted = answer.verdict in (Answer.Verdict.ACCEPT, Answer.Verdict.PART)
    done = progress is not None and progress.state == Progress.State.DONE
    return answer.due_on if accepted and not done else None


def _standing(answer: Answer | None, progress: Progress | None, overdue: int) -> Standing:
    if answer is None:
        return Standing.OVERDUE if overdue else Standing.WAITING
    if progress is not None and progress.state == Progress.State.DONE:
        return Standing.DONE
    return Standing.ACTION_LATE if overdue else Standing.ANSWERED
