"""What software suggests, for the page of the words."""

from __future__ import annotations

from throughline.core import jobs
from throughline.core.errors import NotFound
from throughline.evidence.models import Run
from throughline.programmes.models import Programme
from throughline.understand.coding.models import SuggestedCode
from throughline.voices.models import Contribution

SUGGESTIONS = "coding-suggestions"
FIGURES = "coding-figures"
"""The kinds of runs that coding asks for."""


def latest_run(programme: Programme, kind: str) -> Run | None:
    """The run of this kind that was asked for last."""
    return Run.objects.filter(programme=programme, kind=kind).select_related("asked_by").order_by("-pk").first()


def latest_done(programme: Programme, kind: str) -> Run | None:
    """The newest run of this kind that has results."""
    done = Run.objects.filter(programme=programme, kind=kind, status=Run.Status.DONE)
    return done.select_related("asked_by").order_by("-pk").first()


def is_busy(run: Run | None) -> bool:
    """Whether a worker is on it, or will take it."""
    if run is None or run.status not in (Run.Status.WAITING, Run.Status.RUNNING):
        return False
    try:
        return jobs.status(run.job).state != "failed"
    except NotFound:
        return False


def suggested(contribution: Contribution) -> list[SuggestedCode]:
    """What the newest run that looked at these words suggests, the likeliest first; codes in use only."""
    rows = SuggestedCode.objects.filter(contribution=contribution, run__status=Run.Status.DONE)
    found = list(rows.filter(code__retired_at__isnull=True).select_related("code").order_by("-run_id", "-probability"))
    return [one for one in found if one.run_id == found[0].run_id]
