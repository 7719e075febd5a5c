"""Choosing from one pair after another, as a browser without scripts does it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.envision.joining import client_with_seat, make_seat
from tests.envision.pairs.comparing import make_survey, people_choose, worked_out
from tests.support.factories import make_contribution

from throughline.envision.pairs import queries
from throughline.envision.pairs.models import Choice, Option, Prompts
from throughline.voices.models import Contribution

pytestmark = pytest.mark.django_db


class Chooser:
    """A browser with a seat in a survey."""

    def __init__(self, activity, **seat):
        self.seat = make_seat(activity, **seat)
        self.client = client_with_seat(self.seat)
        self.base = f"/programmes/{activity.programme.slug}/pairs/{activity.ref}/"

    def get(self, page):
        return self.client.get(self.base + page)

    def reads(self, page):
        return " ".join(self.get(page).content.decode().split())

    def token(self, page="choose"):
        return re.search(r'name="pair" value="([^"]+)"', self.reads(page)).group(1)

    def sides(self):
        """The words on the left and on the right."""
        return re.findall(r'tl-pair__words" id="\w+-words">([^<]+)<', self.reads("choose"))

    def chooses(self, answer, token=None, page="choose"):
        return self.client.post(self.base + page, {"pair": token or self.token(), "answer": answer})


def test_each_pair_is_asked_once_and_the_end_is_the_list_of_ones_own_choices():
    activity, _options = make_survey(options=3)
    chooser, seen = Chooser(activity), []
    for number, answer in enumerate(("left", "right", "undecided"), start=1):
        page = chooser.reads("choose")
        assert f"Pair {number}." in page
        assert page.count('name="answer"') == 3
        sides = chooser.sides()
        assert sides == chooser.sides(), "loading the page again changes nothing"
        seen.append(frozenset(sides))
        assert chooser.chooses(answer).url == chooser.base + "choose"
        row = Choice.objects.latest("pk")
        left = row.first.words == sides[0]
        assert row.first_left is left
        assert row.value == {"left": 1, "right": -1, "undecided": 0}[answer] * (1 if left else -1)
    assert len(set(seen)) == 3
    assert chooser.get("choose").url == chooser.base + "mine?end"
    mine = chooser.reads("mine?end")
    assert "You chose from 3 pairs." in mine
    assert "You have seen every pair there is." in mine
    assert "See what people put first" not in mine, "the results wait for the end"


def test_a_mind_is_changed_from_the_list_and_the_row_stays_one():
    activity, _options = make_survey(options=3)
    chooser = Chooser(activity)
    left, right = chooser.sides()
    chooser.chooses("left")
    row = Choice.objects.get()
    page = chooser.reads(f"mine/{row.ref}")
    assert f"Before, you chose: {left}" in page
    response = chooser.chooses("right", chooser.token(f"mine/{row.ref}"), f"mine/{row.ref}")
    assert response.url == chooser.base + "mine"
    assert Choice.objects.get().value == -row.value
    assert f"chosen before “{left}”" in chooser.reads("mine")
    assert right in chooser.reads("mine")


def test_made_up_pairs_and_answers_are_refused_and_nothing_is_stored():
    activity, options = make_survey(options=3)
    chooser, other = Chooser(activity), Chooser(activity)
    for token in (other.token(), f"{options[0].pk}:{options[1].pk}", "x", " "):
        assert chooser.chooses("left", token).status_code == 404
    for answer in ("", "both", "1"):
        response = chooser.chooses(answer)
        assert response.status_code == 422
        assert "Choose one of the two" in response.content.decode()
    assert chooser.get(f"mine/{'a' * 12}").status_code == 404
    other.chooses("left")
    assert chooser.get(f"mine/{Choice.objects.get().ref}").status_code == 404, "nobody sees another's choice"
    assert Choice.objects.count() == 1


def test_after_closing_no_choice_is_taken_and_what_was_chosen_stays():
    activity, _options = make_survey(options=3)
    chooser = Chooser(activity)
    chooser.chooses("left")
    token, before = chooser.token(), Choice.objects.get().value
    activity.status = "closed"
    activity.save()
    response = chooser.chooses("right", token)
    assert response.status_code == 422
    assert "What you chose before is kept" in response.content.decode()
    assert Choice.objects.get().value == before
    assert chooser.get("choose").url == chooser.base + "mine"
    assert "Change<" not in chooser.reads("mine")


def test_two_people_on_one_link_choose_each_for_themselves_and_a_stranger_is_asked_to_join(client):
    activity, _options = make_survey(options=3)
    one, other = Chooser(activity), Chooser(activity)
    one.chooses("left")
    other.chooses("right")
    assert set(Choice.objects.values_list("seat", flat=True)) == {one.seat.pk, other.seat.pk}
    assert "You chose from 1 pair." in one.reads("mine")
    assert client.get(one.base + "choose").url == one.base + "?join"
    assert one.client.post(one.base + "leave").url == one.base
    assert one.get("mine").status_code == 302


def test_with_fewer_than_two_options_there_is_nothing_to_choose_and_the_page_says_so():
    activity, _options = make_survey(options=1)
    chooser = Chooser(activity)
    assert chooser.get("choose").url == chooser.base + "mine?end"
    assert "There are not yet two things to choose between." in chooser.reads("mine?end")


def test_an_idea_waits_for_a_moderator_and_is_then_asked_as_an_option():
    activity, _options = make_survey(options=2)
    chooser = Chooser(activity)
    response = chooser.client.post(chooser.base + "add", {"words": "Walk-in clinics", "once": "a"})
    assert response.url == chooser.base + "add?added"
    chooser.client.post(chooser.base + "add", {"words": "Walk-in clinics", "once": "a"})
    option = Option.objects.get(contribution__isnull=False)
    assert (option.words, option.contribution.kind) == ("", "idea")
    assert queries.votable(activity.pk).count() == 2
    blank = chooser.client.post(chooser.base + "add", {"words": " ", "once": "b"})
    assert blank.status_code == 422
    assert "Write your idea" in blank.content.decode()
    approved = make_contribution(
        activity=activity, kind="idea", text="Nurse Ann at night", public_words="A nurse at night", moderation="amber"
    )
    Option.objects.create(activity=activity, contribution=approved)
    assert "A nurse at night" in {row.words or queries.words_of(row) for row in queries.votable(activity.pk)}
    Contribution.objects.filter(pk=approved.pk).update(standing="stopped")
    assert queries.votable(activity.pk).count() == 2


def test_no_idea_is_taken_from_somebody_whose_words_others_may_not_read_or_where_none_are_asked_for():
    activity, _options = make_survey(options=2)
    chooser = Chooser(activity, uses={"read": True, "analyse": True, "quote": False})
    response = chooser.client.post(chooser.base + "add", {"words": "Walk-in clinics", "once": "a"})
    assert response.status_code == 422
    assert "Walk-in clinics" in response.content.decode()
    closed, _options = make_survey(options=2, settings={"ideas": "no"})
    assert Chooser(closed).get("add").status_code == 404
    assert Option.objects.filter(contribution__isnull=False).count() == 0


def test_what_few_have_seen_is_asked_sooner_and_a_page_costs_the_same_whatever_was_chosen():
    activity, options = make_survey(options=6)
    chooser = Chooser(activity)
    with CaptureQueriesContext(connection) as few:
        chooser.get("choose")
    people_choose(activity, options[:5], ["patients"] * 30, pairs=10)
    worked_out(activity)
    drawn = Prompts.objects.get(activity=activity).pairs
    late = sum(options[5].pk in pair for pair in drawn)
    # 10 of 30 ordered pairs hold the option that nobody has seen; its weight is as large as may be, that of the others
    # (about 15 votes each) falls short of it only by tau: most, never fewer than chance alone would give.
    assert late > len(drawn) / 4
    with CaptureQueriesContext(connection) as many:
        chooser.get("choose")
    assert len(many) == len(few) <= 14
