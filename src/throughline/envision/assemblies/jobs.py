"""What standing assemblies do in the background: work out a list, and write to people."""

from __future__ import annotations

from django_tasks import task

from throughline.core import jobs
from throughline.envision.assemblies import actions, choosing, counting, runs_of
from throughline.envision.assemblies.models import Answer, RemitDecision, Selection
from throughline.evidence import runs

VERSION = 1


@task()
def work_out(run_ref: str) -> None:
    """Work the list of an assembly out. Begun again after a crash it starts anew; nothing is shown until the end."""
    run = runs.begin(run_ref)
    if run is None or run.activity is None:
        return
    candidates = runs_of.candidates(run.activity)
    found = jobs.compute(lambda _tell: choosing.work(candidates), progress=runs.progress_of(run))
    shown = {one.ref: counting.in_steps(one, run.activity).people for one in runs_of.ready(run.activity)}
    with jobs.commit():
        runs.finish(
            run,
            inputs=len(candidates),
            fingerprint=choosing.fingerprint(candidates),
            versions={"assemblies": VERSION},
            summary={"issues": found, "shown": shown},
        )


@task
def tell_of_decision(decision_ref: str) -> None:
    """Tell the author of an issue what was decided. Begun again it tells nobody twice."""
    rows = RemitDecision.objects.select_related("issue__activity__programme")
    actions.tell_of_decision(decision=rows.get(ref=decision_ref))


@task
def tell_of_list(assembly_ref: str) -> None:
    """Tell authors and supporters what was chosen and what not. Begun again it tells nobody twice."""
    rows = Selection.objects.filter(assembly__ref=assembly_ref)
    for one in rows.select_related("assembly", "issue__activity__programme"):
        for seat in actions.concerned(one.issue):
            actions.tell_of_list(seat=seat, selection=one)


@task
def tell_of_answer(answer_ref: str) -> None:
    """Tell author and supporters of an issue that it was answered. Begun again it tells nobody twice."""
    row = Answer.objects.select_related("selection__issue__activity__programme").get(ref=answer_ref)
    for seat in actions.concerned(row.selection.issue):
        actions.tell_of_answer(seat=seat, answer=row)
