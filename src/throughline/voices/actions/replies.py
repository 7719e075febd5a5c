"""The team's answer, in public, to one suggestion or comment."""

from __future__ import annotations

import secrets

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.people.models import Account
from throughline.programmes.permissions import Duty, require
from throughline.voices.models import Contribution, PublicReply

READABLE = (Contribution.Moderation.GREEN, Contribution.Moderation.AMBER)


@action
def reply(
    *, contribution: Contribution, outcome: str, words: str, by: Account | None, once_key: str = ""
) -> PublicReply:
    """Answer words in public, or change the answer.

    Args:
        contribution: words that a moderator approved and their author has not taken back.
        outcome: one of `PublicReply.Outcome`.
        words: the answer with its reason, in Markdown.
        once_key: the form's key; the same key again gives the same answer.

    Raises:
        NotAllowed: the account has no role that answers.
        Refused: the words are not approved, or not in use any more; or the answer is empty.
    """
    require(Duty.REPLY, by=by, programme=contribution.programme)
    claim = once.claim(
        scope=f"voices.reply:{contribution.ref}:{by.ref if by else ''}", key=once_key or secrets.token_hex(16)
    )
    if not claim.first:
        return PublicReply.objects.get(ref=claim.outcome)
    row = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if row.moderation not in READABLE:
        raise Refused(_("A moderator has to approve these words before you can answer them."))
    if row.standing != Contribution.Standing.LIVE:
        raise Refused(_("Their author has taken these words back."))
    if not words.strip():
        raise Refused(_("Write the answer, with the reason for it"), field="words")
    values = {"outcome": PublicReply.Outcome(outcome), "words": words.strip(), "replied_by": by}
    answer, made = PublicReply.objects.update_or_create(
        contribution=row, defaults={**values, "replied_at": timezone.now()}
    )
    claim.settle(answer.ref)
    audit.record(
        actor=by.actor() if by else Actor.system("voices"),
        verb="voices.reply" if made else "voices.change-reply",
        target=f"contribution:{row.ref}",
        detail={"outcome": str(outcome)},
    )
    return answer
