"""The only functions that change what people are asked about findings, and what they and the team say."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.analysis.disclosure import may_replace
from throughline.core import audit, once, vault
from throughline.core.actions import action
from throughline.core.errors import NotAllowed, Refused
from throughline.core.models import DataKey
from throughline.evidence.fairness import jobs, queries
from throughline.evidence.fairness.models import Judgement, Question
from throughline.evidence.models import Finding
from throughline.people import outbox
from throughline.people.models import Account, Contact, Message
from throughline.programmes.permissions import Duty, require
from throughline.voices.models import Participant

MOST_CHARACTERS = 5000


@action
def ask(*, finding: Finding, whom: str, by_mail: bool, by: Account, once_key: str) -> Question:
    """Ask people whether a finding is fair, on their own pages, and by e-mail those who agreed to that.

    Args:
        finding: a draft or a published one.
        whom: a `Question.Whom`.
        by_mail: whether to write to those who agreed to be contacted again.
        by: who asks.
        once_key: the form's idempotency key.

    Raises:
        Refused: it was asked before, the finding was taken back, or there is nobody to ask.
        NotAllowed: the person may not.
    """
    require(Duty.PUBLISH, by=by, programme=finding.programme)
    claim = once.claim(scope=f"fair-ask:{finding.ref}", key=once_key)
    if not claim.first:
        return Question.objects.get(ref=claim.outcome)
    finding = Finding.objects.select_for_update(of=("self",)).select_related("programme").get(pk=finding.pk)
    if finding.status == Finding.Status.RETRACTED:
        raise Refused(_("This finding has been taken back. Ask about the new version."))
    if Question.objects.filter(finding=finding).exists():
        raise Refused(_("Somebody has asked this already."))
    if whom not in Question.Whom.values:
        raise Refused(_("Choose whom to ask."), field="whom")
    asked = queries.people(finding, whom).count()
    if not asked:
        raise Refused(_("There is nobody to ask: no words in use have an author here."), field="whom")
    question = Question.objects.create(finding=finding, whom=whom, asked=asked, asked_by=by)
    if by_mail:
        jobs.tell_those_asked.enqueue(question.ref)
    audit.record(
        actor=by.actor(), verb="fairness.ask", target=f"finding:{finding.ref}", detail={"whom": whom, "mail": by_mail}
    )
    claim.settle(question.ref)
    return question


@action
def tell(*, question: Question, contact: Contact) -> Message | None:
    """Write to one person, once, that they are asked. The finding itself may be a draft, so it stays on the site.

    Returns:
        The queued message; None where this person was written to before.
    """
    programme = question.finding.programme
    return outbox.send(
        contact=contact,
        kind="fairness",
        subject=_("Is this fair? {title}").format(title=programme.title),
        body=_(
            "You took part in “{title}”. We have written down something that we learnt, and ask you whether it says "
            "fairly what you and others told us.\n\nOpen this with the six words of your receipt, or sign in with "
            "this email address:\n{address}\n\nWe write about this once only."
        ).format(title=programme.title, address=settings.SITE_URL + reverse("follow")),
        once=f"fair:{question.ref}:{contact.pk}",
    )


@action
def say(*, question: Question, participant: Participant, choice: str, words: str, once_key: str) -> Judgement:
    """Say whether a finding is fair, or change what was said. A changed judgement waits for an answer again.

    Args:
        question: what is asked.
        participant: who says so. The caller has checked that it is them.
        choice: a `Judgement.Choice`.
        words: why, if they say; sealed, and read by analysts only.
        once_key: the form's idempotency key.

    Raises:
        Refused: nothing was chosen, the words are too long, or the finding has been taken back.
        NotAllowed: this person is not among those asked.
    """
    if choice not in Judgement.Choice.values:
        raise Refused(_("Choose one of the answers."), field="choice")
    if len(words) > MOST_CHARACTERS:
        raise Refused(_("Use 5,000 characters or fewer."), field="words")
    # Two presses at once, or two windows: held by the question, so that figures are counted one after the other.
    question = Question.objects.select_for_update(of=("self",)).select_related("finding__programme").get(pk=question.pk)
    claim = once.claim(scope=f"fair:{question.ref}:{participant.ref}", key=once_key)
    if not claim.first:
        return Judgement.objects.get(question=question, participant=participant)
    if question.finding.status == Finding.Status.RETRACTED:
        raise Refused(_("This finding has been taken back meanwhile."))
    if not queries.people(question.finding, question.whom).filter(pk=participant.pk).exists():
        raise NotAllowed(_("You are not asked about this finding."))
    judgement = _say(question, participant, choice, words.strip())
    _show(question)
    return judgement


@action
def reply(*, judgement: Judgement, outcome: str, reason: str, by: Account, once_key: str) -> Judgement:
    """Answer somebody who said why a finding is not fair, or only partly. They read it on their own page.

    Args:
        judgement: what they said.
        outcome: a `Judgement.Outcome` other than waiting.
        reason: plain words for them; sealed, since it may quote them.
        by: who answers.
        once_key: the form's idempotency key.

    Raises:
        Refused: no outcome or reason, it was answered before, or they changed or erased their words meanwhile.
        NotAllowed: the person may not.
    """
    programme = judgement.question.finding.programme
    require(Duty.ANALYSE, by=by, programme=programme)
    if outcome not in Judgement.Outcome.values or outcome == Judgement.Outcome.WAITING:
        raise Refused(_("Choose what follows from it."), field="outcome")
    if not reason.strip():
        raise Refused(_("Say why. The author will read it."), field="reason")
    claim = once.claim(scope=f"fair-reply:{judgement.ref}", key=once_key)
    held = Judgement.objects.select_for_update(of=("self",)).select_related("data_key").get(pk=judgement.pk)
    if not claim.first:
        return held
    if held.replied_at is not None:
        raise Refused(_("Somebody else has answered this meanwhile."))
    if held.data_key is None or held.said_at != judgement.said_at:
        raise Refused(_("The author has changed or erased this meanwhile. Read it again before you answer."))
    held.reply = vault.seal(reason.strip(), key=held.data_key, context=held.context("reply"))
    held.outcome, held.replied_by, held.replied_at = outcome, by, timezone.now()
    held.save(update_fields=["reply", "outcome", "replied_by", "replied_at"])
    audit.record(actor=by.actor(), verb="fairness.reply", target=f"judgement:{held.ref}", detail={"outcome": outcome})
    return held


def _say(question: Question, participant: Participant, choice: str, words: str) -> Judgement:
    """Write the one row of this person; the caller holds the question."""
    rows = Judgement.objects.select_related("data_key")
    judgement = rows.filter(question=question, participant=participant).first()
    judgement = judgement or Judgement(question=question, participant=participant)
    before, judgement.data_key, judgement.words = judgement.data_key, None, None
    if words:
        key = judgement.data_key = DataKey.objects.new()
        judgement.words = vault.seal(words, key=key, context=judgement.context("words"))
    judgement.choice, judgement.said_at = choice, timezone.now()
    judgement.wording = queries.wording_of(question.finding)
    judgement.outcome, judgement.reply = Judgement.Outcome.WAITING, None
    judgement.replied_by, judgement.replied_at = None, None
    judgement.save()
    if before is not None:
        before.delete()  # what was said before cannot be read any more
    return judgement


def _show(question: Question) -> None:
    """Put the public figures up anew once enough people answered that nobody can be told from the difference."""
    now = queries.counts(question)
    if may_replace(_flat(question.shown), _flat(now)):
        question.shown = now
        question.save(update_fields=["shown"])


def _flat(counts: queries.Counts) -> dict[tuple[str, str], int]:
    return {(choice, slug): n for choice, row in counts.items() for slug, n in row.items()}
