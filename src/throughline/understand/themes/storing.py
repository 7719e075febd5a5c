"""Writing down what a run proposes, in short transactions, so that nobody else waits."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from throughline.core.db import batches
from throughline.evidence.models import Disposition, Run
from throughline.understand.themes.finding import Gathered, Progress, Proposed
from throughline.understand.themes.models import Assignment, RareSignal, Theme
from throughline.voices.models import Contribution

if TYPE_CHECKING:
    from throughline.language.groups import Group

SECONDS_BETWEEN_NOTES = 0.5


def begin(run_ref: str) -> Run:
    """Mark a run as started and clear what a crashed attempt left."""
    run = Run.objects.select_related("programme").get(ref=run_ref)
    left = Assignment.objects.filter(theme__run=run).order_by("pk").values_list("pk", flat=True)
    for batch in batches(list(left)):
        Assignment.objects.filter(pk__in=batch).delete()
    run.themes.all().delete()
    run.status, run.started_at, run.failure = Run.Status.RUNNING, timezone.now(), ""
    run.save()
    return run


def progress_of(run: Run) -> Progress:
    """A function that notes how far a run is, at most twice a second."""
    last = 0.0

    def note(done: int, total: int, words: str) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < SECONDS_BETWEEN_NOTES and done < total:
            return
        last = now
        Run.objects.filter(pk=run.pk).update(progress_done=done, progress_total=total, progress_note=words)

    return note


def store(run: Run, words: Gathered, proposal: Proposed) -> None:
    """Write groups, places, what stands alone and rare signals; none of it shows before `finish`."""
    for group in proposal.grouping.groups:
        theme = Theme.objects.create(
            programme=run.programme, run=run, machine_words=list(group.words), status=Theme.Status.PREPARING
        )
        _write(Assignment, _assignments(theme, group, words))
    _write(Disposition, _dispositions(words, proposal))
    _write(
        RareSignal,
        (
            RareSignal(
                programme=run.programme,
                contribution_id=words.ids[signal.index],
                reasons=list(signal.reasons),
                score=signal.score,
            )
            for signal in proposal.rare
        ),
    )


def finish(run: Run, words: Gathered, proposal: Proposed) -> None:
    """Show the run's groups in place of earlier ones that nobody signed off. Runs inside the job's commit."""
    grouping = proposal.grouping
    earlier = Theme.objects.filter(programme=run.programme, status=Theme.Status.PROPOSED).exclude(run=run)
    earlier.update(status=Theme.Status.SET_ASIDE)
    run.themes.filter(status=Theme.Status.PREPARING).update(status=Theme.Status.PROPOSED)
    Run.objects.filter(pk=run.pk).update(
        status=Run.Status.DONE,
        finished_at=timezone.now(),
        fingerprint=words.fingerprint,
        inputs=len(words.ids),
        parameters=grouping.parameters | {"seed": run.seed},
        versions=grouping.versions | {"embedding": proposal.engine},
        summary={
            "groups": len(grouping.groups),
            "stands_alone": len(proposal.alone),
            "rare_signals": len(proposal.rare),
            "stability": round(grouping.stability, 3),
        },
        progress_done=len(words.ids),
        progress_total=len(words.ids),
    )


def fail(run: Run, why: str) -> None:
    """Say on the run why it could not be done."""
    Run.objects.filter(pk=run.pk).update(status=Run.Status.FAILED, failure=why[:300], finished_at=timezone.now())


def _assignments(theme: Theme, group: Group, words: Gathered) -> Iterable[Assignment]:
    nearest, edge = set(group.nearest), set(group.edge)
    for index in group.members:
        place = Assignment.Place.NEAREST if index in nearest else Assignment.Place.INSIDE
        if index in edge:
            place = Assignment.Place.EDGE
        yield Assignment(theme=theme, contribution_id=words.ids[index], place=place)


def _dispositions(words: Gathered, proposal: Proposed) -> Iterable[Disposition]:
    for index, reason in proposal.alone.items():
        yield Disposition(
            contribution_id=words.ids[index], kind=Disposition.Kind.STANDS_ALONE, reason=reason, by_account=None
        )


def _write(model: Any, rows: Iterable[Any]) -> None:
    for batch in batches(rows):
        with transaction.atomic():
            model.objects.bulk_create(batch, ignore_conflicts=True)


def forget(contributions: list[Contribution]) -> None:
    """Take words out of every theme and list, because their author took them back or said no to analysis."""
    Assignment.objects.filter(contribution__in=contributions).delete()
    RareSignal.objects.filter(contribution__in=contributions).delete()
    Disposition.objects.filter(contribution__in=contributions).delete()
