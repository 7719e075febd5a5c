"""What moderators decide. Nothing a person wrote is public before one of these says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once, vault
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.language import redaction
from throughline.people.models import Account
from throughline.programmes.permissions import Duty, require
from throughline.voices import rules
from throughline.voices.models import AuthorReply, Contribution, Decision

Outcome = Contribution.Moderation
PUBLIC = (Outcome.GREEN, Outcome.AMBER)


@dataclass(frozen=True)
class Removal:
    """A stretch of the words, in characters from their start, that others do not see, and what kind it is."""

    start: int
    end: int
    kind: str


@action
def mark_read(*, contribution: Contribution, by: Account) -> None:
    """Keep who first read these words, and when.

    Raises:
        NotAllowed: the person has no duty to read them.
    """
    require(Duty.READ_WORDS, by=by, programme=contribution.programme)
    unread = Contribution.objects.filter(pk=contribution.pk, first_read_at__isnull=True)
    unread.update(first_read_at=timezone.now(), first_read_by=by)


@action
def decide(
    *,
    contribution: Contribution,
    outcome: str,
    rule: str = "",
    reason: str = "",
    removals: Sequence[Removal] = (),
    labels: Sequence[str] = (),
    by: Account | None,
    once_key: str,
) -> Decision:
    """Decide on one contribution. The newest decision holds; earlier ones stay in its history.

    Args:
        contribution: the words.
        outcome: green, amber (approved with removals), red (not published) or second (a second opinion).
        rule: slug of the public rule that was broken; required for amber and red.
        reason: plain words to the author.
        removals: what others do not see.
        labels: content labels, so that readers can choose.
        by: the moderator; None for the system.
        once_key: the form's idempotency key.

    Raises:
        Refused: a rule is missing or unknown, the words are withdrawn, or the second opinion is one's own.
        NotAllowed: the person may not.
    """
    require(Duty.MODERATE, by=by, programme=contribution.programme)
    claim = once.claim(scope=f"decide:{contribution.ref}", key=once_key)
    if not claim.first:
        return Decision.objects.get(ref=claim.outcome)
    _check(contribution, outcome, rule, removals, by)
    decision = Decision.objects.create(
        contribution=contribution,
        outcome=outcome,
        rule=rule,
        reason=reason.strip(),
        removed=[{"kind": one.kind, "start": one.start, "end": one.end} for one in removals],
        labels=list(labels),
        decided_by=by,
    )
    contribution.moderation, contribution.labels = outcome, list(labels)
    contribution.public_words = _public_words(contribution, removals) if outcome in PUBLIC else None
    if contribution.first_read_at is None:
        contribution.first_read_at, contribution.first_read_by = timezone.now(), by
    contribution.save(update_fields=["moderation", "labels", "public_words", "first_read_at", "first_read_by"])
    audit.record(
        actor=by.actor() if by else Actor.system("voices"),
        verb=f"voices.decide-{outcome}",
        target=f"contribution:{contribution.ref}",
        detail={"rule": rule} if rule else None,
    )
    claim.settle(decision.ref)
    return decision


@action
def reply_to_decision(*, decision: Decision, words: str, once_key: str) -> AuthorReply:
    """Keep what the author says about a decision; the words go back to the queue.

    Args:
        decision: the newest one on the author's own words; the caller has checked that it is theirs.
        words: what they say.
        once_key: the form's idempotency key.

    Raises:
        Refused: there are no words.
    """
    if not words.strip():
        raise Refused(_("Write what you want to say about this decision."), field="words")
    claim = once.claim(scope=f"decision-reply:{decision.ref}", key=once_key)
    if not claim.first:
        return AuthorReply.objects.get(ref=claim.outcome)
    ref, key = new_ref(), DataKey.objects.new()
    reply = AuthorReply.objects.create(
        ref=ref,
        decision=decision,
        data_key=key,
        words=vault.seal(words.strip(), key=key, context=f"voices.authorreply:{ref}:words"),
    )
    if decision.contribution.moderation == Outcome.RED:
        Contribution.objects.filter(pk=decision.contribution_id).update(moderation=Outcome.SECOND)
    claim.settle(ref)
    return reply


def _check(
    contribution: Contribution, outcome: str, rule: str, removals: Sequence[Removal], by: Account | None
) -> None:
    if contribution.standing in (Contribution.Standing.STOPPED, Contribution.Standing.ERASED):
        raise Refused(_("The author has taken these words back."))
    if outcome not in Outcome.values or outcome == Outcome.WAITING:
        raise Refused(_("Choose a decision."), field="outcome")
    if outcome in (Outcome.AMBER, Outcome.RED) and rule not in rules.BY_SLUG:
        raise Refused(_("Choose the rule that was broken. The author will see it."), field="rule")
    if outcome == Outcome.GREEN and removals and rule not in ("", *rules.BY_SLUG):
        raise Refused(_("Choose a rule from the list."), field="rule")
    if contribution.moderation == Outcome.SECOND and by is not None:
        last = contribution.decisions.order_by("-id").first()
        if last is not None and last.decided_by_id == by.pk and outcome != Outcome.SECOND:
            raise Refused(_("A second opinion must come from somebody else."), field="outcome")


def _public_words(contribution: Contribution, removals: Sequence[Removal]) -> bytes:
    key = contribution.data_key
    text = vault.unseal(bytes(contribution.words), key=key, context=contribution.context("words"))
    for one in removals:
        if not 0 <= one.start < one.end <= len(text):
            raise Refused(_("A removal lies outside the words. Reload the page and try again."))
    shown = redaction.apply(text, [_mark(one) for one in removals])
    return vault.seal(shown, key=key, context=contribution.context("public_words"))


def _mark(one: Removal) -> redaction.Proposal:
    """What a person took out carries full certainty; a kind that software does not know is only “removed”."""
    replacement = redaction.REPLACEMENTS.get(one.kind, _("[removed]"))
    return redaction.Proposal(one.kind, one.start, one.end, 1.0, replacement)
