"""Authors may say why a change does not do their idea justice; the team answers each."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once, vault
from throughline.core.actions import action
from throughline.core.errors import NotAllowed, NotFound, Refused
from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.envision.ideas import lineage
from throughline.envision.ideas.actions.telling import tell_of_answer
from throughline.envision.ideas.models import WORDS, Change, Objection
from throughline.envision.seats.models import Seat
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require


@action
def object_to(*, seat: Seat, change: str, words: str, once_key: str) -> Objection:
    """Say why a change does not do one's own idea justice; also after the activity has closed. For the team alone.

    Args:
        seat: who says so.
        change: the ref of the change.
        words: why; sealed.
        once_key: the form's idempotency key; the same key again gives the same objection.

    Raises:
        NotFound: there is no such change here.
        NotAllowed: the change is not about an idea of theirs.
        Refused: the words are empty or too long, the change was undone, or they have objected before.
    """
    row = Change.objects.filter(activity=seat.activity_id, ref=change).first()
    if row is None:
        raise NotFound
    if seat.submission_id not in lineage.concerned(row):
        raise NotAllowed(_("This step is not about an idea of yours."))
    if not words.strip():
        raise Refused(_("Say what is wrong with it"), field="words")
    if len(words) > WORDS:
        raise Refused(_("Use at most {most} characters.").format(most=WORDS), field="words")
    claim = once.claim(scope=f"ideas.object:{row.ref}:{seat.ref}", key=once_key)
    if not claim.first:
        return Objection.objects.get(ref=claim.outcome)
    held = Change.objects.select_for_update().get(pk=row.pk)  # two windows at once: one after the other
    if held.undone_at is not None:
        raise Refused(_("The team has undone this step meanwhile."))
    if Objection.objects.filter(change=held, seat=seat).exists():
        raise Refused(_("You have said so before. The team answers you on your own page."), field="words")
    objection = Objection(ref=new_ref(), change=held, seat=seat, data_key=DataKey.objects.new())
    objection.words = vault.seal(words.strip(), key=objection.data_key, context=objection.context("words"))
    objection.save()
    claim.settle(objection.ref)
    return objection


@action
def answer_objection(*, activity: Activity, objection: str, words: str, by: Account, once_key: str) -> Objection:
    """Answer somebody who objected. They alone read it, on their own page.

    Args:
        activity: where the change was made.
        objection: its ref.
        words: the answer; sealed, since it may quote them.
        by: who answers.
        once_key: the form's idempotency key.

    Raises:
        NotAllowed: the person may not.
        NotFound: there is no such objection here, or its author has taken it back.
        Refused: the answer is empty or too long, or somebody has answered before.
    """
    require(Duty.REPLY, by=by, programme=activity.programme)
    rows = Objection.objects.select_for_update(of=("self",)).select_related("data_key", "change__activity", "seat")
    held = rows.filter(change__activity=activity, ref=objection).first()
    if held is None:
        raise NotFound
    if not once.claim(scope=f"ideas.answer-objection:{held.ref}", key=once_key).first:
        return held
    if not words.strip():
        raise Refused(_("Write the answer, with the reason for it"), field="words")
    if len(words) > WORDS:
        raise Refused(_("Use at most {most} characters.").format(most=WORDS), field="words")
    if held.replied_at is not None:
        raise Refused(_("Somebody has answered this before."), field="words")
    held.reply = vault.seal(words.strip(), key=held.data_key, context=held.context("reply"))
    held.replied_by, held.replied_at = by, timezone.now()
    held.save(update_fields=["reply", "replied_by", "replied_at"])
    tell_of_answer(held)
    audit.record(actor=by.actor(), verb="ideas.answer-objection", target=f"idea-objection:{held.ref}", detail={})
    return held
