"""The team writes down what is put in order, looks at it as people do, and watches how many have answered."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.envision.joining import make_seat
from tests.envision.rankings.ordering import close, divided, ranking, send, url
from tests.support import factories

from throughline.core.errors import Refused
from throughline.envision.rankings import actions
from throughline.envision.rankings.plan import plan_of
from throughline.programmes import methods
from throughline.programmes.actions import open_activity
from throughline.programmes.models import Activity, Role

pytestmark = pytest.mark.django_db
BASICS = {"question": "", "asked": "0", "partial": "yes"}
THREE = {"name-1": "Tea", "about-1": "Hot, at four.", "name-2": "Coffee", "name-4": "Water"}


def page(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def as_role(activity: Activity, role: Role) -> Client:
    client = Client()
    client.force_login(factories.make_member(activity.programme, role))
    return client


def test_from_nothing_to_a_list_that_people_can_put_in_order():
    activity = factories.make_activity(method="rankings", status="draft")
    assert methods.get("rankings").missing(activity) == "Write at least 3 items."
    client = as_role(activity, Role.FACILITATOR)
    assert client.get(url("preview", activity))["Location"] == url("setup", activity)
    assert page(client.get(url("setup", activity))).count('name="name-') == 6
    client.post(url("setup", activity), BASICS | THREE | {"once": "a"})
    client.post(url("setup", activity), BASICS | THREE | {"name-5": "Milk", "once": "a"})
    activity.refresh_from_db()
    plan = plan_of(activity.settings)
    assert [one.name for one in plan.items] == ["Tea", "Coffee", "Water"], "the same form twice counts once"
    assert (plan.places, plan.top, plan.partial) == (3, 2, True)
    shown = page(client.get(url("preview", activity)))
    assert "Which of these matter most to you?" in shown
    assert "Send your order" not in shown
    open_activity(activity=activity, by=None)
    shown = page(client.get(url("setup", activity)))
    assert "cannot be changed any more" in shown
    assert "Hot, at four." in shown
    assert "cannot be changed any more" in page(client.post(url("setup", activity), BASICS | THREE), 422)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name-2": "tea"}, "Another item has this name"),
        ({"about-5": "What is it?"}, "Give this item a name"),
        ({"asked": "5"}, "There are more places than items"),
        ({"name-5": "x" * 81}, "at most 80"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_everything_typed_is_kept(changes, words):
    activity = ranking(status="draft", items=[])
    client = as_role(activity, Role.ORGANISER)
    shown = page(client.post(url("setup", activity), BASICS | THREE | changes | {"once": "a"}), 422)
    assert shown.count(words) >= 2, "in the summary and beside the field"
    assert "Hot, at four." in shown
    activity.refresh_from_db()
    assert plan_of(activity.settings).items == ()


def test_the_action_refuses_the_same_whoever_calls_it():
    activity = ranking(status="draft")
    for items, asked, words in (
        ([("A", ""), ("a", "")], 0, "same name"),
        ([(str(number), "") for number in range(21)], 0, "more than 20"),
        ([("A", ""), ("B", ""), ("C", "")], 4, "more places"),
    ):
        with pytest.raises(Refused, match=words):
            actions.set_ranking(
                activity=activity, question="", asked=asked, partial=True, items=items, by=None, once_key=words
            )


def test_the_team_sees_how_many_have_answered_and_nobody_how_it_stands_before_it_closes():
    activity = ranking()
    send(activity, divided())
    make_seat(activity, "staff")
    analyst = as_role(activity, Role.ANALYST)
    shown = page(analyst.get(url("progress", activity)))
    assert all(f">{n}</td>" in shown for n in (40, 31, 30, 3))
    assert "nobody sees how it stands" in shown
    assert "Close this first" in page(analyst.post(url("analyse", activity), {"once": "a"}), 422)
    close(activity)
    assert analyst.post(url("analyse", activity), {"once": "b"})["Location"] == url("progress", activity)
    assert as_role(activity, Role.FACILITATOR).post(url("analyse", activity)).status_code == 403
    assert as_role(activity, Role.MODERATOR).get(url("setup", activity)).status_code == 403
    assert Client().get(url("progress", activity)).status_code == 302
