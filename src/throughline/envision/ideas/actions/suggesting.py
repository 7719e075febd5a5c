"""Suggesting an idea, and giving any other words that others are to read."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.envision.ideas.models import TITLE, WORDS, Idea
from throughline.envision.seats.models import Seat
from throughline.voices import queries as voices
from throughline.voices.actions import Words, add_words
from throughline.voices.models import Contribution

KIND = "idea"


@action
def suggest(*, seat: Seat, title: str, words: str, once_key: str) -> Idea:
    """Suggest an idea. A moderator reads it before others do.

    Args:
        seat: who suggests it.
        title: what it is, in one line.
        words: more about it, if they like.
        once_key: the form's idempotency key; the same key again gives the same idea.

    Raises:
        Refused: there is no title, something is too long, its author has not agreed that others may read it, or the
            activity is not open.
    """
    first = " ".join(title.split())
    if not first:
        raise Refused(_("Say in one line what your idea is"), field="title")
    if len(first) > TITLE:
        raise Refused(_("Use at most {most} characters.").format(most=TITLE), field="title")
    if len(words) > WORDS:
        raise Refused(_("Use at most {most} characters.").format(most=WORDS), field="words")
    added = give(seat=seat, kind=KIND, text=f"{first}\n\n{words.strip()}".strip(), once_key=once_key, field="title")
    return Idea.objects.get_or_create(contribution=added, defaults={"activity_id": seat.activity_id})[0]


def give(*, seat: Seat, kind: str, text: str, once_key: str, field: str = "words") -> Contribution:
    """Add words that others are to read, within the caller's action.

    Args:
        seat: who gives them.
        kind: what they are, as `Contribution.kind`.
        text: the words; the caller has checked an idea's length.
        once_key: the form's idempotency key.
        field: of the form, beside which a refusal stands.

    Raises:
        Refused: they are empty or too long, their author has not agreed that others may read them, or the activity is
            not open.
    """
    words = text.strip()
    if not words:
        raise Refused(_("Write a few words"), field=field)
    if len(words) > WORDS and kind != KIND:
        raise Refused(_("Use at most {most} characters.").format(most=WORDS), field=field)
    agreed = voices.consent_now(seat.submission)
    if not (agreed.get("quote") and agreed.get("analyse")):
        said = _("Others can only answer this if they may read it. Change what you agreed to first.")
        raise Refused(said, field=field)
    (added,) = add_words(submission=seat.submission, words=[Words(kind, "", words)], once_key=f"{kind}:{once_key}")
    return added
