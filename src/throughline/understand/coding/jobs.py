"""Slow work of coding: read, compute outside any transaction, write in short ones."""

from __future__ import annotations

from django_tasks import task

from throughline.core import jobs
from throughline.core.errors import Refused
from throughline.evidence import runs
from throughline.understand.coding import figures, suggesting


@task()
def suggest_codes(run_ref: str) -> None:
    """Suggest codes for words that nobody has coded. Started again after a crash it begins anew."""
    run = runs.begin(run_ref)
    if run is None:
        return
    try:
        words = suggesting.gather(run)
        proposal = jobs.compute(lambda tell: suggesting.propose(words, tell), progress=runs.progress_of(run))
    except Refused as refused:
        with jobs.commit():
            runs.fail(run, str(refused))
        return
    suggesting.store(run, proposal)
    with jobs.commit():
        runs.finish(
            run,
            fingerprint=words.fingerprint,
            inputs=len(words.waiting),
            versions=proposal.versions,
            parameters={"seed": run.seed, "codebook": words.book.version, "learnt_from": len(words.coded)},
            summary={"suggested_for": len(proposal.codes), "compares": proposal.description},
        )


@task()
def work_out_figures(run_ref: str) -> None:
    """Measure agreement, saturation and who said what. Started again after a crash it begins anew."""
    run = runs.begin(run_ref)
    if run is None:
        return
    words = figures.gather(run)
    found = jobs.compute(lambda tell: figures.work_out(words, run.seed, tell), progress=runs.progress_of(run))
    with jobs.commit():
        runs.finish(
            run,
            fingerprint=words.fingerprint,
            inputs=len(words.outcomes),
            parameters={"seed": run.seed, "codebook": str(words.version), "most_units": figures.MOST_UNITS},
            summary=found,
        )
