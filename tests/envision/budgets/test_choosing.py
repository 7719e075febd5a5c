"""Somebody who joined chooses within the budget, changes their mind, and is told what is wrong with nothing lost."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.envision.budgets.sharing import budget, close, url
from tests.envision.joining import client_with_seat, make_seat

from throughline.core.errors import Refused
from throughline.envision.budgets import actions, telling
from throughline.envision.budgets.models import Ballot

pytestmark = pytest.mark.django_db


def page(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def said(html: str) -> str:
    """The line of the running total."""
    found = re.search(r'<p id="budget-used".*?<strong>(.*?)</strong>', html, re.S)
    assert found
    return found[1]


def test_ticking_within_the_budget_with_a_change_of_mind():
    activity = budget()
    seat = make_seat(activity)
    client = client_with_seat(seat)
    assert client.get(url("done", activity))["Location"] == url("ballot", activity), "nothing has been sent yet"
    with CaptureQueriesContext(connection) as asked:
        shown = page(client.get(url("ballot", activity)))
    assert len([one for one in asked if "budgets_" in one["sql"]]) == 1
    assert "Two evenings more a week. It costs £400." in shown
    assert said(shown) == "Used: £0 of £1,000. Left: £1,000."
    assert client.post(url("ballot", activity), {"funds": ["o1", "o3"]})["Location"] == url("done", activity)
    done = page(client.get(url("done", activity)))
    assert "Longer opening hours" in done
    assert "Used: £700 of £1,000. Left: £300." in done
    assert said(page(client.get(url("ballot", activity)))) == "Used: £700 of £1,000. Left: £300."
    client.post(url("ballot", activity), {"funds": ["none"]})
    assert Ballot.objects.get(seat=seat).given == {}
    assert 'value="none" checked' in page(client.get(url("ballot", activity)))
    assert "You would fund none of the options." in page(client.get(url("done", activity)))
    client.post(url("ballot", activity), {"funds": ["o2"]})
    assert [step.title for step in telling.tell([seat.submission])[seat.submission.ref]] == [
        "You would fund “A phone line”"
    ]
    client.post(url("leave", activity))
    assert client.get(url("ballot", activity))["Location"].endswith("?join")


def test_adding_up_without_scripts_keeps_what_is_ticked_and_stores_nothing():
    activity = budget()
    client = client_with_seat(make_seat(activity))
    shown = page(client.post(url("ballot", activity), {"funds": ["o1", "o4"], "add-up": "1"}))
    assert said(shown) == "Used: £500 of £1,000. Left: £500."
    assert shown.count(" checked") == 2
    assert not Ballot.objects.exists()


@pytest.mark.parametrize(
    ("funds", "words"),
    [
        ([], "Tick at least one option"),
        (["o1", "o2", "o3"], "What you ticked costs £1,300, and there is only £1,000"),
        (["o1", "o9"], "One of these options is not here"),
        (["o1", "none"], "not both"),
    ],
)
def test_too_much_nothing_and_tampered_ticks_are_said_beside_the_field_and_kept(funds, words):
    activity = budget()
    seat = make_seat(activity)
    client = client_with_seat(seat)
    actions.cast(seat=seat, given={"o4": 1})
    shown = page(client.post(url("ballot", activity), {"funds": funds}), 422)
    assert shown.count(words) >= 2, "in the summary and beside the field"
    assert 'href="#' in shown
    assert shown.count(" checked") == len([one for one in funds if one != "o9"])
    if len(funds) == 3:
        assert said(shown) == "Used: £1,300 of £1,000. Too much: £300."
    assert Ballot.objects.get(seat=seat).given == {"o4": 1}


def test_sharing_out_points():
    activity = budget(ballot="share", unit="hours")
    seat = make_seat(activity)
    client = client_with_seat(seat)
    assert "It costs 400 hours." in page(client.get(url("ballot", activity)))
    client.post(url("ballot", activity), {"points-o1": "7", "points-o3": " 3 ", "points-o4": "0"})
    assert Ballot.objects.get(seat=seat).given == {"o1": 7, "o3": 3}
    assert "7 points" in page(client.get(url("done", activity)))
    assert 'value="7"' in page(client.get(url("ballot", activity)))
    client.post(url("ballot", activity), {"none": "on"})
    assert Ballot.objects.get(seat=seat).given == {}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"points-o1": "-4"}, "Write a whole number"),
        ({"points-o1": "2.5"}, "Write a whole number"),
        ({"points-o1": "²"}, "Write a whole number"),
        ({"points-o1": "9" * 20}, "Write a whole number"),
        ({"points-o1": "8", "points-o2": "5"}, "You gave 13 points and have 10. Take away 3 points"),
        ({"points-o1": "8", "points-o9": "1"}, "One of these options is not here"),
        ({"points-o1": "8", "none": "on"}, "not both"),
        ({}, "Give points to at least one option"),
    ],
)
def test_points_that_cannot_be_are_asked_for_again_and_kept_as_typed(sent, words):
    activity = budget(ballot="share")
    client = client_with_seat(make_seat(activity))
    shown = page(client.post(url("ballot", activity), sent), 422)
    assert words in shown
    for name, value in sent.items():
        if name != "points-o9" and name != "none":
            assert f'value="{value}"' in shown
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("given", [{"o9": 1}, {"o1": 2}, {"o1": -1}, {"o1": True}, {"o1": 1, "o2": 1, "o4": 1}])
def test_the_action_refuses_the_same_whoever_calls_it(given):
    with pytest.raises(Refused):
        actions.cast(seat=make_seat(budget()), given=given)


def test_after_closing_nothing_is_taken_and_what_was_sent_is_kept():
    activity = budget()
    seat, late = make_seat(activity), make_seat(activity)
    client = client_with_seat(seat)
    client.post(url("ballot", activity), {"funds": ["o1"]})
    close(activity)
    shown = page(client.post(url("ballot", activity), {"funds": ["o2"]}), 422)
    assert "This is closed, so this choice could not be kept" in shown
    assert 'value="o2" checked' in shown
    assert Ballot.objects.get(seat=seat).given == {"o1": 1}
    assert client.get(url("ballot", activity))["Location"] == url("done", activity)
    assert "What you sent is kept" in page(client.get(url("done", activity)))
    assert "nothing can be sent any more" in page(client_with_seat(late).get(url("done", activity)))


def test_two_people_on_one_link_are_two_and_one_never_sees_the_other():
    activity = budget()
    first, second = make_seat(activity), make_seat(activity)
    client_with_seat(first).post(url("ballot", activity), {"funds": ["o1"]})
    other = client_with_seat(second)
    assert " checked" not in page(other.get(url("ballot", activity)))
    other.post(url("ballot", activity), {"funds": ["o2"]})
    assert {row.seat_id: row.given for row in Ballot.objects.all()} == {first.pk: {"o1": 1}, second.pk: {"o2": 1}}
    stranger = client_with_seat(first)
    stranger.cookies.clear()
    assert stranger.post(url("ballot", activity), {"funds": ["o3"]})["Location"].endswith("?join")
    elsewhere = budget(programme=activity.programme)
    held = client_with_seat(first)
    held.cookies["seat"]["path"] = "/"
    assert (
        held.get(url("ballot", elsewhere))["Location"]
        == reverse("budgets-start", args=[elsewhere.programme.slug, elsewhere.ref]) + "?join"
    )
