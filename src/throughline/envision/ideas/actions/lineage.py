"""Joining, splitting and carrying ideas forward: each step keeps its reason, is told to authors, and can be undone."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import action
from throughline.core.errors import NotFound, Refused
from throughline.envision.ideas import queries
from throughline.envision.ideas.actions.telling import tell_of_change
from throughline.envision.ideas.models import TITLE, WORDS, Change, Idea, Trace
from throughline.evidence.actions import link, unlink
from throughline.people.models import Account
from throughline.programmes.models import Activity, StageKind
from throughline.programmes.permissions import Duty, allowed, require

MOST_JOINED, MOST_PARTS = 30, 8
Parts = Sequence[tuple[str, str]]
"""(title, words) of each part."""


@action
def merge(
    *, activity: Activity, ideas: Sequence[str], title: str, words: str, reason: str, by: Account, once_key: str
) -> Change:
    """Join several ideas into one. They stay on record, and the new one says what it was made from.

    Args:
        activity: where they stand.
        ideas: their refs.
        title, words: of the new idea, as everybody reads them.
        reason: why, as everybody reads it.
        by: who joins them.
        once_key: the form's idempotency key; the same key again gives the same change.

    Raises:
        NotAllowed: the person may not.
        NotFound: one of them is not here, or cannot be shown.
        Refused: fewer than two different ones, one is part of another already, or words are missing or too long.
    """
    claim = _begin(activity, "merge", by, once_key)
    if not claim.first:
        return Change.objects.get(ref=claim.outcome)
    chosen = list(dict.fromkeys(ideas))
    if len(chosen) < 2:
        raise Refused(_("Choose at least two different ideas. An idea cannot be joined with itself."))
    if len(chosen) > MOST_JOINED:
        raise Refused(_("Join at most {most} ideas at once.").format(most=MOST_JOINED))
    before = [_standing(activity, ref) for ref in chosen]
    made = _made(activity, [(title, words)], field="title")
    change = _change(activity, Change.Kind.MERGE, reason, by)
    Trace.objects.bulk_create([Trace(change=change, from_idea=one, to_idea=made[0]) for one in before])
    return _finish(change, by, claim)


@action
def split(*, activity: Activity, idea: str, parts: Parts, reason: str, by: Account, once_key: str) -> Change:
    """Split an idea into several. It stays on record, and each part says where it came from.

    Args:
        activity: where it stands.
        idea: its ref.
        parts: title and words of each part.
        reason: why, as everybody reads it.
        by: who splits it.
        once_key: the form's idempotency key; the same key again gives the same change.

    Raises:
        NotAllowed: the person may not.
        NotFound: it is not here, or cannot be shown.
        Refused: fewer than two different parts, it is part of another already, or words are missing or too long.
    """
    claim = _begin(activity, "split", by, once_key)
    if not claim.first:
        return Change.objects.get(ref=claim.outcome)
    if len({title.casefold() for title, _words in parts}) < 2:
        raise Refused(_("Write at least two different parts, each on a line of its own."), field="parts")
    if len(parts) > MOST_PARTS:
        raise Refused(_("Split into at most {most} parts.").format(most=MOST_PARTS), field="parts")
    before = _standing(activity, idea)
    made = _made(activity, parts, field="parts")
    change = _change(activity, Change.Kind.SPLIT, reason, by)
    Trace.objects.bulk_create([Trace(change=change, from_idea=before, to_idea=one) for one in made])
    return _finish(change, by, claim)


@action
def carry(*, activity: Activity, idea: str, target: str, reason: str, by: Account, once_key: str) -> Change:
    """Carry an idea forward: to an activity that the person runs, in this or another programme, or to a stage.

    Args:
        activity: where it stands; it stays there.
        idea: its ref.
        target: “activity:” with a ref, or “stage:” with the kind of a stage of this programme.
        reason: why, as everybody reads it.
        by: who carries it.
        once_key: the form's idempotency key; the same key again gives the same change.

    Raises:
        NotAllowed: the person may not, here or there.
        NotFound: the idea is not here, or cannot be shown.
        Refused: there is no such place to carry it to, it is there already, or the reason is missing.
    """
    claim = _begin(activity, "carry", by, once_key)
    if not claim.first:
        return Change.objects.get(ref=claim.outcome)
    before = _standing(activity, idea)
    end = _target(activity, target, by)
    if Trace.objects.filter(from_idea=before, change__undone_at__isnull=True, **end).exists():
        raise Refused(_("The idea was carried there before."), field="target")
    change = _change(activity, Change.Kind.CARRY, reason, by)
    trace = Trace.objects.create(change=change, from_idea=before, **end)
    if before.contribution and trace.to_activity:
        link(
            programme=activity.programme,
            start=("contribution", before.contribution.ref),
            end=("activity", trace.to_activity.ref),
            reason=reason.strip()[:300],
            by=by,
        )
    return _finish(change, by, claim)


@action
def undo(*, activity: Activity, change: str, reason: str, by: Account, once_key: str) -> Change:
    """Undo a step: what was joined or split stands again as it was. The step stays on record, with the reason.

    Args:
        activity: where it was made.
        change: its ref.
        reason: why, as everybody reads it.
        by: who undoes it.
        once_key: the form's idempotency key.

    Raises:
        NotAllowed: the person may not.
        NotFound: there is no such step here.
        Refused: it was undone before, what came of it has gone on since, or the reason is missing.
    """
    claim = _begin(activity, "undo", by, once_key)
    row = Change.objects.filter(activity=activity, ref=change).first()
    if row is None:
        raise NotFound
    if not claim.first:
        return row
    if row.undone_at is not None:
        raise Refused(_("This step was undone before."))
    made = row.traces.filter(to_idea__isnull=False).values("to_idea")
    on = Trace.objects.filter(from_idea__in=made, change__undone_at__isnull=True)
    if on.exists():
        raise Refused(_("What came of this step has gone further since. Undo that first."))
    row.undone_reason, row.undone_by, row.undone_at = _reason(reason), by, timezone.now()
    row.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    carried = row.traces.filter(to_activity__isnull=False, from_idea__contribution__isnull=False)
    for words, end in carried.values_list("from_idea__contribution__ref", "to_activity__ref"):
        unlink(start=("contribution", words), end=("activity", end))
    tell_of_change(row)
    audit.record(actor=by.actor(), verb="ideas.undo", target=f"idea-change:{row.ref}", detail={"kind": row.kind})
    return row


def _begin(activity: Activity, verb: str, by: Account, once_key: str) -> once.Claim:
    """Ask who may, and hold the activity, so that one idea never goes two ways at once."""
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    claim = once.claim(scope=f"ideas.{verb}:{activity.ref}", key=once_key)
    Activity.objects.select_for_update().get(pk=activity.pk)
    return claim


def _standing(activity: Activity, ref: str) -> Idea:
    row = queries.one(activity=activity.pk, ref=ref)
    if row is None:
        raise NotFound(_("We could not find one of these ideas. Its author may have taken it back."))
    if not queries.is_current(row):
        said = _("“{title}” went into another idea before. Choose that one, or undo the step first.")
        raise Refused(said.format(title=queries.title_of(row)))
    return row


def _made(activity: Activity, parts: Parts, *, field: str) -> list[Idea]:
    made = []
    for title, words in parts:
        first, more = " ".join(title.split()), words.strip()
        if not first:
            raise Refused(_("Give each idea a title."), field=field)
        if len(first) > TITLE or len(more) > WORDS:
            said = _("A title has at most {title} characters, what explains it at most {words}.")
            raise Refused(said.format(title=TITLE, words=WORDS), field=field)
        made.append(Idea(activity=activity, title=first, words=more))
    return Idea.objects.bulk_create(made)


def _change(activity: Activity, kind: Change.Kind, reason: str, by: Account) -> Change:
    return Change.objects.create(activity=activity, kind=kind, reason=_reason(reason), made_by=by)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Say why. Everybody can read it."), field="reason")
    return reason.strip()


def _target(activity: Activity, target: str, by: Account) -> dict[str, Activity | str]:
    kind, _colon, name = target.partition(":")
    if kind == "stage" and name in StageKind.values and activity.programme.stages.filter(kind=name).exists():
        return {"to_stage": name}
    found = Activity.objects.select_related("programme").filter(ref=name).first() if kind == "activity" else None
    if found is None or found.pk == activity.pk or not allowed(Duty.RUN_ACTIVITY, by=by, programme=found.programme):
        raise Refused(_("Choose where the idea is carried to."), field="target")
    return {"to_activity": found}


def _finish(change: Change, by: Account, claim: once.Claim) -> Change:
    tell_of_change(change)
    claim.settle(change.ref)
    detail = {"traces": change.traces.count()}
    audit.record(actor=by.actor(), verb=f"ideas.{change.kind}", target=f"idea-change:{change.ref}", detail=detail)
    return change
