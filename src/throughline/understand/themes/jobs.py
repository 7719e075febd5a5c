"""Finding groups of similar words: compute outside any transaction, write in short ones, show all at once."""

from __future__ import annotations

from django_tasks import task

from throughline.core import jobs
from throughline.core.errors import Refused
from throughline.evidence import runs
from throughline.understand.themes import finding, storing


@task()
def find_themes(run_ref: str) -> None:
    """Propose themes for a run. Started again after a crash it begins anew; nothing is shown until the end."""
    run = storing.begin(run_ref)
    if run is None:
        return
    try:
        words = finding.gather(run)
    except Refused as refused:
        with jobs.commit():
            runs.fail(run, str(refused))
        return
    proposal = jobs.compute(
        lambda tell: finding.propose(words, seed=run.seed, progress=tell), progress=runs.progress_of(run)
    )
    storing.store(run, words, proposal)
    with jobs.commit():
        storing.finish(run, words, proposal)
