"""Results that somebody asked for are worked out again when a person in them takes their answers back."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.envision.joining import make_seats
from tests.support.factories import ALL_USES, make_activity

from throughline.envision.budgets.models import Ballot
from throughline.envision.choices.models import Choice
from throughline.envision.delphi.models import Item, Rating, Round
from throughline.envision.seats import jobs
from throughline.evidence.models import Run
from throughline.programmes import methods
from throughline.voices.actions import change_consent, withdraw

pytestmark = pytest.mark.django_db
KINDS = {slug: one.result_kind for slug, one in methods.all_methods().items() if one.result_kind}


def prepared(method: str):
    """An activity of nine people who answered, and a result that somebody asked for."""
    activity = make_activity(method=method, stage="envision", status="closed")
    seats = make_seats(activity, ["patients", "staff", "policy"] * 3)
    now = timezone.now()
    opened = Round.objects.create(activity=activity, number=1, closed_at=now)
    item = Item.objects.create(activity=activity, number=1, text="Ask about pain.")
    opened.items.add(item)
    for seat in seats:
        Ballot.objects.create(seat=seat, given={}, cast_at=now)
        Rating.objects.create(seat=seat, item=item, round=opened, value=7)
        Choice.objects.create(seat=seat, kind="task", task=1, position=2, chosen=0, answered_at=now)
    done_at = timezone.now()
    columns = {"started_at": done_at, "finished_at": done_at, "summary": {"public": True, "people": {}}}
    Run.objects.create(
        programme=activity.programme, activity=activity, kind=KINDS[method], status=Run.Status.DONE, **columns
    )
    return activity, seats


def looked(activity) -> list[str]:
    """The states of its runs, after one look by the system."""
    jobs.ask_again.call()
    return list(Run.objects.filter(activity=activity).order_by("pk").values_list("status", flat=True))


@pytest.mark.parametrize("method", sorted(KINDS))
def test_whoever_takes_answers_back_is_left_out_of_results_at_the_next_look(method):
    activity, seats = prepared(method)
    assert len(looked(activity)) == 1, "nothing has changed"
    withdraw(submission=seats[0].submission, kind="erase", once_key="e")
    assert len(looked(activity)) == 2
    assert len(looked(activity)) == 2, "one is enough"


@pytest.mark.parametrize("wish", ["pause", "stop", "consent"])
def test_every_way_to_take_answers_back_counts_and_joining_does_not(wish):
    activity, seats = prepared("choices")
    make_seats(activity, ["staff"])
    assert len(looked(activity)) == 1, "newcomers wait until somebody asks"
    if wish == "consent":
        change_consent(submission=seats[0].submission, uses=ALL_USES | {"analyse": False}, once_key="c")
    else:
        withdraw(submission=seats[0].submission, kind=wish, once_key="w")
    assert len(looked(activity)) == 2


def test_what_failed_is_not_asked_for_again_and_nothing_is_worked_out_that_nobody_asked_for():
    activity, seats = prepared("delphi")
    withdraw(submission=seats[0].submission, kind="stop", once_key="w")
    Run.objects.create(programme=activity.programme, activity=activity, kind=KINDS["delphi"], status=Run.Status.FAILED)
    assert looked(activity) == ["done", "failed"]
    Run.objects.all().delete()
    assert looked(activity) == []


def test_a_budget_that_opened_again_waits_until_it_closes():
    activity, seats = prepared("budgets")
    withdraw(submission=seats[0].submission, kind="stop", once_key="w")
    activity.status = "open"
    activity.save()
    assert len(looked(activity)) == 1
    activity.status = "closed"
    activity.save()
    assert len(looked(activity)) == 2
