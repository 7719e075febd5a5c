"""The team says what there is to share out, looks at it as people do, and watches how many have chosen."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.envision.budgets.sharing import budget, choose, close, divided, url
from tests.envision.joining import make_seat
from tests.support import factories

from throughline.core.errors import Refused
from throughline.envision.budgets import actions
from throughline.envision.budgets.plan import plan_of
from throughline.programmes import methods
from throughline.programmes.actions import open_activity
from throughline.programmes.models import Activity, Role

pytestmark = pytest.mark.django_db
BASICS = {"budget": "£2,000", "unit": "pounds", "ballot": "tick", "points": "100", "rest": "fill"}
NURSE = {"name": "A nurse on Mondays", "about": "Wounds are dressed on Mondays too.", "cost": "1500"}


def page(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def as_role(activity: Activity, role: Role) -> Client:
    client = Client()
    client.force_login(factories.make_member(activity.programme, role))
    return client


def test_from_nothing_to_a_budget_that_people_can_share_out():
    activity = factories.make_activity(method="budgets", status="draft")
    assert methods.get("budgets").missing(activity) == "Say how large the budget is. Add at least 2 options."
    client = as_role(activity, Role.FACILITATOR)
    with pytest.raises(Refused, match="Add at least 2"):
        open_activity(activity=activity, by=None)
    assert client.get(url("preview", activity))["Location"] == url("setup", activity)
    assert "There is nothing yet" in page(client.get(url("setup", activity)))
    client.post(url("setup", activity), BASICS | {"once": "a"})
    client.post(url("option-new", activity), NURSE | {"once": "b"})
    client.post(url("option-new", activity), NURSE | {"once": "b"})
    client.post(url("option-new", activity), {"name": "Chairs", "about": "Better ones.", "cost": "1", "once": "c"})
    client.post(url("option", activity, "o2"), {"name": "Chairs", "about": "Better ones.", "cost": "200", "once": "d"})
    activity.refresh_from_db()
    plan = plan_of(activity.settings)
    assert (plan.budget, [(one.slug, one.cost) for one in plan.options]) == (2000, [("o1", 1500), ("o2", 200)])
    assert "It costs £1,500." in page(client.get(url("preview", activity)))
    client.post(url("option-remove", activity, "o1"), {"once": "e"})
    assert "Add at least 2 options" in page(client.get(url("setup", activity)))
    client.post(url("option-new", activity), NURSE | {"once": "f"})
    activity.refresh_from_db()
    open_activity(activity=activity, by=None)
    assert "cannot be changed any more" in page(client.get(url("setup", activity)))
    for path, sent in (("setup", BASICS), ("option-new", NURSE | {"name": "Later"})):
        assert "People may have chosen already" in page(client.post(url(path, activity), sent | {"once": path}), 422)
    assert "People may have chosen already" in page(client.post(url("option-remove", activity, "o2")), 422)


@pytest.mark.parametrize("amount", ["0", "-5", "2.5", "", "ten"])
def test_a_budget_of_nothing_and_costs_that_are_no_whole_numbers_are_asked_for_again(amount):
    activity = budget(status="draft")
    client = as_role(activity, Role.ORGANISER)
    shown = page(client.post(url("setup", activity), BASICS | {"budget": amount}), 422)
    assert "Write a whole number of 1 or more" in shown
    shown = page(client.post(url("option-new", activity), NURSE | {"cost": amount}), 422)
    assert "Write a whole number of 1 or more" in shown
    assert NURSE["about"] in shown
    with pytest.raises(Refused, match="1 or more"):
        actions.set_budget(activity=activity, by=None, once_key="x", **BASICS | {"budget": 0, "points": 10})


def test_an_option_dearer_than_the_budget_is_refused_either_way_round():
    activity = budget(status="draft")
    client = as_role(activity, Role.ORGANISER)
    shown = page(client.post(url("option-new", activity), NURSE | {"once": "a"}), 422)
    assert "more than the whole budget of £1,000" in shown
    assert 'value="1500"' in shown
    shown = page(client.post(url("setup", activity), BASICS | {"budget": "500", "once": "b"}), 422)
    assert "“A phone line” costs £600, more than this budget" in shown
    again = NURSE | {"name": "a PHONE line", "cost": "1", "once": "c"}
    assert "with this name already" in page(client.post(url("option-new", activity), again), 422)
    assert client.get(url("option", activity, "o9")).status_code == 404


def test_the_team_sees_how_many_have_chosen_and_nobody_how_it_stands_before_it_closes():
    activity = budget()
    choose(activity, divided())
    make_seat(activity, "staff")
    analyst = as_role(activity, Role.ANALYST)
    shown = page(analyst.get(url("progress", activity)))
    assert all(f">{n}</td>" in shown for n in (60, 31, 30, 3))
    assert "nobody sees how it stands" in shown
    assert "Close this first" in page(analyst.post(url("analyse", activity), {"once": "a"}), 422)
    close(activity)
    assert analyst.post(url("analyse", activity), {"once": "b"})["Location"] == url("progress", activity)
    assert as_role(activity, Role.FACILITATOR).post(url("analyse", activity)).status_code in (403, 404)
    assert as_role(activity, Role.MODERATOR).get(url("setup", activity)).status_code in (403, 404)
    assert Client().get(url("progress", activity)).status_code in (302, 403, 404)
