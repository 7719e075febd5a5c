"""Filling in a questionnaire: every type of question, branching, save and return."""

from copy import deepcopy

import pytest
from tests.support import factories
from tests.understand.questionnaires.questions import ANSWERS, QUESTIONS
from tests.voices.part.walker import PERSON, Walker

from throughline.understand.questionnaires.models import ClosedAnswer
from throughline.voices.models import Contribution, Draft, Submission
from throughline.voices.queries import words_of

pytestmark = pytest.mark.django_db
ALL = ANSWERS | PERSON


@pytest.fixture
def activity():
    return factories.make_activity(method="questionnaires", settings={"questions": deepcopy(QUESTIONS), "minutes": 4})


@pytest.fixture
def walker(activity):
    return Walker(activity)


def closed():
    return sorted(ClosedAnswer.objects.values_list("question", "value"))


def test_every_type_of_question_is_stored_as_what_it_is(walker):
    met = walker.walk(**ALL)
    walker.send()
    assert met == [*ANSWERS, "role", "region", "consent", "email"]
    assert closed() == [
        ("called", "yes"),
        ("helped", "no"),
        ("left", "2026-04-14"),
        ("nights", "3"),
        ("ready", "4"),
        ("wrong", "letter"),
        ("wrong", "medicines"),
    ]
    words = {c.prompt: words_of(c) for c in Contribution.objects.select_related("data_key")}
    assert words == {"Why did it not help?": "They read out a list.", "In one word?": "rushed"}
    assert set(Contribution.objects.values_list("kind", flat=True)) == {"answer"}


def test_only_what_must_be_answered_is_needed(walker):
    least = {"q-ready": {"answer": "1"}, "q-called": {"answer": "no"}, "q-wrong": {"answer": ["none"]}}
    met = walker.walk(**least | PERSON)
    walker.send()
    assert "q-helped" not in met
    assert closed() == [("called", "no"), ("ready", "1"), ("wrong", "none")]
    assert Contribution.objects.count() == 0
    assert Submission.objects.count() == 1


def test_answers_to_questions_no_longer_asked_are_not_sent_but_come_back_with_the_question(walker):
    walker.walk(**ALL)
    walker.answer("q-called", query="?from=check", answer="no")
    assert "They read out a list." not in walker.get("check").content.decode()
    walker.answer("q-called", query="?from=check", answer="yes")
    assert "They read out a list." in walker.get("check").content.decode()
    walker.answer("q-called", query="?from=check", answer="no")
    walker.send()
    assert ("helped", "no") not in closed()
    assert [words_of(c) for c in Contribution.objects.select_related("data_key")] == ["rushed"]


def test_a_change_that_brings_a_new_question_asks_it_before_sending(walker):
    walker.walk(**ALL | {"q-called": {"answer": "no"}})
    walker.answer("q-called", query="?from=check", answer="yes")
    assert walker.get("check").url == walker.url("step", "q-helped")


def test_a_question_that_is_not_asked_cannot_be_opened(walker):
    walker.answer("q-ready", answer="1")
    walker.answer("q-called", answer="no")
    assert walker.get("step", "q-helped").url == walker.url("step", "q-wrong")


def test_a_question_changed_meanwhile_is_asked_again(walker, activity):
    walker.walk(**ALL)
    activity.settings["questions"][1]["options"][0]["slug"] = "yes-twice"
    activity.save()
    assert walker.get("check").url == walker.url("step", "q-called")


@pytest.mark.parametrize(
    ("step", "typed", "message", "kept"),
    [
        ("q-ready", {}, "Choose an answer", ""),
        ("q-ready", {"answer": "9"}, "Choose one of the answers", ""),
        (
            "q-wrong",
            {"answer": ["none", "letter"]},
            "Choose either “Nothing” or other answers",
            'value="letter" checked',
        ),
        ("q-nights", {"answer": "three"}, "Enter a number, like 30", 'value="three"'),
        ("q-nights", {"answer": "401"}, "Enter 400 or less", 'value="401"'),
        ("q-nights", {"answer": "NaN"}, "Enter a number, like 30", 'value="NaN"'),
        ("q-nights", {"answer": "1e999"}, "Enter a", 'value="1e999"'),
        ("q-left", {"answer_day": "31", "answer_month": "2", "answer_year": "2026"}, "Enter a real day", 'value="31"'),
        ("q-word", {"answer": "x" * 301}, "Use 300 characters or fewer", "x" * 301),
    ],
)
def test_a_wrong_answer_is_explained_and_stays_as_typed(walker, step, typed, message, kept):
    response = walker.answer(step, **typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert "There is a problem" in page
    assert kept in page
    assert Draft.objects.count() == 0


def test_it_can_be_saved_and_taken_up_again(walker, activity):
    walker.answer("q-ready", answer="4")
    again = Walker(activity)
    again.client.cookies["draft"] = walker.client.cookies["draft"].value
    start = again.get("start").content.decode()
    assert "You have started already" in start
    assert again.begin() == again.url("step", "q-called")
    assert 'value="4" checked' in again.get("step", "q-ready").content.decode()


def test_sending_twice_stores_once(walker):
    walker.walk(**ALL)
    cookies, once = dict(walker.client.cookies), walker.once()
    code = walker.code(walker.client.post(walker.url("check"), {"once": once}))
    again = Walker(walker.activity)
    again.client.cookies.update(cookies)
    assert again.code(again.client.post(again.url("check"), {"once": once})) == code
    assert (Submission.objects.count(), ClosedAnswer.objects.count()) == (1, 7)


def test_answers_are_kept_when_it_closes_before_they_are_sent(walker, activity):
    walker.walk(**ALL)
    once = walker.once()
    activity.status = "closed"
    activity.save()
    response = walker.client.post(walker.url("check"), {"once": once})
    assert response.status_code == 422
    assert "They read out a list." in response.content.decode()
    assert (Submission.objects.count(), ClosedAnswer.objects.count(), Draft.objects.count()) == (0, 0, 1)


def test_a_draft_of_one_activity_opens_nothing_in_another(walker):
    walker.answer("q-word", answer="secret-word")
    other = Walker(factories.make_activity(method="questionnaires", settings={"questions": QUESTIONS}))
    other.client.cookies["draft"] = walker.client.cookies["draft"].value
    assert "secret-word" not in other.get("step", "q-word").content.decode()
    assert other.answer("q-ready", answer="2").status_code == 302
    assert Draft.objects.count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_saving_an_answer_costs_the_same_with_any_number_of_questions(count, django_assert_num_queries):
    questions = [{"slug": f"q{n}", "type": "short", "text": f"Question {n}?"} for n in range(count)]
    walker = Walker(factories.make_activity(method="questionnaires", settings={"questions": questions}))
    walker.answer("q-q0", answer="one")
    walker.answer("role", role="patient")
    with django_assert_num_queries(5):  # the activity; begin, read the draft, write it, commit
        walker.answer("q-q0", answer="another")
    with django_assert_num_queries(2):  # the activity, the draft
        walker.get("step", "q-q0")


def test_who_answers_in_words_may_warn_readers(walker):
    walker.walk(**ALL)
    assert walker.url("step", "labels") in walker.get("check").content.decode()
    walker.answer("labels", query="?from=check", labels=["fall"])
    walker.send()
    assert {tuple(one.labels) for one in Contribution.objects.all()} == {("fall",)}


def test_there_is_nothing_to_warn_of_where_nothing_is_asked_in_words(activity):
    activity.settings["questions"] = [one for one in QUESTIONS if one["type"] == "scale"]
    activity.save()
    walker = Walker(activity)
    walker.walk(**ALL)
    assert "Check your answers" in walker.get("check").content.decode()
    assert walker.url("step", "labels") not in walker.get("check").content.decode()
