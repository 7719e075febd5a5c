"""A seat, from joining to erasure, on the pages of a method that has seats."""

import pytest
from django.test import Client
from tests.envision.joining import client_with_seat, make_seat
from tests.envision.opinions.talking import make_map
from tests.support.factories import ALL_USES, make_account
from tests.voices.part.walker import PERSON, Walker

from throughline.core.jobs import run_ready
from throughline.envision.opinions.actions import vote
from throughline.envision.opinions.models import Vote
from throughline.envision.seats import jobs, queries
from throughline.envision.seats.models import Seat
from throughline.voices.actions import change_consent, withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    return make_map()


def joined(activity, client=None):
    """A walker who joined, with the answer to the check page."""
    walker = Walker(activity, client or Client())
    walker.walk(**PERSON)
    return walker, walker.send()


def test_joining_gives_six_words_and_a_seat_from_which_people_answer(asked):
    activity, _statements = asked
    walker, response = joined(activity)
    seat = Seat.objects.get(activity=activity)
    assert seat.participant.constituency == "patients"
    page = walker.client.get(response.url).content.decode()
    assert walker.url("vote") in page, "the page with the six words leads on"
    assert walker.get("vote").status_code == 200
    assert walker.get("start").url == walker.url("vote"), "whoever has a seat goes on where they were"
    assert len(walker.code(response).split()) == 6
    morsel = walker.client.cookies["seat"]
    assert (morsel["path"], bool(morsel["httponly"]), morsel["samesite"]) == (walker.url("start"), True, "Lax")
    assert seat.ref not in morsel.value
    assert seat.submission.ref not in morsel.value


def test_pressing_send_twice_gives_one_seat_and_the_same_browser_keeps_it(asked):
    activity, _statements = asked
    walker = Walker(activity)
    walker.walk(**PERSON)
    once, path = walker.once(), walker.url("check")
    walker.client.post(path, {"once": once})
    again = walker.client.post(path, {"once": once})
    assert again.status_code == 302
    assert Seat.objects.count() == 1
    assert walker.get("vote").status_code == 200


def test_nobody_without_a_seat_or_with_a_made_up_one_opens_its_pages(asked):
    activity, _statements = asked
    seat, elsewhere = make_seat(activity), make_seat(make_map()[0])
    path = f"/programmes/{activity.programme.slug}/opinions/{activity.ref}/"
    stranger, forger = Client(), Client()
    forger.cookies["seat"] = seat.submission.ref
    other = client_with_seat(elsewhere)
    other.cookies["seat"]["path"] = "/"
    for client in (stranger, forger, other):
        response = client.get(path + "vote")
        assert (response.status_code, response.url) == (302, path + "?join")
        assert client.get(path + "?join").status_code == 200, "the start page explains how to join"


def test_the_six_words_lead_back_to_the_seat_in_another_browser(asked):
    activity, _statements = asked
    walker, response = joined(activity)
    code, seat = walker.code(response), Seat.objects.get()
    elsewhere = Client()
    assert elsewhere.get(f"/follow/{seat.submission.ref}/go-on").status_code == 302
    assert elsewhere.get(walker.url("vote")).status_code == 302, "a guess of the address alone opens nothing"
    elsewhere.post("/follow", {"code": code})
    page = elsewhere.get("/follow/what-happened").content.decode()
    assert f"/follow/{seat.submission.ref}/go-on" in page
    response = elsewhere.get(f"/follow/{seat.submission.ref}/go-on")
    assert response.url == walker.url("vote")
    assert elsewhere.get(walker.url("vote")).status_code == 200


def test_leaving_forgets_the_seat_in_this_browser_alone(asked):
    activity, _statements = asked
    seat = make_seat(activity)
    client, elsewhere = client_with_seat(seat), client_with_seat(seat)
    path = f"/programmes/{activity.programme.slug}/opinions/{activity.ref}/"
    assert client.get(path + "leave").status_code == 405
    assert client.post(path + "leave").url == path
    assert client.get(path + "vote").url == path + "?join"
    assert elsewhere.get(path + "vote").status_code == 200


@pytest.mark.parametrize(("kind", "opens"), [("pause", True), ("stop", False), ("erase", False)])
def test_answers_of_somebody_who_paused_or_took_back_are_not_used(asked, kind, opens):
    activity, statements = asked
    seat = make_seat(activity, "staff")
    vote(seat=seat, statement=statements[0].ref, value=1)
    assert queries.people(activity) == {"patients": 0, "staff": 1, "policy": 0}
    withdraw(submission=seat.submission, kind=kind, once_key="w")
    assert not queries.usable(activity).exists()
    response = client_with_seat(seat).get(f"/programmes/{activity.programme.slug}/opinions/{activity.ref}/vote")
    assert (response.status_code == 200) is opens


def test_somebody_who_no_longer_agrees_to_be_analysed_is_not_counted(asked):
    seat = make_seat(asked[0])
    change_consent(submission=seat.submission, uses=ALL_USES | {"analyse": False}, once_key="c")
    assert not queries.usable(asked[0]).exists()


def test_erasure_deletes_the_seat_with_every_answer_and_nobody_elses(asked):
    activity, statements = asked
    gone, stays = make_seat(activity), make_seat(activity)
    for seat in (gone, stays):
        vote(seat=seat, statement=statements[0].ref, value=-1)
    withdraw(submission=gone.submission, kind="erase", once_key="e")
    jobs.forget_erased.enqueue()
    run_ready()
    assert list(Seat.objects.all()) == [stays]
    assert list(Vote.objects.values_list("seat", flat=True)) == [stays.pk]


def test_an_account_joins_an_activity_once_and_is_told_so(asked):
    activity, _statements = asked
    account = make_account()
    first, second = Client(), Client()
    for client in (first, second):
        client.force_login(account)
    joined(activity, first)
    _walker, response = joined(activity, second)
    assert response.status_code == 422
    assert "You take part in this already" in response.content.decode()
    assert Seat.objects.count() == 1
    other, _statements = make_map(programme=activity.programme)
    joined(other, second)
    assert Seat.objects.count() == 2, "the same person has a seat in each activity"
    assert len(set(Seat.objects.values_list("participant", flat=True))) == 1


def test_nobody_joins_what_is_closed(asked):
    activity, _statements = asked
    walker = Walker(activity)
    walker.walk(**PERSON)
    once = walker.once()
    activity.status = "closed"
    activity.save()
    response = walker.client.post(walker.url("check"), {"once": once})
    assert response.status_code == 422
    assert not Seat.objects.exists()
