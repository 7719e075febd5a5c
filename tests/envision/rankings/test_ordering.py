"""Somebody who joined puts items in order, changes their mind, and is told what is wrong with nothing lost."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.envision.joining import client_with_seat, make_seat
from tests.envision.rankings.ordering import ITEMS, close, ranking, url, worked_out

from throughline.core.errors import Refused
from throughline.envision.rankings import actions, telling
from throughline.envision.rankings.models import Ballot

pytestmark = pytest.mark.django_db


def page(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def shown_order(html: str) -> list[str]:
    return re.findall(r'<select [^>]*name="place-(\w+)"', html)


def test_putting_items_in_order_with_a_change_of_mind():
    activity = ranking()
    seat = make_seat(activity)
    client = client_with_seat(seat)
    assert client.get(url("done", activity))["Location"] == url("ballot", activity), "nothing has been sent yet"
    with CaptureQueriesContext(connection) as asked:
        shown = page(client.get(url("ballot", activity)))
    assert len([one for one in asked if "rankings_" in one["sql"]]) == 1
    assert "What should come first?" in shown
    assert "You know whom to ask." in shown
    sent = client.post(url("ballot", activity), {"place-i4": "1", "place-i2": "3"})
    assert sent["Location"] == url("done", activity)
    assert Ballot.objects.get(seat=seat).order == ["i4", "i2"], "a place left empty between two closes up"
    done = page(client.get(url("done", activity)))
    assert done.index("A staff room") < done.index("One record")
    again = page(client.get(url("ballot", activity)))
    assert shown_order(again)[:2] == ["i4", "i2"]
    assert again.count(" selected") == 5
    client.post(url("ballot", activity), {"place-i1": "1"})
    assert Ballot.objects.get(seat=seat).order == ["i1"]
    told = telling.tell([seat.submission])[seat.submission.ref]
    assert [step.title for step in told] == ["You put in order: “A call back”"]
    client.post(url("leave", activity))
    assert client.get(url("ballot", activity))["Location"].endswith("?join")


def test_each_person_gets_an_order_drawn_by_lot_and_keeps_it():
    activity = ranking()
    orders = []
    for _number in range(12):
        client = client_with_seat(make_seat(activity))
        first, second = (shown_order(page(client.get(url("ballot", activity)))) for _time in range(2))
        assert first == second
        orders.append(tuple(first))
    assert {frozenset(order) for order in orders} == {frozenset(one["slug"] for one in ITEMS)}
    assert len(set(orders)) > 1


@pytest.mark.parametrize(
    ("sent", "settings", "words"),
    [
        ({}, {}, "Give at least one item a place"),
        ({"place-i1": "1", "place-i3": "1"}, {}, "is given more than once"),
        ({"place-i1": "1", "place-i3": "2"}, {"partial": False}, "Fill every place. Still empty: 3"),
        ({"place-i1": "4"}, {}, "Choose a place from the list"),
        ({"place-i1": "1", "place-i9": "2"}, {}, "One of these items is not here"),
    ],
)
def test_a_tie_an_empty_place_and_a_tampered_form_are_said_beside_the_field_and_kept(sent, settings, words):
    activity = ranking(**settings)
    seat = make_seat(activity)
    client = client_with_seat(seat)
    actions.cast(seat=seat, order=["i5", "i4", "i3"])
    shown = page(client.post(url("ballot", activity), sent), 422)
    assert words in shown
    assert "There is a problem" in shown
    kept = [place for name, place in sent.items() if name != "place-i9" and place != "4"]
    assert re.findall(r'<option value="(\d)" selected>', shown) == sorted(kept)
    if words.startswith("is given"):
        assert shown.count("“A call back”, “A named nurse”") + shown.count("“A named nurse”, “A call back”") == 4
    assert Ballot.objects.get(seat=seat).order == ["i5", "i4", "i3"]


@pytest.mark.parametrize("order", [[], ["i9"], ["i1", "i1"], ["i1", "i2", "i3", "i4"]])
def test_the_action_refuses_the_same_whoever_calls_it(order):
    seat = make_seat(ranking())
    with pytest.raises(Refused):
        actions.cast(seat=seat, order=order)
    whole = make_seat(ranking(partial=False))
    with pytest.raises(Refused, match="Some places are empty"):
        actions.cast(seat=whole, order=["i1", "i2"])


def test_after_closing_nothing_is_taken_and_what_was_sent_is_kept_beside_what_everybody_said():
    activity = ranking()
    seats = [make_seat(activity) for _number in range(8)]
    for seat in seats:
        actions.cast(seat=seat, order=["i2", "i1"])
    client, late = client_with_seat(seats[0]), client_with_seat(make_seat(activity))
    client.post(url("ballot", activity), {"place-i1": "1"})
    close(activity)
    worked_out(activity)
    shown = page(client.post(url("ballot", activity), {"place-i2": "1"}), 422)
    assert "This is closed, so this order could not be kept" in shown
    assert shown_order(shown)[0] == "i2"
    assert Ballot.objects.get(seat=seats[0]).order == ["i1"]
    assert client.get(url("ballot", activity))["Location"] == url("done", activity)
    assert "A call back. For everybody in place 2." in page(client.get(url("done", activity)))
    assert "nothing can be sent any more" in page(late.get(url("done", activity)))


def test_two_people_on_one_link_are_two_and_one_never_sees_the_other():
    activity = ranking()
    first, second = make_seat(activity), make_seat(activity)
    client_with_seat(first).post(url("ballot", activity), {"place-i1": "1"})
    other = client_with_seat(second)
    assert page(other.get(url("ballot", activity))).count('value="" selected') == 5
    other.post(url("ballot", activity), {"place-i2": "1"})
    assert {row.seat_id: row.order for row in Ballot.objects.all()} == {first.pk: ["i1"], second.pk: ["i2"]}
