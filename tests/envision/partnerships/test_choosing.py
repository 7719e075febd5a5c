"""Somebody who joined chooses what matters most, changes their mind, and is told what is wrong with nothing lost."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.envision.joining import client_with_seat, make_seat
from tests.envision.partnerships.partnering import opened, partnership, put, url, write
from tests.support import factories

from throughline.core.errors import Refused
from throughline.envision.partnerships import actions, queries
from throughline.envision.partnerships.models import Chosen

pytestmark = pytest.mark.django_db


def page(response, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def listed(html: str) -> list[str]:
    """The values of the boxes, in the order in which they stand."""
    return re.findall(r'name="questions" type="checkbox" value="(\w+)"', html)


def test_each_person_has_an_order_of_their_own_that_stays_and_the_last_choice_counts():
    activity, rows = opened()
    seats = [make_seat(activity) for _number in range(4)]
    clients = [client_with_seat(seat) for seat in seats]
    with CaptureQueriesContext(connection) as asked:
        orders = [listed(page(client.get(url("choose", activity)))) for client in clients]
    assert len([one for one in asked if "partnerships_" in one["sql"]]) == 3 * 4
    assert all(sorted(order) == sorted(one.ref for one in rows) for order in orders)
    assert [listed(page(client.get(url("choose", activity)))) for client in clients] == orders
    mine = [queries.in_order_of(seat, rows) for seat in seats]
    assert orders == [[one.ref for one in order] for order in mine]
    clients[0].post(url("choose", activity), {"questions": [rows[0].ref, rows[1].ref]})
    clients[0].post(url("choose", activity), {"questions": [rows[2].ref]})
    assert Chosen.objects.get(seat=seats[0]).questions == [rows[2].ref]
    assert page(clients[0].get(url("choose", activity))).count(" checked") == 1
    assert clients[1].get(url("done", activity))["Location"] == url("choose", activity)
    clients[0].post(url("leave", activity))
    assert clients[0].get(url("choose", activity))["Location"].endswith("?join")


@pytest.mark.parametrize(
    ("count", "more", "words"),
    [
        (0, [], "Choose at least 1 question"),
        (4, [], "You chose 4. Choose at most 3: take away 1 question"),
        (8, [], "take away 5 questions"),
        (1, ["nosuchquestion"], "One of these questions is not here"),
    ],
)
def test_too_many_none_and_tampered_choices_are_said_and_every_tick_is_kept(count, more, words):
    activity, rows = opened()
    seat = make_seat(activity)
    client = client_with_seat(seat)
    actions.choose(seat=seat, questions=[rows[5].ref])
    sent = [one.ref for one in rows[:count]] + more
    shown = page(client.post(url("choose", activity), {"questions": sent}), 422)
    assert shown.count(words) >= 2, "in the summary and beside the field"
    assert shown.count(" checked") == count
    assert Chosen.objects.get(seat=seat).questions == [rows[5].ref]


def test_after_closing_nothing_is_taken_and_what_was_sent_is_still_shown():
    activity, rows = opened()
    seat = make_seat(activity)
    client = client_with_seat(seat)
    client.post(url("choose", activity), {"questions": [rows[0].ref]})
    put(activity, "closed")
    assert client.get(url("choose", activity))["Location"] == url("done", activity)
    shown = page(client.post(url("choose", activity), {"questions": [rows[1].ref]}), 422)
    assert "This is closed, so this choice could not be kept." in shown
    assert rows[0].text in page(client.get(url("done", activity)))
    for questions in ([], [one.ref for one in rows[:4]], ["x"]):
        with pytest.raises(Refused):
            actions.choose(seat=seat, questions=questions)
    assert Chosen.objects.get(seat=seat).questions == [rows[0].ref]


def test_the_team_sees_the_list_as_people_do_and_nobody_else_before_it_opens():
    activity = partnership()
    team = Client()
    team.force_login(factories.make_member(activity.programme, "facilitator"))
    assert team.get(url("preview", activity))["Location"] == url("questions", activity)
    rows = write(activity)
    shown = page(team.get(url("preview", activity)))
    assert len(listed(shown)) == len(rows)
    assert "Send your choice" not in shown
    outsider = Client()
    outsider.force_login(factories.make_member(factories.make_programme(), "facilitator"))
    assert outsider.get(url("preview", activity)).status_code == 403
    assert rows[0].text not in page(Client().get(url("long", activity)))
    assert "not settled yet" in page(Client().get(url("protocol", activity)))
