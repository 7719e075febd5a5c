"""Putting the questions in order in the background."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django_tasks import task

from throughline.analysis import disclosure
from throughline.core import jobs
from throughline.envision.partnerships import queries, working
from throughline.evidence import runs
from throughline.programmes.models import Activity

VERSION = 1


@task()
def put_in_order(run_ref: str) -> None:
    """Work out the order of a survey. Nothing is stored until all is done.

    A later order takes the place of the one that is shown only if eight people or more came, went or changed their
    mind in between, as a smaller change would tell what those few chose.
    """
    run = runs.begin(run_ref)
    if run is None or run.activity is None:
        return
    questions, given = [one.ref for one in queries.long_list(run.activity)], queries.given(run.activity)
    found = jobs.compute(lambda _tell: working.work_out(questions, given), progress=runs.progress_of(run))
    protocol = queries.partnership_of(run.activity).fingerprint
    rows = json.dumps([protocol, questions, [[one.constituency, one.questions] for one in given]])
    with jobs.commit():
        runs.finish(
            run,
            fingerprint=hashlib.sha256(rows.encode()).hexdigest(),
            inputs=len(given),
            summary=found | {"public": _may_be_public(run.activity, found)},
            versions={"partnerships": VERSION},
        )


def _may_be_public(activity: Activity, found: dict[str, Any]) -> bool:
    before = queries.shown(activity)
    if before is None or before.started_at is None:
        return True
    changed = queries.chosen_since(activity, before.started_at)
    came_or_went = disclosure.may_replace(before.summary["people"], found["people"])
    return came_or_went and disclosure.may_replace({}, {"changed": changed})
