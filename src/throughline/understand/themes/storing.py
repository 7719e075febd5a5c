"""Writing down what a run proposes, in short transactions, so that nobody else waits.

Nothing of a run shows before `finish`: its groups are “being prepared”, and what it says of words that stand alone
and of rare signals counts only once the run is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from django.db import models, transaction
from django.db.models import Q

from throughline.core.db import batches
from throughline.evidence import counting, runs
from throughline.evidence.models import Disposition, Run
from throughline.understand.themes.finding import Gathered, Proposed, in_peoples_hands, settled
from throughline.understand.themes.models import Assignment, RareSignal, Theme
from throughline.voices.models import Contribution

if TYPE_CHECKING:
    from throughline.language.groups import Group

Row = TypeVar("Row", Assignment, Disposition, RareSignal)
BATCH = 200


def begin(run_ref: str) -> Run | None:
    """Mark a run as started and clear what crashed attempts left; None where it is done already."""
    run = runs.begin(run_ref)
    if run is None:
        return None
    # Of every attempt, also of runs that were given up: what they left would keep this one's rows out.
    crashed = Run.objects.filter(programme=run.programme).exclude(status=Run.Status.DONE)
    _clear(Assignment.objects.filter(theme__run__in=crashed))
    _clear(Disposition.objects.filter(run__in=crashed))
    _clear(RareSignal.objects.filter(run__in=crashed))
    Theme.objects.filter(run__in=crashed).delete()
    return run


def store(run: Run, words: Gathered, proposal: Proposed) -> None:
    """Write groups, places, what stands alone and rare signals; none of it shows before `finish`."""
    for group in proposal.groups:
        theme = Theme.objects.create(
            programme=run.programme, run=run, machine_words=list(group.words), status=Theme.Status.PREPARING
        )
        _write(run, _assignments(theme, group, words))
    _write(run, _dispositions(run, words, proposal))
    _write(run, _signals(run, words, proposal))


def finish(run: Run, words: Gathered, proposal: Proposed) -> None:
    """Show the run's groups in place of earlier ones that nobody has worked on. Runs inside the job's commit."""
    earlier = Theme.objects.filter(programme=run.programme, status=Theme.Status.PROPOSED).exclude(run=run)
    earlier.exclude(pk__in=Theme.objects.filter(in_peoples_hands(run.programme)).values("pk")).update(
        status=Theme.Status.SET_ASIDE
    )
    # What stood alone by software's word and is in a group now, no longer stands alone.
    grouped = Assignment.objects.filter(theme__run=run).values("contribution_id")
    Disposition.objects.filter(by_account__isnull=True, contribution_id__in=grouped).delete()
    run.themes.filter(status=Theme.Status.PREPARING).update(status=Theme.Status.PROPOSED)
    runs.finish(
        run,
        fingerprint=words.fingerprint,
        inputs=len(words.ids),
        parameters=proposal.parameters | {"seed": run.seed},
        versions=proposal.versions,
        summary={
            "groups": len(proposal.groups),
            "stands_alone": len(proposal.alone),
            "rare_signals": len(proposal.rare),
            "stability": round(proposal.stability, 3),
        },
        progress_done=len(words.ids),
        progress_total=len(words.ids),
    )


def _assignments(theme: Theme, group: Group, words: Gathered) -> Iterable[Assignment]:
    nearest, edge = set(group.nearest), set(group.edge)
    for index in group.members:
        place = Assignment.Place.NEAREST if index in nearest else Assignment.Place.INSIDE
        if index in edge:
            place = Assignment.Place.EDGE
        yield Assignment(theme=theme, contribution_id=words.ids[index], place=place)


def _dispositions(run: Run, words: Gathered, proposal: Proposed) -> Iterable[Disposition]:
    for index, reason in proposal.alone.items():
        yield Disposition(contribution_id=words.ids[index], kind=Disposition.Kind.STANDS_ALONE, reason=reason, run=run)


def _signals(run: Run, words: Gathered, proposal: Proposed) -> Iterable[RareSignal]:
    for signal in proposal.rare:
        yield RareSignal(
            programme=run.programme,
            contribution_id=words.ids[signal.index],
            run=run,
            reasons=list(signal.reasons),
            score=signal.score,
        )


def _write(run: Run, rows: Iterable[Row]) -> None:
    for batch in batches(rows, BATCH):
        _write_batch(run, batch)


def _write_batch(run: Run, batch: Sequence[Row]) -> None:
    """Write rows about contributions, leaving out those that were taken back, or placed by a person, meanwhile."""
    with transaction.atomic():
        # Locked, so that a withdrawal at this moment waits, finds what we wrote, and takes it away again.
        theirs = Contribution.objects.filter(pk__in=[row.contribution_id for row in batch])
        still = theirs.filter(counting.is_usable()).exclude(settled(run.programme))
        ids = set(still.select_for_update().values_list("pk", flat=True))
        kept = [row for row in batch if row.contribution_id in ids]
        type(batch[0])._default_manager.bulk_create(kept, ignore_conflicts=True)


def _clear(rows: models.QuerySet[Row]) -> None:
    for batch in batches(list(rows.order_by("pk").values_list("pk", flat=True)), BATCH):
        rows.model._default_manager.filter(pk__in=batch).delete()


def forget(contributions: Sequence[Contribution]) -> None:
    """Take words out of every theme and list, because their author took them back or said no to analysis.

    Paused words keep their place, where nobody sees or counts them, so that using them again puts them back.
    """
    gone = Q(pk__in=[one.pk for one in contributions])
    waiting = Q(standing=Contribution.Standing.PAUSED, may_analyse=True)
    rows = Contribution.objects.filter(gone).exclude(waiting)
    for model in (Assignment, RareSignal, Disposition):
        model._default_manager.filter(contribution__in=rows).delete()
