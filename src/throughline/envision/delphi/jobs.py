"""What panels do in the background: work rounds out, and write to people."""

from __future__ import annotations

from django_tasks import task

from throughline.core import jobs
from throughline.envision.delphi import actions, queries, working_out
from throughline.envision.delphi.models import Invitation, Round
from throughline.evidence import runs


@task()
def work_out(run_ref: str) -> None:
    """Work out every closed round. Begun again after a crash it starts anew; nothing is shown until the end."""
    run = runs.begin(run_ref)
    if run is None:
        return
    assert run.activity is not None
    given = working_out.gather(run.activity, upto=run.parameters["round"])
    if not any(one.ratings for one in given.rounds):
        with jobs.commit():
            runs.fail(run, working_out.nobody())
        return
    found = jobs.compute(lambda tell: working_out.compute(given), progress=runs.progress_of(run))
    with jobs.commit():
        runs.finish(
            run,
            inputs=sum(len(one.ratings) for one in given.rounds),
            fingerprint=given.fingerprint,
            summary=found,
            versions=working_out.versions(),
        )


def _round(activity_ref: str, number: int) -> Round:
    return Round.objects.select_related("activity__programme").get(activity__ref=activity_ref, number=number)


@task
def tell_of_round(activity_ref: str, number: int) -> None:
    """Tell everybody with a seat and an address that a round is open. Begun again it tells nobody twice."""
    round_ = _round(activity_ref, number)
    for seat in queries.reachable(queries.seats(round_.activity)):
        actions.tell_of_round(seat=seat, round_=round_)


@task
def remind(activity_ref: str, number: int) -> None:
    """Remind whoever has not finished, and whoever was invited and has not joined. Begun again: nobody twice."""
    round_ = _round(activity_ref, number)
    if round_.closed_at is not None:
        return
    for seat in queries.reachable(queries.unfinished(round_)):
        actions.remind_seat(seat=seat, round_=round_)
    waiting = Invitation.objects.filter(activity=round_.activity, used=False)
    for invitation in waiting.select_related("contact", "activity__programme"):
        actions.remind_invited(invitation=invitation, round_=round_)
