"""The pack to print, of every method with seats: the same words as on the screens, every item, a number on each form;
and what is typed in from it comes in the order of the paper."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from tests.envision.joining import client_with_seat, make_seat
from tests.envision.seats.answering import CASES
from tests.envision.seats.test_helping import types_in
from tests.support import factories

from throughline.envision.choices.asked import asked_of, order_for
from throughline.envision.choices.design import design_of
from throughline.envision.choices.models import Place
from throughline.envision.pairs.models import Option
from throughline.envision.pairs.queries import pairs_on_paper, turn_of
from throughline.envision.seats.models import Seat
from throughline.envision.seats.numbers import drawn
from throughline.programmes import methods
from throughline.programmes.models import Activity, Role
from throughline.voices import consent_wording
from throughline.voices.part.roles import ROLES

pytestmark = pytest.mark.django_db


def pack(activity: Activity, query: str = "", role: Role = Role.FACILITATOR, status: int = 200) -> str:
    client = Client()
    client.force_login(factories.make_member(activity.programme, role))
    response = client.get(methods.get(activity.method).paper_url(activity) + query)
    assert response.status_code == status
    return unescape(response.content.decode())


@pytest.mark.parametrize("slug", CASES)
def test_the_pack_shows_every_item_the_exact_consent_and_a_number_on_each_form(slug):
    case = CASES[slug]
    activity = case.make()
    page = pack(activity, "?copies=3&large=on&help=020+7946+0000&back=The+desk+by+the+door")
    assert page.count("tl-paper--large") == 3
    for words in (*case.items, *(str(use.words) for use in consent_wording.USES), *(str(one.name) for one in ROLES)):
        assert page.count(words) >= 3, words
    assert page.count("The desk by the door") == 3 + 1, "and in the box in which it was typed"
    assert page.count("020 7946 0000") == 3 + 1
    numbers = re.findall(r"Number of this paper: ([2-9A-Z]{3}-[2-9A-Z]{3})", page)
    assert len(set(numbers)) == 3
    assert methods.get(slug).helped_url(activity) in page
    manage = Client()
    manage.force_login(factories.make_member(activity.programme, Role.ORGANISER))
    address = f"/programmes/{activity.programme.slug}/manage/activities/{activity.ref}"
    assert methods.get(slug).paper_url(activity) in manage.get(address).content.decode()


def test_only_the_team_prints_and_a_number_of_papers_that_cannot_be_is_said():
    activity = CASES["budgets"].make()
    assert Client().get(methods.get("budgets").paper_url(activity))["Location"].startswith("/sign-in")
    pack(activity, role=Role.MODERATOR, status=403)
    page = pack(activity, "?copies=900&help=Ada", status=422)
    assert page.count("Write a whole number from 1 to 50") == 2
    assert 'value="900"' in page
    assert page.count("Number of this paper") == 1


def test_a_form_gives_its_version_of_the_choices_and_whoever_types_it_in_meets_them_in_its_order():
    activity = CASES["choices"].make()
    page = pack(activity)
    (number,) = re.findall(r"Number of this paper: (\S{7})", page)
    (version,) = re.findall(r"Version (\d)\. What the words mean", page)
    design = design_of(activity.settings)
    assert int(version) == drawn(number, design.plan.blocks)
    client = Client()
    types_in(activity, number, client)
    seat = Seat.objects.get()
    start = methods.get("choices").go_on_url(activity)
    assert "Which version stands on the paper?" in client.get(start).content.decode()
    assert client.post(start, {"version": "9"}).status_code == 422
    client.post(start, {"version": version})
    assert Place.objects.get(seat=seat).block == int(version)
    tasks = asked_of(design, Place.objects.get(seat=seat), order_for(seat))
    shown = [design.plan.attributes[0].shown(one.task.shown[0][0]) for one in tasks]
    assert re.findall(r'<th scope="row">[^<]*</th><td>([^<]*)</td><td>', page)[:: len(design.plan.attributes)] == shown
    alone = client_with_seat(make_seat(activity))
    assert "Which version" not in alone.get(start).content.decode()


def test_whoever_types_in_a_form_with_pairs_meets_them_in_its_order_and_more_options_do_not_change_it():
    activity = CASES["pairs"].make()
    words = dict(Option.objects.values_list("pk", "words"))
    listed = pairs_on_paper(sorted(words))
    assert {one for pair in listed for one in pair} == words.keys()
    assert len({frozenset(pair) for pair in listed}) == len(listed)
    assert pairs_on_paper([*sorted(words), 10**6])[: len(listed)] == listed
    page = pack(activity)
    first = page.index("Pair 1. ")
    assert page.index(words[listed[0][0]], first) < page.index(words[listed[0][1]], first) < page.index("Pair 2. ")
    client = Client()
    types_in(activity, "", client)
    seat = Seat.objects.get()
    for left, right in listed[:4]:
        asked = turn_of(seat).asked
        assert (asked.left.words, asked.right.words) == (words[left], words[right])
        CASES["pairs"].answer(activity, client)
