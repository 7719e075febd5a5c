"""The map is made anew some seconds after votes, by a job: once for many votes, and never in a voter's way."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django.utils import timezone
from tests.envision.opinions.talking import make_map, people_vote, worked_out
from tests.support.factories import make_contribution

from throughline.core.jobs import run_ready
from throughline.core.models import Job
from throughline.envision.opinions import actions, jobs, runs_of
from throughline.envision.opinions.actions.refreshing import DELAY, STANDS, WINDOW
from throughline.envision.opinions.models import Statement, Vote
from throughline.evidence.models import Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def talked():
    activity, statements = make_map(statements=5)
    return activity, statements, people_vote(activity, statements, 12)


def looks():
    return Job.objects.filter(task__endswith="opinions.jobs.look", done_at__isnull=True)


def a_moment_passes():
    """The last vote was cast as long ago as its own look comes later."""
    Vote.objects.update(changed_at=F("changed_at") - DELAY + timedelta(seconds=WINDOW))


def test_many_votes_ask_for_one_look_a_moment_later_and_for_no_run_by_themselves(talked):
    activity, statements, seats = talked
    cache.delete(f"opinions-nudged:{activity.ref}")
    before = timezone.now()
    for seat in seats:
        actions.vote(seat=seat, statement=statements[0].ref, value=1)
    assert 1 <= looks().count() < len(seats)
    assert all(before + DELAY <= job.ready_at for job in looks())
    assert timedelta(seconds=WINDOW) < DELAY, "or the last vote of a burst might be looked past"
    assert not Run.objects.exists()
    looks().update(ready_at=timezone.now())
    run_ready()
    assert runs_of.newest_done(activity).summary["voters"] == 12


def test_nothing_is_made_anew_where_nothing_has_changed(talked):
    activity = talked[0]
    run = worked_out(activity)
    assert actions.ask_again_if_changed(activity) is None
    assert runs_of.newest(activity) == run
    empty, _statements = make_map()
    assert actions.ask_again_if_changed(empty) is None


def test_a_vote_that_comes_while_a_map_is_made_is_in_the_next_one(talked):
    activity, statements, seats = talked
    run = actions.ask_again_if_changed(activity)
    assert actions.ask_again_if_changed(activity) is None, "one run at a time"
    asked = []

    def in_between(execute, sql, params, many, context):
        if "opinions_importedvotes" in sql:
            asked.append(sql)
            if len(asked) == 2:  # the votes have been read
                actions.vote(seat=seats[0], statement=statements[0].ref, value=0)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(in_between):
        run_ready()
    assert len(asked) >= 2
    looks().update(ready_at=timezone.now())  # unless a slow machine has come to it already
    a_moment_passes()
    run_ready()
    assert runs_of.newest_done(activity).pk > run.pk


def test_while_votes_keep_coming_a_map_stands_and_after_the_last_one_there_is_a_new_one(talked):
    activity, statements, seats = talked
    run = worked_out(activity)
    actions.vote(seat=seats[0], statement=statements[0].ref, value=0)
    Vote.objects.update(changed_at=timezone.now() + timedelta(minutes=1))  # however slow this machine is
    jobs.look.call(activity.ref)
    assert runs_of.newest(activity) == run, "a vote of this moment is followed by a look of its own"
    Vote.objects.update(changed_at=timezone.now())
    a_moment_passes()
    jobs.look.call(activity.ref)
    assert runs_of.newest(activity) != run


def test_a_map_does_not_stand_for_ever_while_votes_keep_coming(talked):
    activity, statements, seats = talked
    run = worked_out(activity)
    actions.vote(seat=seats[0], statement=statements[0].ref, value=0)
    Run.objects.update(finished_at=F("finished_at") - STANDS)
    jobs.look.call(activity.ref)
    assert runs_of.newest(activity) != run


def test_statements_that_are_approved_later_make_the_map_anew_without_a_vote(talked):
    activity = talked[0]
    worked_out(activity)
    words = make_contribution(activity=activity, kind="statement")
    Statement.objects.create(activity=activity, contribution=words)
    assert actions.ask_again_if_changed(activity) is not None


def test_results_that_were_replaced_are_deleted_but_not_what_everybody_sees(talked):
    activity, statements, _seats = talked
    first = worked_out(activity)
    people_vote(activity, statements, 2, seed=9)
    second = worked_out(activity)
    people_vote(activity, statements, 2, seed=8)
    third = worked_out(activity)
    assert set(Run.objects.filter(activity=activity)) == {first, third}
    assert not second.summary["public"]


def test_statements_that_tell_more_get_more_weight(talked):
    activity, statements, _seats = talked
    new = Statement.objects.create(activity=activity, words="Nobody has seen this yet.")
    worked_out(activity)
    weights = dict(Statement.objects.filter(activity=activity).values_list("pk", "weight"))
    assert weights[new.pk] > max(weights[one.pk] for one in statements)
