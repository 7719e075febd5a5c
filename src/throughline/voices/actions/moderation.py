"""What moderators decide. Nothing a person wrote is public before one of these says so."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once, vault
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.people.models import Account
from throughline.programmes.permissions import Duty, require
from throughline.voices import rules
from throughline.voices.actions.hearing import decide_hearing, held_for
from throughline.voices.actions.holding import ask_for_second, check_hold
from throughline.voices.actions.routing import check_kinds, open_routes
from throughline.voices.labels import in_order
from throughline.voices.models import AuthorReply, Contribution, Decision, Hold, SecondOpinion
from throughline.voices.moderation import removing
from throughline.voices.moderation.removing import Removal

__all__ = ["Removal", "decide", "mark_read", "reply_to_decision"]

Outcome = Contribution.Moderation
Standing = Contribution.Standing
PUBLIC = (Outcome.GREEN, Outcome.AMBER)


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
    routes: Sequence[str] = (),
    hear: bool | None = None,
    hear_reason: str = "",
    seen: str | None = None,
    by: Account | None,
    once_key: str,
) -> Decision:
    """Decide on one contribution. The newest decision holds; earlier ones stay in its history.

    Args:
        contribution: the words. It is read again under a lock, so that a withdrawal made meanwhile is respected.
        outcome: green, amber (approved with a change), red (not published) or second (a second opinion).
        rule: slug of the public rule that was broken; required for amber and red.
        reason: plain words to the author.
        removals: what others do not see, where the outcome is green or amber.
        labels: content labels, so that readers can choose.
        routes: who has to act on the words (`RouteKind`); what is open already stays open.
        hear: whether the recording of words that are published as they are is published too; None where there is none.
        hear_reason: why not, in plain words to the author.
        seen: ref of the newest decision that the moderator had before them, "" where there was none; None
            decides whatever happened meanwhile.
        by: the moderator; None for the system.
        once_key: the form's idempotency key.

    Raises:
        Refused: a rule is missing or unknown, the words are withdrawn or paused, somebody else has decided
            meanwhile or has them open to decide on, the second opinion is one's own, or a recording was not decided on.
        NotAllowed: the person may not.
    """
    require(Duty.MODERATE, by=by, programme=contribution.programme)
    claim = once.claim(scope=f"decide:{contribution.ref}", key=once_key)
    if not claim.first:
        return Decision.objects.get(ref=claim.outcome)
    recording = held_for(contribution)
    _lock(contribution)
    _check_standing(contribution)
    _check_outcome(outcome, rule)
    check_kinds(routes)
    _check_order(contribution, outcome, seen, by)
    check_hold(contribution, by)
    # Where nothing is published nothing was taken out, and the author is not told that it was.
    removals = removing.join(removals) if outcome in PUBLIC else []
    contribution.public_words = _public_words(contribution, removals) if outcome in PUBLIC else None
    decision = Decision.objects.create(
        contribution=contribution,
        outcome=outcome,
        rule=rule,
        reason=reason.strip(),
        removed=[{"kind": one.kind, "start": one.start, "end": one.end} for one in removals],
        labels=list(labels),
        decided_by=by,
    )
    _apply(decision, contribution)
    if recording is not None:
        decide_hearing(recording, decision, publish=hear, reason=hear_reason, by=by)
    open_routes(contribution, routes, by)
    audit.record(
        actor=by.actor() if by else Actor.system("voices"),
        verb=f"voices.decide-{outcome}",
        target=f"contribution:{contribution.ref}",
        detail={"rule": rule} if rule else None,
    )
    claim.settle(decision.ref)
    return decision


def _apply(decision: Decision, contribution: Contribution) -> None:
    """Let the words stand as decided."""
    asked = contribution.submission.labels if contribution.submission else []
    # Moderators may add to what the author warns of; they take nothing away from it.
    contribution.moderation, contribution.labels = decision.outcome, in_order([*asked, *decision.labels])
    if contribution.first_read_at is None and decision.decided_by is not None:
        # The very moment of the decision: a little later, and its author would read “approved”, then “read”.
        contribution.first_read_at, contribution.first_read_by = decision.decided_at, decision.decided_by
    contribution.save(update_fields=["moderation", "labels", "public_words", "first_read_at", "first_read_by"])
    Hold.objects.filter(contribution=contribution).delete()
    if decision.outcome == Outcome.SECOND:
        ask_for_second(contribution)
    else:
        SecondOpinion.objects.filter(contribution=contribution).delete()


@action
def reply_to_decision(*, decision: Decision, words: str, once_key: str) -> AuthorReply:
    """Keep what the author says about a decision; words that were not published go back to the queue, where
    somebody else than the first moderator decides.

    Args:
        decision: one on the author's own words; the caller has checked that it is theirs.
        words: what they say.
        once_key: the form's idempotency key.

    Raises:
        Refused: there are no words, or the author has taken back what the decision was about.
    """
    if not words.strip():
        raise Refused(_("Write what you want to say about this decision."), field="words")
    claim = once.claim(scope=f"decision-reply:{decision.ref}", key=once_key)
    if not claim.first:
        return AuthorReply.objects.get(ref=claim.outcome)
    contribution = decision.contribution
    _lock(contribution)
    if contribution.standing in (Standing.STOPPED, Standing.ERASED):
        raise Refused(_("You have taken these words back, so there is nothing left to decide."))
    ref, key = new_ref(), DataKey.objects.new()
    reply = AuthorReply.objects.create(
        ref=ref,
        decision=decision,
        data_key=key,
        words=vault.seal(words.strip(), key=key, context=reply_context(ref)),
    )
    if contribution.moderation == Outcome.RED:
        contribution.moderation = Outcome.SECOND
        contribution.save(update_fields=["moderation"])
        ask_for_second(contribution, for_author=True)
    claim.settle(ref)
    return reply


def reply_context(ref: str) -> str:
    """The associated data that binds an author's reply to its row."""
    return f"voices.authorreply:{ref}:words"


def _lock(contribution: Contribution) -> None:
    """Read the row again and hold it: it may have been withdrawn, or decided on, since it was loaded."""
    rows = Contribution.objects.select_for_update(of=("self",)).select_related("programme", "data_key")
    contribution.refresh_from_db(from_queryset=rows)


def _check_standing(contribution: Contribution) -> None:
    if contribution.standing == Standing.PAUSED:
        raise Refused(_("The author has paused the use of these words."))
    if contribution.standing != Standing.LIVE:
        raise Refused(_("The author has taken these words back."))


def _check_outcome(outcome: str, rule: str) -> None:
    if outcome not in Outcome.values or outcome == Outcome.WAITING:
        raise Refused(_("Choose a decision."), field="outcome")
    if outcome in (Outcome.AMBER, Outcome.RED) and rule not in rules.BY_SLUG:
        raise Refused(_("Choose the rule that was broken. The author will see it."), field="rule")
    if rule and rule not in rules.BY_SLUG:
        raise Refused(_("Choose a rule from the list."), field="rule")
    if outcome == Outcome.AMBER and not rules.rule(rule).amber:
        raise Refused(_("Words that break this rule are never published. Choose red, or another rule."), field="rule")


def _check_order(contribution: Contribution, outcome: str, seen: str | None, by: Account | None) -> None:
    last = contribution.decisions.order_by("-id").first()
    if seen is not None and seen != (last.ref if last else ""):
        raise Refused(_("Somebody else has decided on these words meanwhile. Look at them again."))
    own = last is not None and by is not None and last.decided_by_id == by.pk
    if own and outcome != Outcome.SECOND and waits_for_somebody_else(contribution):
        raise Refused(_("A second opinion must come from somebody else."), field="outcome")


def waits_for_somebody_else(contribution: Contribution) -> bool:
    """Whether whoever decided last may not decide now: a second opinion was asked for and is still awaited, or
    the author's reply asked for it, which lasts however long nobody gives it.
    """
    if contribution.moderation == Outcome.SECOND:
        return True
    return SecondOpinion.objects.filter(contribution=contribution, for_author=True).exists()


def _public_words(contribution: Contribution, removals: Sequence[Removal]) -> bytes:
    key = contribution.data_key
    text = vault.unseal(bytes(contribution.words), key=key, context=contribution.context("words"))
    try:
        shown = removing.public_text(text, removals)
    except ValueError:
        raise Refused(_("A removal lies outside the words. Reload the page and try again.")) from None
    assert key is not None
    return vault.seal(shown, key=key, context=contribution.context("public_words"))
