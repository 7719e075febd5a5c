"""What choice experiments do in the background: find tasks, and work out what people's choices tell."""

from __future__ import annotations

import hashlib
import json
import platform

from django.utils.translation import gettext as _
from django_tasks import task

from throughline.core import jobs
from throughline.envision.choices import actions, queries
from throughline.envision.choices.design import CannotBeMade, design_of, make_design
from throughline.envision.choices.estimating import estimate
from throughline.envision.choices.given import given_of
from throughline.envision.choices.plan import plan_of
from throughline.evidence import runs


def _versions() -> dict[str, str]:
    import numpy
    import scipy

    return {"python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__}


@task()
def make_tasks(run_ref: str) -> None:
    """Find the tasks of a choice experiment. Begun again after a crash it finds the same."""
    run = runs.begin(run_ref)
    if run is None or run.activity is None:
        return
    activity = run.activity
    plan = plan_of(activity.settings)
    try:
        design = jobs.compute(
            lambda tell: make_design(plan, seed=run.seed, run=run.ref, tell=tell), progress=runs.progress_of(run)
        )
    except CannotBeMade as why:
        with jobs.commit():
            runs.fail(run, str(why))
        return
    with jobs.commit():
        if actions.keep_design(activity=activity, design=design):
            runs.finish(run, fingerprint=design["of"], summary={"design": design}, versions=_versions())
        else:
            runs.fail(run, _("Something was changed meanwhile. Ask for the tasks again."))


@task()
def analyse(run_ref: str) -> None:
    """Work out what people's choices tell. Nothing is stored until all is done."""
    run = runs.begin(run_ref)
    if run is None or run.activity is None:
        return
    design = design_of(run.activity.settings)
    if design is None:
        with jobs.commit():
            runs.fail(run, _("There are no tasks yet, so nobody can have chosen."))
        return
    people = queries.people(run.activity)
    given = given_of(design, people)
    found = jobs.compute(lambda tell: estimate(design, given, seed=run.seed, tell=tell), progress=runs.progress_of(run))
    rows = json.dumps([[row.person, row.kind, row.task, row.chosen] for row in given.answers])
    marked = hashlib.sha256(f"{design.of}{rows}".encode()).hexdigest()
    with jobs.commit():
        runs.finish(run, fingerprint=marked, inputs=len(people), summary=found, versions=_versions())
