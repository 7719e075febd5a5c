"""Questions to the lead, and the team's answers in public: to questions and to comments."""

from __future__ import annotations

from django.db.models import Q

from throughline.core.actions import action
from throughline.core.errors import NotFound
from throughline.envision.ideas.actions.suggesting import give
from throughline.envision.ideas.models import Question
from throughline.envision.seats.models import Seat
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.voices.actions.replies import reply
from throughline.voices.models import Contribution, PublicReply

KIND = "question"


@action
def ask(*, seat: Seat, words: str, once_key: str) -> Question:
    """Put a question to the lead. It counts as waiting from now on, also before a moderator has read it.

    Args:
        seat: who asks.
        words: the question.
        once_key: the form's idempotency key; the same key again gives the same question.

    Raises:
        Refused: it is empty or too long, its author has not agreed that others may read it, or the activity is not
            open.
    """
    added = give(seat=seat, kind=KIND, text=words, once_key=once_key)
    return Question.objects.get_or_create(contribution=added, defaults={"activity_id": seat.activity_id})[0]


@action
def answer(*, activity: Activity, said: str, words: str, by: Account, once_key: str) -> PublicReply:
    """Answer a question or a comment in public, or change the answer. Its author reads it on their own page too.

    Args:
        activity: where it was said.
        said: the ref of the words.
        words: the answer, in Markdown.
        by: who answers.
        once_key: the form's idempotency key.

    Raises:
        NotAllowed: the person may not.
        NotFound: there is no such question or comment here.
        Refused: no moderator has approved it, its author took it back, or the answer is empty.
    """
    here = Q(idea_question__activity=activity) | Q(idea_comment__idea__activity=activity)
    found = Contribution.objects.select_related("programme").filter(here, ref=said).first()
    if found is None:
        raise NotFound
    outcome = PublicReply.Outcome.ANSWERED
    return reply(contribution=found, outcome=outcome, words=words, by=by, once_key=once_key)
