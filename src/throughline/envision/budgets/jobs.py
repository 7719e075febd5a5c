"""Working out in the background what a budget funds."""

from __future__ import annotations

import hashlib
import json

from django_tasks import task

from throughline.core import jobs
from throughline.envision.budgets import queries, working
from throughline.envision.budgets.models import Ballot
from throughline.envision.budgets.plan import dump, plan_of
from throughline.envision.seats import outcomes
from throughline.evidence import runs

VERSION = 1


@task()
def work_out(run_ref: str) -> None:
    """Work out the outcome of a budget. Nothing is stored until all is done."""
    run = runs.begin(run_ref)
    if run is None or run.activity is None:
        return
    plan, given = plan_of(run.activity.settings), queries.given(run.activity)
    found = jobs.compute(lambda _tell: working.work_out(plan, given), progress=runs.progress_of(run))
    rows = json.dumps([dump(plan), [[one.constituency, sorted(one.given.items())] for one in given]])
    with jobs.commit():
        public = outcomes.may_be_public(run.activity, queries.KIND, ballots=Ballot, people=found["people"])
        runs.finish(
            run,
            fingerprint=hashlib.sha256(rows.encode()).hexdigest(),
            inputs=len(given),
            summary=found | {"public": public},
            versions={"budgets": VERSION},
        )
