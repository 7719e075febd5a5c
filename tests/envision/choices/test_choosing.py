"""Somebody who joined begins, chooses, goes back, and comes to the end."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.envision.choices.asking import experiment, made_design, quick, url, walk
from tests.envision.joining import client_with_seat, make_seat, make_seats

from throughline.core.errors import Refused
from throughline.envision.choices import actions
from throughline.envision.choices.asked import asked_of
from throughline.envision.choices.models import Choice, Place
from throughline.programmes.models import Activity

pytestmark = pytest.mark.django_db


def page(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def test_the_whole_way_with_a_change_of_mind():
    activity = experiment()
    seat = make_seat(activity)
    client = walk(seat, "3")
    assert "Thank you. We have your choices" in page(client.get(url("done", activity)))
    kinds = Counter(Choice.objects.filter(seat=seat).values_list("kind", flat=True))
    assert kinds == {"try": 1, "task": 6, "again": 1}
    third = Choice.objects.get(seat=seat, position=3)
    other = (third.chosen + 1) % 3
    shown = page(client.get(url("task", activity, "3")))
    assert f'value="{third.chosen}" checked' in shown
    sent = {"task": f"{third.kind}:{third.task}", "chosen": str(other)}
    assert client.post(url("task", activity, "3"), sent)["Location"] == url("task", activity, "4")
    third.refresh_from_db()
    assert third.chosen == other
    assert Choice.objects.filter(seat=seat).count() == 8


def test_a_choice_reads_well_aloud_and_asks_two_queries_more_than_access():
    activity = experiment()
    seat = make_seat(activity)
    client = walk(seat, "3", upto=2)
    with CaptureQueriesContext(connection) as asked:
        shown = page(client.get(url("task", activity, "2")))
    assert len([one for one in asked if "choices_" in one["sql"]]) == 2
    assert "Choice 2 of 8" in shown
    assert shown.count('<span class="nhsuk-u-visually-hidden">Option A: </span>') == 3
    assert 'scope="row"' in shown
    assert "I would not go" in shown
    assert "does not count" not in shown
    assert "does not count" in page(client.get(url("task", activity, "1")))


def test_somebody_who_stopped_carries_on_where_they_were_and_others_can_leave():
    activity = experiment()
    seat = make_seat(activity)
    client = walk(seat, "3", upto=4)
    again = page(client.get(url("tasks", activity)))
    assert "You have made 4 of 8 choices" in again
    assert f'href="{url("task", activity, "5")}"' in again
    assert client.get(url("done", activity))["Location"] == url("tasks", activity), "not before all are made"
    client.post(url("leave", activity))
    assert client.get(url("task", activity, "5"))["Location"].endswith("?join")
    assert Choice.objects.filter(seat=seat).count() == 4


def test_what_is_left_out_is_asked_for_before_the_end():
    activity = experiment()
    seat = make_seat(activity)
    client = quick(seat, "3")
    Choice.objects.get(seat=seat, position=5).delete()
    last = Choice.objects.get(seat=seat, position=8)
    sent = {"task": f"{last.kind}:{last.task}", "chosen": "0"}
    assert client.post(url("task", activity, "8"), sent)["Location"] == url("task", activity, "5")


@pytest.mark.parametrize("sent", [{}, {"chosen": "7"}, {"chosen": "x"}])
def test_no_choice_and_an_odd_one_are_asked_for_again(sent):
    activity = experiment()
    seat = make_seat(activity)
    client = walk(seat, "3", upto=1)
    assert "Choose one of the options" in page(client.post(url("task", activity, "1"), {"task": "try:0"} | sent), 422)
    assert Choice.objects.filter(seat=seat).count() == 1


def test_tasks_of_another_version_and_odd_ones_are_refused_and_nothing_is_lost():
    activity = experiment()
    first, second = make_seats(activity, ["patients", "patients"])
    client = walk(first, "3", upto=3)
    actions.begin(seat=second)
    assert Place.objects.get(seat=first).block != Place.objects.get(seat=second).block
    foreign = made_design().of_block(Place.objects.get(seat=second).block)[0].number
    for odd in (f"task:{foreign}", "task:99999999", "again:0", "", "task:²"):
        shown = page(client.post(url("task", activity, "2"), {"task": odd, "chosen": "1"}), 422)
        assert "This is not one of your choices" in shown
    assert Choice.objects.filter(seat=first).count() == 3
    assert client.get(url("task", activity, "9")).status_code == 404


def test_after_closing_nothing_is_taken_and_what_was_chosen_is_kept():
    activity = experiment()
    seat = make_seat(activity)
    client = walk(seat, "3", upto=3)
    Activity.objects.filter(pk=activity.pk).update(status="closed")
    kept = list(Choice.objects.filter(seat=seat).values_list("task", "chosen"))
    one = asked_of(made_design(), Place.objects.get(seat=seat), seat.ref)[3]
    shown = page(client.post(url("task", activity, "4"), {"task": f"task:{one.task.number}", "chosen": "1"}), 422)
    assert "This is closed, so this choice could not be kept" in shown
    assert 'value="1" checked' in shown
    assert list(Choice.objects.filter(seat=seat).values_list("task", "chosen")) == kept
    with pytest.raises(Refused, match="This is closed"):
        actions.begin(seat=make_seat(activity))
    assert "This is closed. What you chose is kept." in page(client.get(url("tasks", activity)))


def test_two_people_on_one_link_are_two_seats_and_one_browser_is_one():
    """Whoever opens a passed-on address without the seat's cookie is asked to join; in one browser, the last counts."""
    activity = experiment()
    seat = make_seat(activity)
    walk(seat, "3", upto=2)
    assert Client().get(url("task", activity, "2"))["Location"].endswith("?join")
    assert "Are you somebody else" in page(client_with_seat(seat).get(url("tasks", activity)))
    quick(seat, "9")
    assert Choice.objects.filter(seat=seat).count() == 8


def test_versions_are_shared_out_evenly_within_each_group():
    activity = experiment()
    seats = make_seats(activity, ["patients"] * 5 + ["staff"] * 4 + ["policy"] * 3)
    for seat in seats:
        assert actions.begin(seat=seat) == actions.begin(seat=seat), "beginning again changes nothing"
    shares = Counter(Place.objects.values_list("constituency", "block"))
    assert {abs(shares[name, 1] - shares[name, 2]) for name in ("patients", "staff", "policy")} <= {0, 1}
    orders = {tuple(one.task.number for one in asked_of(made_design(), seat.choice_place, seat.ref)) for seat in seats}
    assert len(orders) > 2, "the order is each person’s own"


def test_choices_go_with_the_seat():
    activity = experiment()
    seat = make_seat(activity)
    quick(seat, "3")
    seat.delete()
    assert (Choice.objects.count(), Place.objects.count()) == (0, 0)
