"""Further words under what a person has sent before: a comment, a reason or a suggestion from somebody with a seat."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import once
from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.programmes.models import Activity
from throughline.voices.actions.receiving import Words, seal_contribution
from throughline.voices.models import ConsentRecord, Contribution, Submission, Withdrawal

AT_ONCE = 30
"""How many texts fit one call: what came of it is kept for whoever presses twice."""


@action
def add_words(*, submission: Submission, words: Sequence[Words], once_key: str) -> list[Contribution]:
    """Store further words of the person who sent a submission, once, under the consent that holds now.

    Args:
        submission: what the person sent. The caller has checked that it is theirs.
        words: the texts, at most `AT_ONCE`; blank ones are left out.
        once_key: the form's idempotency key. The same key again stores nothing and returns what the first time stored.

    Returns:
        The contributions, in the order of their words. They wait to be read like any other.

    Raises:
        Refused: the activity is not open, or the person has taken back what they gave here.
        ValueError: too many texts.
    """
    if len(words) > AT_ONCE:
        raise ValueError(f"at most {AT_ONCE} texts at once")
    claim = once.claim(scope=f"add-words:{submission.ref}", key=once_key)
    if not claim.first:
        return _stored(submission, claim.outcome)
    current = held(submission)
    added = Contribution.objects.bulk_create(_sealed(current, words, _standing(current)))
    if any(row.signals for row in added):
        from throughline.voices import jobs  # jobs knows the actions

        jobs.warn_moderators.enqueue(current.activity.programme.ref)
    claim.settle(",".join(row.ref for row in added))
    return added


def held(submission: Submission) -> Submission:
    """The submission as it is now, held until the end of the transaction.

    So that no further words come in between a withdrawal or change of consent and the words that it is about.
    """
    rows = Submission.objects.select_for_update(of=("self",)).select_related("activity__programme", "participant")
    return rows.get(pk=submission.pk)


def _standing(submission: Submission) -> Contribution.Standing:
    """What becomes of words added now: paused like the rest, where their author has paused it."""
    if submission.activity.status != Activity.Status.OPEN:
        raise Refused(_("This is closed now, so we could not take your words. They are still in your browser."))
    wishes = list(submission.withdrawals.order_by("id").values_list("kind", flat=True))
    if {Withdrawal.Kind.STOP, Withdrawal.Kind.ERASE} & set(wishes):
        raise Refused(_("You have taken back what you gave here, so you cannot add to it."))
    paused = wishes[-1:] == [Withdrawal.Kind.PAUSE]
    return Contribution.Standing.PAUSED if paused else Contribution.Standing.LIVE


def _sealed(submission: Submission, words: Sequence[Words], standing: Contribution.Standing) -> list[Contribution]:
    consent = ConsentRecord.objects.filter(submission=submission).latest("id").uses
    participant = submission.participant
    return [
        seal_contribution(
            text=text,
            labels=submission.labels,
            programme_id=submission.activity.programme_id,
            activity=submission.activity,
            submission=submission,
            participant=participant,
            constituency=participant.constituency,
            region_id=participant.region_id,
            given_on=timezone.localdate(),
            may_analyse=bool(consent.get("analyse")),
            may_quote=bool(consent.get("quote")),
            may_keep=bool(consent.get("keep")),
            standing=standing,
        )
        for text in words
        if text.text.strip()
    ]


def _stored(submission: Submission, outcome: str) -> list[Contribution]:
    refs = [ref for ref in outcome.split(",") if ref]
    found = {row.ref: row for row in submission.contributions.filter(ref__in=refs)}
    return [found[ref] for ref in refs if ref in found]
