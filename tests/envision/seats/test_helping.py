"""A facilitator answers for somebody who rings or hands in a paper, in every method with seats: from that person's
seat, recorded as helped, counted once, and never mixed up with a seat of the helper's own."""

from __future__ import annotations

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from tests.envision.joining import client_with_seat, make_seat
from tests.envision.seats.answering import CASES, Case
from tests.support import factories
from tests.voices.part.walker import PERSON, Walker

from throughline.core.models import AuditEntry
from throughline.envision.seats import queries, telling
from throughline.envision.seats.models import Seat
from throughline.people.models import Account
from throughline.programmes import methods
from throughline.programmes.models import Activity, Membership, Role
from throughline.voices.actions import withdraw

pytestmark = pytest.mark.django_db
BANNER = "You are writing for somebody else."
TOLD = {"medium": {"medium": "telephone"}, "consent": PERSON["consent"] | {"given": "voice"}}


def helper_of(activity: Activity) -> Account:
    return factories.make_member(activity.programme, Role.FACILITATOR)


def joins_for_somebody(activity: Activity, client: Client, case: Case) -> str:
    """Walk the journey for a person; returns the page with their code."""
    walker = Walker(activity, client, pages="seat-helped")
    walker.walk(**PERSON | TOLD | case.further)
    return client.get(walker.send().url).content.decode()


def rows_of(case: Case, seat: Seat) -> int:
    rows: type[Model] = case.rows
    return rows._default_manager.filter(seat=seat).count()


@pytest.mark.parametrize("slug", CASES)
def test_answers_given_through_a_helper_are_the_persons_counted_once_and_not_the_helpers(slug):
    case = CASES[slug]
    activity = case.make()
    helper, own = helper_of(activity), make_seat(activity, "staff")
    client = client_with_seat(own)
    client.force_login(helper)
    method = methods.get(slug)
    manage = client.get(f"/programmes/{activity.programme.slug}/manage/activities/{activity.ref}").content.decode()
    assert f'href="{method.helped_url(activity)}"' in manage
    code = joins_for_somebody(activity, client, case)
    assert "Now give them their code" in code
    assert f'href="{method.go_on_url(activity)}"' in code
    theirs = Seat.objects.exclude(pk=own.pk).get()
    assert (theirs.submission.helped_by, theirs.participant.constituency) == (helper, "patients")
    assert AuditEntry.objects.filter(verb="voices.write-down", target=f"submission:{theirs.submission.ref}").exists()
    assert BANNER in client.get(method.go_on_url(activity)).content.decode()
    for _press in range(2):
        answered = case.answer(activity, client)
        assert answered.status_code == 302, answered.content.decode()
    assert rows_of(case, theirs) == (2 if slug == "pairs" else 1), "the second pair is another one"
    assert rows_of(case, own) == 0
    assert sum(queries.people(activity).values()) == 2
    assert "wrote your answers down" in str(telling.tell([theirs.submission])[theirs.submission.ref][0].title)
    left = client.post(reverse(f"{slug}-leave", args=[activity.programme.slug, activity.ref]))
    assert left["Location"] == method.helped_url(activity)
    mine = client.get(method.go_on_url(activity), follow=True).content.decode()
    assert BANNER not in mine
    case.answer(activity, client)
    assert rows_of(case, own) == 1


@pytest.mark.parametrize("slug", CASES)
def test_a_stranger_a_colleague_and_whoever_lost_the_role_are_turned_away(slug):
    case = CASES[slug]
    activity = case.make()
    method = methods.get(slug)
    helper = helper_of(activity)
    client = Client()
    client.force_login(helper)
    joins_for_somebody(activity, client, case)
    held = client.cookies["helped-seat"]
    for who in (None, helper_of(activity)):
        other = Client()
        if who:
            other.force_login(who)
        other.cookies["helped-seat"] = held.value
        assert other.get(method.go_on_url(activity))["Location"].endswith("?join")
    moderator = Client()
    assert moderator.get(method.helped_url(activity))["Location"].startswith("/sign-in")
    moderator.force_login(factories.make_member(activity.programme, Role.MODERATOR))
    assert moderator.get(method.helped_url(activity)).status_code == 403
    Membership.objects.filter(account=helper).delete()
    assert client.get(method.go_on_url(activity))["Location"].endswith("?join")


def types_in(activity: Activity, number: str, client: Client | None = None) -> str:
    """Walk the journey with a paper of this number up to sending it; returns the page that comes then."""
    client = client or Client()
    client.force_login(factories.make_member(activity.programme, Role.FACILITATOR))
    walker = Walker(activity, client, pages="seat-helped")
    told = {"medium": {"medium": "paper"}, "paper": {"number": number}, "consent": PERSON["consent"]}
    walker.walk(**PERSON | told | {"consent": PERSON["consent"] | {"given": "paper"}})
    return client.post(walker.url("check"), {"once": walker.once()}, follow=True).content.decode()


def test_a_paper_is_typed_in_once_and_a_number_that_cannot_be_is_asked_for_again():
    activity = CASES["rankings"].make()
    assert "Now give them their code" in types_in(activity, "k7m 42q")
    assert "has been typed in already" in types_in(activity, "K7M-42Q")
    assert Seat.objects.count() == 1
    assert "Now give them their code" in types_in(activity, "")
    client = Client()
    client.force_login(helper_of(activity))
    walker = Walker(activity, client, pages="seat-helped")
    walker.answer("medium", medium="paper")
    refused = walker.answer("paper", number="O7M-42")
    assert refused.status_code == 422
    assert 'value="O7M-42"' in refused.content.decode()


def test_a_seat_that_its_owner_took_back_is_left_and_a_method_without_seats_has_no_such_page():
    case = CASES["budgets"]
    activity = case.make()
    client = Client()
    client.force_login(helper_of(activity))
    joins_for_somebody(activity, client, case)
    withdraw(submission=Seat.objects.get().submission, kind="stop", once_key="w")
    response = client.get(methods.get("budgets").go_on_url(activity))
    assert response["Location"].endswith("?join")
    assert response.cookies["helped-seat"].value == ""
    stories = factories.make_activity(programme=activity.programme)
    address = reverse("seat-helped-start", args=[activity.programme.slug, stories.ref])
    assert client.get(address).status_code == 404
