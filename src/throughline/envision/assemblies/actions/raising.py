"""What the author of an issue does: raise it in a line, answer, tell more, object to its being joined, let it stay."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import once
from throughline.core.actions import action
from throughline.core.errors import NotFound, Refused
from throughline.envision.assemblies import queries
from throughline.envision.assemblies.models import Addition, Issue, RemitDecision
from throughline.envision.seats.actions import give_words
from throughline.envision.seats.models import Seat
from throughline.programmes.models import Activity

LONGEST_LINE, LONGEST = 200, 2000
KIND_OF_LINE = "issue"
State, Kind = Issue.State, Addition.Kind


@action
def raise_issue(*, seat: Seat, text: str, harm: str, once_key: str) -> Issue:
    """Raise an issue in a line. The team decides whether it can be raised here before anybody puts work into it.

    Args:
        seat: who raises it.
        text: what it is about.
        harm: whether somebody could come to harm, in its author's view: one of `Issue.Harm`.
        once_key: the form's idempotency key.

    Raises:
        Refused: it is empty or too long, the author has not agreed that others may read it, or nothing can be raised
            now.
    """
    charter = queries.charter_now(seat.activity)
    if charter is None:
        raise Refused(_("Nothing can be raised here yet."))
    if harm not in Issue.Harm.values:
        raise Refused(_("Say whether somebody could come to harm"), field="harm")
    added = give_words(seat=seat, kind=KIND_OF_LINE, text=text, longest=LONGEST_LINE, once_key=once_key)
    values = {
        "activity_id": seat.activity_id,
        "seat": seat,
        "charter": charter,
        "harm": harm,
        "waits_since": timezone.now(),
    }
    return Issue.objects.get_or_create(contribution=added, defaults=values)[0]


@action
def tell_more(*, seat: Seat, issue: str, kind: str, text: str, once_key: str) -> Addition:
    """Answer one of the questions about an issue of one's own that can be raised here.

    Args:
        seat: its author.
        issue: its ref.
        kind: which question: one of `queries.TOLD`.
        text: the answer.
        once_key: the form's idempotency key.

    Raises:
        NotFound: it is not theirs.
        Refused: it has not been accepted, or the words do not fit.
    """
    if kind not in queries.TOLD:
        raise NotFound
    claim = once.claim(scope=f"assemblies.tell-more:{seat.ref}:{issue}", key=once_key)
    if not claim.first:
        return Addition.objects.get(contribution__ref=claim.outcome)
    mine = _mine(seat, issue)
    if mine.state != State.GATHERING:
        raise Refused(_("You can tell us more as soon as we have said that it can be raised here."), field="words")
    return _add(seat, mine, kind, text, claim)


@action
def answer_team(*, seat: Seat, issue: str, text: str, once_key: str) -> Addition:
    """Answer what the team asked about an issue of one's own. The days until its decision begin anew.

    Raises as `tell_more`.
    """
    claim = once.claim(scope=f"assemblies.answer-team:{seat.ref}:{issue}", key=once_key)
    if not claim.first:
        return Addition.objects.get(contribution__ref=claim.outcome)
    mine = _mine(seat, issue)
    if mine.state != State.ASKED:
        raise Refused(_("The team has no open question about this issue."), field="words")
    added = _add(seat, mine, Kind.REPLY, text, claim)
    Issue.objects.filter(pk=mine.pk).update(state=State.RAISED, waits_since=timezone.now())
    return added


@action
def object_to_joining(*, seat: Seat, issue: str, text: str, once_key: str) -> Addition:
    """Say why one's own issue is not the same as the one it was joined with. The team has to decide again.

    Raises as `tell_more`.
    """
    claim = once.claim(scope=f"assemblies.object-to-joining:{seat.ref}:{issue}", key=once_key)
    if not claim.first:
        return Addition.objects.get(contribution__ref=claim.outcome)
    mine = _mine(seat, issue)
    if mine.state != State.MERGED or mine.waits_since is not None:
        raise Refused(_("There is nothing to object to now."), field="words")
    if RemitDecision.objects.filter(issue=mine, outcome=RemitDecision.Outcome.MERGE).count() > 1:
        raise Refused(_("The team has looked at this a second time, and has given its reason."), field="words")
    added = _add(seat, mine, Kind.OBJECTION, text, claim)
    Issue.objects.filter(pk=mine.pk).update(waits_since=timezone.now())
    return added


@action
def let_it_stay(*, seat: Seat, issue: str, once_key: str) -> None:
    """Gather support for an issue of one's own once more, after an assembly did not take it up.

    Its supporters stay. It keeps the terms under which it was raised.

    Raises:
        NotFound: it is not theirs.
        Refused: it was not turned down, or nothing is taken in now.
    """
    mine = _mine(seat, issue)
    if not once.claim(scope=f"assemblies.stay:{mine.ref}", key=once_key).first:
        return
    if Activity.objects.filter(pk=seat.activity_id).exclude(status=Activity.Status.OPEN).exists():
        raise Refused(_("This is closed now, so it cannot go on."))
    if mine.state != State.NOT_CHOSEN:
        raise Refused(_("Only an issue that was not chosen can stay for the next time."))
    until = timezone.localdate() + timedelta(days=mine.charter.terms.gather_days)
    Issue.objects.filter(pk=mine.pk).update(state=State.GATHERING, gathers_until=until, rounds=mine.rounds + 1)


def _mine(seat: Seat, ref: str) -> Issue:
    """An issue of this seat's, held until the end of the transaction."""
    rows = Issue.objects.select_for_update(of=("self",)).select_related("charter")
    found = rows.filter(seat=seat, ref=ref).first()
    if found is None:
        raise NotFound
    return found


def _add(seat: Seat, issue: Issue, kind: str, text: str, claim: once.Claim) -> Addition:
    words_key = claim.key.hex()
    added = give_words(seat=seat, kind=f"issue-{kind}", text=text, longest=LONGEST, once_key=words_key)
    claim.settle(added.ref)
    return Addition.objects.create(contribution=added, issue=issue, seat=seat, kind=kind)
