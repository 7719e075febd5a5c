"""Choosing a method: what fits, what speaks against it, and never an empty answer without a reason."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.support import factories

from throughline.programmes import choosing, methods
from throughline.programmes.choosing import NEEDS, Situation
from throughline.programmes.models import Role


def here(*needs: str, people: int = 1000, minutes: int = 600, **more: bool) -> Situation:
    said = {"visits": True, "contested": False, "small_group": False} | more
    return Situation(needs, people, minutes, **said)


def test_every_method_that_a_team_adds_serves_a_need_that_can_be_asked_for():
    for method in methods.all_methods().values():
        if method.by_hand and method.takes_part:
            assert method.guide.fit.needs, method.slug
            assert method.guide.fit.needs <= NEEDS.keys()


@pytest.mark.parametrize(
    ("situation", "why"),
    [
        (here("compare", people=14), "It needs at least 30 people."),
        (here("compare", small_group=True), "A small group can be drowned by a large one."),
        (here("listen", minutes=5), "It takes each person about 10 minutes."),
    ],
)
def test_what_speaks_against_a_method_is_said_and_it_is_not_in_the_mix(situation, why):
    advice = choosing.advise(situation)
    assert why in [reason for option in advice[0].options for reason in option.bad]
    assert all(option.method not in choosing.mix(advice) for option in advice[0].options if option.bad)


def test_a_mix_has_the_best_method_for_each_need_in_the_order_of_the_stages():
    chosen = choosing.mix(choosing.advise(here("compare", "listen", contested=True)))
    assert [method.slug for method in chosen[:2]] == ["stories", "questionnaires"]
    first = choosing.advise(here("listen", contested=True))[0].options[0]
    assert first.good == ["It shows where views clash instead of averaging them away."]


@pytest.mark.django_db
def test_the_page_asks_answers_at_an_address_of_its_own_and_says_what_is_missing():
    programme = factories.make_programme()
    page = reverse("activity-choose", args=[programme.slug])
    client = Client()
    client.force_login(factories.make_member(programme, Role.FACILITATOR))
    assert "What fits you" not in client.get(page).content.decode()
    answered = client.get(page, {"needs": ["listen", "compare"], "people": "299", "minutes": "20"}).content.decode()
    assert "This mix would do: Story call, Questionnaire." in " ".join(answered.split())
    asked = client.get(page, {"people": "299"})
    assert asked.status_code == 422
    assert "Choose at least one thing that you need to do." in asked.content.decode()
    outsider = Client()
    outsider.force_login(factories.make_account())
    assert outsider.get(page).status_code == 403
