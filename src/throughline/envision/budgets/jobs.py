"""Working out in the background what a budget funds."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django_tasks import task

from throughline.analysis import disclosure
from throughline.core import jobs
from throughline.envision.budgets import queries, working
from throughline.envision.budgets.plan import dump, plan_of
from throughline.evidence import runs
from throughline.programmes.models import Activity

VERSION = 1


@task()
def work_out(run_ref: str) -> None:
    """Work out the outcome of a budget. Nothing is stored until all is done.

    A later outcome takes the place of the one that is shown only if eight people or more came or went in between, as
    a smaller change would tell what those few chose.
    """
    run = runs.begin(run_ref)
    if run is None or run.activity is None:
        return
    plan, given = plan_of(run.activity.settings), queries.given(run.activity)
    found = jobs.compute(lambda _tell: working.work_out(plan, given), progress=runs.progress_of(run))
    rows = json.dumps([dump(plan), [[one.constituency, sorted(one.given.items())] for one in given]])
    with jobs.commit():
        runs.finish(
            run,
            fingerprint=hashlib.sha256(rows.encode()).hexdigest(),
            inputs=len(given),
            summary=found | {"public": _may_be_public(run.activity, found)},
            versions={"budgets": VERSION},
        )


def _may_be_public(activity: Activity, found: dict[str, Any]) -> bool:
    before = queries.shown(activity)
    if before is None or before.started_at is None:
        return True
    changed = queries.cast_since(activity, before.started_at)
    came_or_went = disclosure.may_replace(before.summary["people"], found["people"])
    return came_or_went and disclosure.may_replace({}, {"changed": changed})
