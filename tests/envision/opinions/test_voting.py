"""Voting on one statement after another, as a browser without scripts does it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.envision.joining import client_with_seat, make_seat
from tests.envision.opinions.talking import make_map
from tests.support.factories import make_contribution

from throughline.envision.opinions import queries
from throughline.envision.opinions.models import Statement, Vote

pytestmark = pytest.mark.django_db


class Voter:
    """A browser with a seat in an opinion map."""

    def __init__(self, activity, **seat):
        self.seat = make_seat(activity, **seat)
        self.client = client_with_seat(self.seat)
        self.base = f"/programmes/{activity.programme.slug}/opinions/{activity.ref}/"

    def get(self, page):
        return self.client.get(self.base + page)

    def reads(self, page):
        return self.get(page).content.decode()

    def shown(self):
        """The ref of the statement on the page of voting."""
        return re.search(r'name="statement" value="(\w+)"', self.reads("vote")).group(1)

    def votes(self, value, statement=None, **more):
        return self.client.post(self.base + "vote", {"statement": statement or self.shown(), "vote": value, **more})


def test_each_statement_is_asked_once_and_the_end_is_ones_own_result():
    activity, statements = make_map(statements=4)
    voter, seen = Voter(activity), []
    for number in range(1, 5):
        page = voter.reads("vote")
        assert f"Statement {number} of 4" in page
        assert page.count('type="submit" name="vote"') == 3
        assert voter.shown() == voter.shown(), "loading the page again changes nothing"
        seen.append(voter.shown())
        response = voter.votes("agree", **({"matters": "on"} if number == 1 else {}))
        assert response.url == voter.base + "vote"
    assert sorted(seen) == sorted(one.ref for one in statements)
    assert voter.get("vote").url == voter.base + "own"
    assert list(Vote.objects.order_by("pk").values_list("value", "matters")) == [(1, True), *[(1, False)] * 3]
    assert "You voted on 4 statements." in voter.reads("own")


def test_a_vote_is_changed_from_the_list_of_ones_own():
    activity, _statements = make_map(statements=3)
    voter = Voter(activity)
    first = voter.shown()
    voter.votes("agree")
    assert "You agreed" in voter.reads("mine")
    page = voter.reads(f"mine/{first}")
    assert "You agreed before." in page
    response = voter.client.post(f"{voter.base}mine/{first}", {"vote": "disagree", "matters": "on"})
    assert response.url == voter.base + "mine"
    vote = Vote.objects.get()
    assert (vote.statement.ref, vote.value, vote.matters) == (first, -1, True)
    mine = voter.reads("mine")
    assert "You disagreed" in mine
    assert "Matters to me" in mine


def test_only_statements_that_a_moderator_approved_are_seen_or_taken_a_vote_for():
    activity, _statements = make_map(statements=1)
    made = {}
    for name, columns in {
        "waiting": {"moderation": "waiting"},
        "red": {"moderation": "red"},
        "amber": {"moderation": "amber", "public_words": "The ward was too loud."},
        "stopped": {"moderation": "green", "standing": "stopped"},
        "unquoted": {"moderation": "green", "uses": {"quote": False}},
    }.items():
        words = make_contribution(activity=activity, kind="statement", text="Nurse Ann was too loud.", **columns)
        made[name] = Statement.objects.create(activity=activity, contribution=words)
    assert {one.ref for one in queries.votable(activity.pk)} - {_statements[0].ref} == {made["amber"].ref}
    voter = Voter(activity)
    for name, statement in made.items():
        fine = name == "amber"
        assert voter.votes("agree", statement.ref).status_code == (302 if fine else 404)
        assert voter.get(f"mine/{statement.ref}").status_code == (200 if fine else 404)
    assert Vote.objects.get().statement == made["amber"]
    page = voter.reads("mine")
    assert "The ward was too loud." in page
    assert "Nurse Ann" not in page


def test_made_up_statements_and_votes_are_refused_and_nothing_is_stored():
    activity, statements = make_map(statements=2)
    _other, elsewhere = make_map(statements=1)
    voter = Voter(activity)
    for ref in (elsewhere[0].ref, "x" * 12, "", "\0", "'; --"):
        assert voter.votes("agree", ref or " ").status_code == 404
    for value in ("2", "", "yes", "-1"):
        response = voter.votes(value, statements[0].ref)
        assert response.status_code == 422
        assert "Choose agree, disagree or pass." in response.content.decode()
    assert not Vote.objects.exists()


def test_after_closing_no_vote_is_taken_and_what_was_voted_stays():
    activity, statements = make_map(statements=3)
    voter = Voter(activity)
    voter.votes("agree", statements[0].ref)
    activity.status = "closed"
    activity.save()
    response = voter.votes("disagree", statements[0].ref)
    assert response.status_code == 422
    assert "What you voted before is kept" in response.content.decode()
    assert Vote.objects.get().value == 1
    assert voter.get("vote").url == voter.base + "own"
    assert "Change<" not in voter.reads("mine")


def test_two_people_on_one_address_vote_each_for_themselves():
    activity, statements = make_map(statements=2)
    one, other = Voter(activity), Voter(activity)
    one.votes("agree", statements[0].ref)
    other.votes("disagree", statements[0].ref)
    assert dict(Vote.objects.values_list("seat", "value")) == {one.seat.pk: 1, other.seat.pk: -1}
    assert "You agreed" in one.reads("mine")
    assert "You disagreed" not in one.reads("mine")


def test_new_statements_come_early_and_people_meet_them_in_different_orders():
    activity, statements = make_map(statements=30)
    Statement.objects.exclude(pk=statements[0].pk).update(weight=0.1)
    first = [queries.turn_of(make_seat(activity)).statement.pk for _ in range(60)]
    # By its weight the new one is first for 64 in 100 people; of 60 fewer than 15 is less likely than 1 in a billion.
    assert first.count(statements[0].pk) >= 15
    assert len(set(first)) > 3


def test_a_page_of_voting_costs_two_queries_however_many_statements_there_are():
    activity, _few = make_map(statements=3)
    larger, _many = make_map(statements=300)
    asked = []
    for one in (activity, larger):
        voter = Voter(one)
        voter.votes("agree")
        with CaptureQueriesContext(
            connection,
        ) as caught:
            voter.get("vote")
        asked.append(len(caught))
        with CaptureQueriesContext(connection) as caught:
            voter.votes("agree", queries.turn_of(voter.seat).statement.ref)
        asked.append(len(caught))
    assert asked[:2] == asked[2:]
    assert asked[0] <= 4
