"""The authority's side: a single-purpose link, an answer, and what was done since."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.core import audit, once, vault
from throughline.core.actions import Actor, action
from throughline.core.errors import NotFound, Refused
from throughline.evidence.actions import link
from throughline.people import outbox
from throughline.people.models import Account, Contact
from throughline.programmes.permissions import Duty, require
from throughline.recommend.models import Answer, AnswerLink, Progress, Recommendation

LINK_LIFE = timedelta(days=365)
TOKEN = 32  # hexadecimal digits: 128 bits
GONE = gettext_lazy("This link does not work any more. Ask the programme’s team for a new one.")


@action
def ask_authority(
    *, recommendation: Recommendation, sent_to: str, email: str, by: Account | None, once_key: str = ""
) -> str:
    """Send the authority its link. An earlier link stops working.

    Args:
        recommendation: a published one.
        sent_to: name and post of the person asked, shown in public.
        email: where the link goes, kept apart.
        by: who asks.
        once_key: the form's idempotency key. The same key again sends nothing and returns the same address.

    Returns:
        The whole address of the link; only a hash of its token is stored.

    Raises:
        Refused: the recommendation is not published, or nobody was named.
        NotAllowed: the person may not.
    """
    require(Duty.RECOMMEND, by=by, programme=recommendation.programme)
    if recommendation.status != Recommendation.Status.PUBLISHED:
        raise Refused(_("Publish the recommendation before you ask for an answer."))
    if not sent_to.strip():
        raise Refused(_("Enter the name and post of the person who must answer."), field="sent_to")
    # Derived from the form's key, so that a form sent again after a lost answer shows the same address.
    token = _token(recommendation, once_key) if once_key else vault.new_token()
    address = settings.SITE_URL + reverse("answer", args=[token])
    if once_key and not once.claim(scope=f"ask:{recommendation.ref}", key=once_key).first:
        return address
    now = timezone.now()
    recommendation.links.filter(revoked_at__isnull=True).update(revoked_at=now)
    contact = Contact.objects.for_email(email)
    link = AnswerLink.objects.create(
        recommendation=recommendation,
        token_hash=vault.token_hash(token),
        contact=contact,
        sent_to=sent_to.strip(),
        expires_at=now + LINK_LIFE,
    )
    _write_to(contact, link, address)
    audit.record(
        actor=by.actor() if by else Actor.system("recommend"),
        verb="recommend.ask-authority",
        target=f"recommendation:{recommendation.ref}",
    )
    return address


def _write_to(contact: Contact, link: AnswerLink, address: str) -> None:
    """The message with which the authority is asked."""
    assert link.recommendation.answer_due_on is not None, "a published recommendation has a date"
    outbox.send(
        contact=contact,
        kind="answer-request",
        subject=_("A recommendation that needs your answer"),
        body=_(
            "{sent_to}\n\nPeople who use and give care recommend: {title}\n\n"
            "Your answer is due by {due}. You can read the evidence and answer here, without an account:\n"
            "{address}\n\nThe answer, and the days until it comes, are public."
        ).format(
            sent_to=link.sent_to,
            title=link.recommendation.title,
            due=date_format(link.recommendation.answer_due_on, "j F Y"),
            address=address,
        ),
    )


def _token(recommendation: Recommendation, once_key: str) -> str:
    return vault.keyed_hash(f"{recommendation.ref}:{once_key}", purpose="answer.token").hex()[:TOKEN]


def open_link(token: str) -> AnswerLink:
    """The link of this token.

    Raises:
        NotFound: it is unknown, too old or was replaced; the message does not say which.
    """
    rows = AnswerLink.objects.select_related("recommendation__programme__organisation", "recommendation__authority")
    found = _working(rows).filter(token_hash=vault.token_hash(token)).first()
    if found is None:
        raise NotFound(GONE)
    return found


@action
def note_opened(*, through: AnswerLink) -> None:
    """Keep when the link was first opened, for the team. It may have been a mail scanner."""
    AnswerLink.objects.filter(pk=through.pk, opened_at__isnull=True).update(opened_at=timezone.now())


@action
def answer(
    *,
    through: AnswerLink,
    verdict: str,
    reason: str,
    passed_to: str = "",
    owner: str = "",
    start_on: date | None = None,
    due_on: date | None = None,
    once_key: str,
) -> Answer:
    """Answer for the authority. A later answer stands beside the earlier one, it does not replace it.

    Args:
        through: the opened link, which says who answers.
        verdict: an `Answer.Verdict`.
        reason: why.
        passed_to: whose matter it is, where it is “not ours”.
        owner: who will see to it, where it is accepted.
        start_on, due_on: from when and by when.
        once_key: the form's idempotency key.

    Raises:
        Refused: a part is missing; the message and field say which.
        NotFound: the link has been replaced meanwhile.
    """
    recommendation = through.recommendation
    _check_link(through)
    _check_answer(verdict, reason, passed_to, owner, start_on, due_on)
    claim = once.claim(scope=f"answer:{recommendation.ref}", key=once_key)
    if not claim.first:
        return Answer.objects.get(ref=claim.outcome)
    given = Answer.objects.create(
        recommendation=recommendation,
        verdict=verdict,
        reason=reason.strip(),
        passed_to=passed_to.strip(),
        owner=owner.strip(),
        start_on=start_on,
        due_on=due_on,
        answered_by=through.sent_to,
    )
    link(
        programme=recommendation.programme,
        start=("recommendation", recommendation.ref),
        end=("answer", given.ref),
        by=None,
    )
    _record(through, "recommend.answer", given.ref)
    claim.settle(given.ref)
    return given


@action
def report_progress(*, through: AnswerLink, state: str, words: str, once_key: str) -> Progress:
    """Say what has been done about the newest answer.

    Args:
        through: the opened link, which says who reports.
        state: a `Progress.State`.
        words: what has been done.
        once_key: the form's idempotency key.

    Raises:
        Refused: there is no answer yet, or a part is missing.
        NotFound: the link has been replaced meanwhile.
    """
    recommendation = through.recommendation
    _check_link(through)
    newest = recommendation.answers.order_by("-id").first()
    if newest is None:
        raise Refused(_("Answer first; then you can say what has been done."))
    if state not in Progress.State.values:
        raise Refused(_("Choose how it is going."), field="state")
    if not words.strip():
        raise Refused(_("Say what has been done."), field="words")
    claim = once.claim(scope=f"progress:{recommendation.ref}", key=once_key)
    if not claim.first:
        return Progress.objects.get(ref=claim.outcome)
    progress = Progress.objects.create(answer=newest, state=state, words=words.strip(), reported_by=through.sent_to)
    link(
        programme=recommendation.programme,
        start=("answer", newest.ref),
        end=("action", progress.ref),
        by=None,
    )
    _record(through, "recommend.report-progress", progress.ref)
    claim.settle(progress.ref)
    return progress


def _working(rows: QuerySet[AnswerLink]) -> QuerySet[AnswerLink]:
    return rows.filter(
        expires_at__gt=timezone.now(),
        revoked_at__isnull=True,
        recommendation__status=Recommendation.Status.PUBLISHED,
    )


def _check_link(through: AnswerLink) -> None:
    """Inside the transaction, because a newer link may have been sent since this one was opened."""
    if not _working(AnswerLink.objects.filter(pk=through.pk)).exists():
        raise NotFound(GONE)


def _check_answer(
    verdict: str, reason: str, passed_to: str, owner: str, start_on: date | None, due_on: date | None
) -> None:
    if verdict not in Answer.Verdict.values:
        raise Refused(_("Choose an answer."), field="verdict")
    if not reason.strip():
        raise Refused(_("Give your reason. It will be public."), field="reason")
    if verdict == Answer.Verdict.NOT_OURS and not passed_to.strip():
        raise Refused(_("Say whose matter it is and to whom you have passed it."), field="passed_to")
    accepted = verdict in (Answer.Verdict.ACCEPT, Answer.Verdict.PART)
    if accepted and not owner.strip():
        raise Refused(_("Name who will see that it is done."), field="owner")
    if accepted and due_on is None:
        raise Refused(_("Say by when it will be done."), field="due_on")
    if start_on and due_on and due_on < start_on:
        raise Refused(_("The date by which it is done must not be before the start."), field="due_on")


def _record(through: AnswerLink, verb: str, ref: str) -> None:
    audit.record(
        actor=Actor(kind="link", ref=through.recommendation.ref, label=through.sent_to),
        verb=verb,
        target=f"recommendation:{through.recommendation.ref}",
        detail={"ref": ref},
    )
