"""Commenting on an idea."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import NotFound, Refused
from throughline.envision.ideas import queries
from throughline.envision.ideas.actions.suggesting import give
from throughline.envision.ideas.models import Comment
from throughline.envision.seats.models import Seat
from throughline.programmes.models import Activity

KIND = "comment"


def taken(activity: Activity) -> bool:
    """Whether people may comment here."""
    return activity.settings.get("comments") != "no"


@action
def comment(*, seat: Seat, idea: str, words: str, once_key: str) -> Comment:
    """Say something about an idea. A moderator reads it before others do.

    Args:
        seat: who comments.
        idea: the idea's ref.
        words: the comment.
        once_key: the form's idempotency key; the same key again gives the same comment.

    Raises:
        NotFound: there is no such idea that people can see.
        Refused: comments are not taken here, the words are empty or too long, their author has not agreed that others
            may read them, or the activity is not open.
    """
    about = queries.one(activity=seat.activity_id, ref=idea)
    if about is None:
        raise NotFound(_("We could not find this idea. It may have been taken back."))
    if not taken(about.activity):
        raise Refused(_("Comments are not taken here."), field="words")
    added = give(seat=seat, kind=KIND, text=words, once_key=once_key)
    return Comment.objects.get_or_create(contribution=added, defaults={"idea": about})[0]
