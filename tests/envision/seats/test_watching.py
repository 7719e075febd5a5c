"""The page on which a team watches: who joined when, where people stop, who is missing, and no more than that."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.envision.delphi import ready
from tests.envision.joining import make_seats
from tests.envision.opinions.talking import make_map, people_vote
from tests.support.factories import make_activity, make_member, make_programme
from tests.voices.part.walker import PERSON, Walker

from throughline.envision.seats.models import Seat
from throughline.programmes import methods
from throughline.voices.models import Participant

pytestmark = pytest.mark.django_db


def path(activity):
    return f"/programmes/{activity.programme.slug}/manage/activities/{activity.ref}/watch"


def read(activity, role="facilitator"):
    client = Client()
    client.force_login(make_member(activity.programme, role))
    response = client.get(path(activity))
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_where_people_stop_is_counted_page_by_page_and_nothing_of_what_they_wrote_is_told():
    activity, _statements = make_map(programme=make_programme(about_questions=["age"]))
    make_seats(activity, ["patients", "staff"])
    for answers in ({"role": PERSON["role"]}, {"role": PERSON["role"]}, PERSON | {"about-age": {"answer": "25-34"}}):
        Walker(activity).walk(**answers) if "consent" in answers else Walker(activity).answer("role", **answers["role"])
    page = read(activity)
    assert "Who they are 5 0" in page, "who only looked is not counted"
    assert "The region 5 2" in page
    assert "What is your age group? 3 0" in page
    assert "Check your answers, and send 3 1" in page
    assert "clinician" not in page


def test_answers_after_joining_are_counted_from_none_to_all():
    activity, statements = make_map()
    people_vote(activity, statements, 6, share=1)
    people_vote(activity, statements[:3], 2, share=1)
    make_seats(activity, ["patients"] * 4)
    parts = read(activity).split("After joining")[1].split("Reminders")[0]
    assert "None yet 4 1 to 5 2 6 to 9 0 All 10 6" in parts
    assert "We do not remind people" in read(activity)


def test_who_is_missing_is_named_and_small_groups_are_hidden_from_the_team_too():
    programme = make_programme(about_questions=["carer"], regions=["north-east", "london"])
    activity = make_activity(method="budgets", stage="envision", programme=programme)
    seats = make_seats(activity, ["patients"] * 20 + ["staff"] * 2)
    region = programme.regions.get(slug="london")
    people = [seat.participant_id for seat in seats]
    Participant.objects.filter(pk__in=people[:12]).update(region=region, about={"carer": "no"})
    Participant.objects.filter(pk__in=people[12:15]).update(about={"carer": "yes-over-20"})
    page = read(activity)
    missing = page.split("one of these:")[1].split("Who Joined")[0] if "Who Joined" in page else page
    assert "The three groups Policymakers" in missing
    assert "Region North East" in missing
    assert "Yes, under 20" not in missing
    assert "Yes, less than 20 hours a week" in missing
    assert "No 10" in page
    assert re.search(r"Yes, 20 hours a week or more \*", page)
    assert "Health and care staff 2" in page


def test_days_are_counted_up_to_today_with_those_on_which_nobody_came():
    activity, _statements = make_map()
    seats = make_seats(activity, ["patients"] * 3)
    Seat.objects.filter(pk=seats[0].pk).update(taken_at=timezone.now() - timedelta(days=2))
    Seat.objects.filter(pk=seats[1].pk).update(taken_at=timezone.now() - timedelta(days=40))
    page = read(activity)
    assert "2 people joined in the last 7 days" in page
    assert "Joined before that: 1." in page


def test_a_panel_says_whether_those_who_are_late_were_reminded():
    activity = ready.opened()
    assert "have not been reminded" in read(activity)
    activity.delphi_rounds.update(reminded_at=timezone.now())
    assert "were reminded on" in read(activity)
    activity.delphi_rounds.update(closed_at=timezone.now())
    assert "nobody to remind" in read(activity)


@pytest.mark.parametrize(
    "method", sorted(slug for slug, one in methods.all_methods().items() if hasattr(one, "journey"))
)
def test_every_method_with_seats_can_be_watched_before_anybody_came(method):
    activity = make_activity(method=method, stage="envision")
    page = read(activity, "organiser")
    assert "Nobody has joined yet." in page
    assert "None yet 0" in page


def test_it_is_for_organisers_and_facilitators_and_only_where_people_take_seats():
    activity, _statements = make_map()
    for role in ("moderator", "analyst"):
        client = Client()
        client.force_login(make_member(activity.programme, role))
        assert client.get(path(activity)).status_code == 403
    client.force_login(make_member(activity.programme, "facilitator"))
    assert client.get(path(make_activity(method="stories", programme=activity.programme))).status_code == 404
    manage = client.get(f"/programmes/{activity.programme.slug}/manage/activities/{activity.ref}").content.decode()
    assert path(activity) in manage


def test_it_costs_the_same_however_many_people_and_drafts_there_are():
    asked = []
    for many in (2, 12):
        activity, statements = make_map(programme=make_programme(about_questions=["age"]))
        people_vote(activity, statements, many)
        for _one in range(many // 2):
            Walker(activity).answer("role", **PERSON["role"])
        client = Client()
        client.force_login(make_member(activity.programme, "facilitator"))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path(activity)).status_code == 200
        asked.append(len(caught))
    assert asked[0] == asked[1]
