"""Reading, suggesting, supporting, commenting and asking, as a browser without scripts does it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.envision.ideas.making import (
    TITLES,
    Browser,
    author_of,
    make_comment,
    make_idea,
    make_ideas,
    make_question,
    people_support,
    person,
)
from tests.envision.joining import make_seat
from tests.support.factories import make_contribution

from throughline.envision.ideas import likeness, queries
from throughline.envision.ideas.models import Comment, Idea, Question, Support
from throughline.voices.models import Contribution
from throughline.voices.queries import words_of

pytestmark = pytest.mark.django_db


def titles_on(page: str) -> list[str]:
    return re.findall(r'heading-s"><a href="[^"]+">([^<]+)<', page)


def test_anybody_reads_ideas_without_a_seat_in_an_order_of_each_persons_own():
    activity, _ideas = make_ideas(ideas=12)
    make_idea(activity, "Not read yet", moderation="waiting")
    reader = Browser(activity, Client())
    page = reader.reads("all")
    assert sorted(titles_on(page)) == sorted([*TITLES, *(f"Made up {n}" for n in range(4, 12))])
    assert "Not read yet" not in page
    orders = {tuple(titles_on(person(activity).reads("all"))) for _person in range(6)}
    assert len(orders) > 1, "six orders of twelve drawn by lot are all alike once in 12!^5"
    one = person(activity)
    assert titles_on(one.reads("all")) == titles_on(one.reads("all"))


def test_an_idea_is_suggested_once_waits_for_a_moderator_and_keeps_its_lines():
    activity, _ideas = make_ideas(ideas=0)
    one = person(activity)
    for _press in range(2):
        assert one.sends("suggest", title="  A quiet   room ", words="For those\r\n\r\nwho need it.") == (
            302,
            "mine?sent",
        )
    idea = Idea.objects.get()
    assert words_of(idea.contribution).splitlines()[0] == "A quiet room"
    assert idea.contribution.kind == "idea"
    assert "who need it." in words_of(idea.contribution)
    assert "A moderator will read it." in one.reads("mine")
    assert "A quiet room" not in Browser(activity, Client()).reads("all")
    assert one.status(f"all/{idea.ref}") == 404


def test_what_looks_like_another_idea_is_shown_first_with_everything_kept_and_can_be_sent_anyway():
    activity, _ideas = make_ideas()
    one, typed = person(activity), {"title": "Texting the people who are next", "words": "A text to whoever is next."}
    status, page = one.sends("suggest", **typed)
    assert (status, Idea.objects.count()) == (200, len(TITLES)), "nothing is stored yet"
    assert "These ideas look like yours" in page
    assert f">{TITLES[0]}</a>" in page
    assert "Free parking" not in page
    assert all(text in page for text in typed.values())
    assert one.sends("suggest", **typed, anyway="yes")[0] == 302
    assert Idea.objects.count() == len(TITLES) + 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Parking that is free for patients", ["Free parking for patients"]),
        ("Nurses we can ring in the night", ["A nurse to ring at night"]),
        ("Shorter forms", []),
        ("the and of", []),
        ("", []),
    ],
)
def test_likeness_compares_words_in_any_form_and_leaves_common_ones_out(text, found):
    others = [(f"r{n}", title, title) for n, title in enumerate(TITLES)]
    assert [title for _ref, title in likeness.alike(text, others)] == found


@pytest.mark.parametrize(
    ("page", "typed", "said"),
    [
        ("suggest", {"title": " ", "words": "Kept words"}, "Say in one line what the idea is"),
        ("suggest", {"title": "x" * 121, "words": "Kept words"}, "at most 120 characters"),
        ("suggest", {"title": "Kept words", "words": "y" * 2001}, "at most 2000 characters"),
        ("all/{idea}/comment", {"words": " "}, "Write a few words"),
        ("all/{idea}/comment", {"words": "Kept words" + "x" * 2000}, "at most 2000 characters"),
        ("ask", {"words": ""}, "Write a few words"),
        ("ask", {"words": "Kept words" + "x" * 2000}, "at most 2000 characters"),
    ],
)
def test_words_that_do_not_fit_are_refused_in_plain_words_and_kept(page, typed, said):
    activity, (idea,) = make_ideas(ideas=1)
    before = Contribution.objects.count()
    status, body = person(activity).sends(page.format(idea=idea.ref), **typed)
    assert (status, Contribution.objects.count()) == (422, before)
    assert said in body
    assert "Kept words" in body or not any("Kept words" in text for text in typed.values())


@pytest.mark.parametrize("page", ["suggest", "all/{idea}/comment", "ask"])
def test_after_closing_nothing_is_taken_and_what_was_typed_stays_on_the_page(page):
    activity, (idea,) = make_ideas(status="closed", ideas=1)
    one = person(activity)
    status, body = one.sends(page.format(idea=idea.ref), title="Kept words", words="More kept words")
    assert status == 422
    assert "This is closed now" in body
    assert "More kept words" in body
    status, body = one.sends(f"all/{idea.ref}/support", support="yes")
    assert status == 422
    assert "This is closed now" in body
    assert Support.objects.count() == 0


def test_words_of_somebody_whom_others_may_not_read_are_refused_and_comments_only_where_they_are_asked_for():
    activity, (idea,) = make_ideas(ideas=1, settings={"comments": "no"})
    quiet = person(activity, make_seat(activity, uses={"read": True, "analyse": True, "quote": False}))
    status, body = quiet.sends("suggest", title="A quiet room", words="Kept words")
    assert status == 422
    assert "Others can only answer this if they may read it." in body
    assert "Kept words" in body
    assert "Comments are not taken here." in person(activity).sends(f"all/{idea.ref}/comment", words="Yes")[1]
    assert Comment.objects.count() == 0


def test_support_is_given_and_taken_back_in_one_row_and_no_number_stands_beside_an_idea():
    activity, (idea, *_others) = make_ideas()
    people_support(activity, {idea: ["patients"] * 37})
    seat = make_seat(activity)
    one = person(activity, seat)
    for support, said in (("yes", "You support this idea."), ("yes", "Take my support back"), ("no", "I support this")):
        assert one.sends(f"all/{idea.ref}/support", support=support) == (302, f"all/{idea.ref}")
        assert said in one.reads(f"all/{idea.ref}")
    row = Support.objects.get(seat=seat)
    assert row.given is False
    for page in ("all", f"all/{idea.ref}", "mine", "results"):
        assert not re.search(r"\b3[5-9]\b", re.sub(r"<[^>]*>", " ", one.reads(page))), page
    assert "shown here when this is closed" in one.reads("results")


def test_ones_own_idea_cannot_be_supported_nor_one_that_is_not_there():
    activity, (idea, *_others) = make_ideas()
    author = person(activity, author_of(idea))
    status, body = author.sends(f"all/{idea.ref}/support", support="yes")
    assert status == 422
    assert "This idea holds your own words." in body
    unread = make_idea(activity, "Not read yet", moderation="waiting")
    for ref in (unread.ref, "a" * 12):
        assert author.sends(f"all/{ref}/support", support="yes")[0] == 404
    status, body = person(activity).sends(f"all/{idea.ref}/support", support="maybe")
    assert (status, "Press the button" in body) == (422, True)
    assert Support.objects.count() == 0


def test_a_stranger_is_asked_to_join_before_they_give_anything_and_can_leave_a_shared_device():
    activity, (idea,) = make_ideas(ideas=1)
    stranger, one = Browser(activity, Client()), person(activity)
    assert "Join to support this idea or comment on it" in stranger.reads(f"all/{idea.ref}")
    for page in (f"all/{idea.ref}/support", f"all/{idea.ref}/comment", "suggest", "ask", "mine"):
        assert stranger.sends(page, words="Words", title="Title") == (302, "?join")
    assert one.sends("leave") == (302, "")
    assert one.sends("ask", words="Words") == (302, "?join")
    assert Question.objects.count() == 0


def test_comments_and_questions_wait_for_a_moderator_and_are_then_read_with_the_teams_answer():
    activity, (idea,) = make_ideas(ideas=1)
    one = person(activity)
    assert one.sends(f"all/{idea.ref}/comment", words="It worked elsewhere.") == (302, "mine?sent")
    assert one.sends("ask", words="Who decides?") == (302, "questions?asked")
    assert {row.contribution.kind for row in (Comment.objects.get(), Question.objects.get())} == {"comment", "question"}
    page = Browser(activity, Client()).reads("questions")
    assert "1 question waits for an answer." in page
    assert "A moderator has not read 1 of them yet." in page
    assert "Who decides?" not in page
    assert "It worked elsewhere." not in one.reads(f"all/{idea.ref}")
    make_comment(idea, "Somebody else's words.", public_words="What a moderator approved.")
    page = one.reads(f"all/{idea.ref}")
    assert "What a moderator approved." in page
    assert "Somebody else's words." not in page
    mine = one.reads("mine")
    assert "It worked elsewhere." in mine
    assert "Who decides?" in mine


def test_unanswered_questions_are_counted_in_public_with_the_days_that_they_wait():
    activity, _ideas = make_ideas(ideas=0)
    old, new = make_question(activity, "Oldest?"), make_question(activity, "Newest?")
    Contribution.objects.filter(pk=old.contribution_id).update(created_at=timezone.now() - timedelta(days=12))
    Contribution.objects.filter(pk=new.contribution_id).update(created_at=timezone.now() - timedelta(days=3))
    make_question(activity, "Refused?", moderation="red")
    taken_back = make_question(activity, "Taken back?")
    Contribution.objects.filter(pk=taken_back.contribution_id).update(standing="stopped")
    page = Browser(activity, Client()).reads("questions")
    assert "2 questions wait for an answer. Days that the oldest has waited: 12." in page
    assert page.index("Oldest?") < page.index("Newest?")
    assert "Refused?" not in page
    assert "Taken back?" not in page
    assert queries.waiting(activity.pk) == queries.Waiting(2, 0, 12)


def test_an_idea_taken_back_by_its_author_is_gone_from_every_page():
    activity, (idea, *_others) = make_ideas()
    Contribution.objects.filter(pk=idea.contribution_id).update(standing="stopped")
    reader = Browser(activity, Client())
    assert TITLES[0] not in reader.reads("all")
    assert reader.status(f"all/{idea.ref}") == 404


def test_a_long_first_line_is_cut_as_a_title_and_kept_whole_below():
    activity, _ideas = make_ideas(ideas=0)
    idea = make_idea(activity, "", text="Long " * 60)
    told = queries.shown(queries.one(activity=activity.pk, ref=idea.ref))
    assert len(told.title) == 120
    assert told.words == ("Long " * 60).strip()


@pytest.mark.parametrize("page", ["all", "all/{idea}", "questions", "mine", "suggest"])
def test_a_page_costs_the_same_whatever_was_given(page):
    activity, (idea, _other) = make_ideas(ideas=2)
    seat = make_seat(activity)
    one = person(activity, seat)

    def give() -> None:
        make_comment(idea)
        make_question(activity)
        mine = make_idea(activity, "Of my own", seat=seat)
        make_contribution(activity=activity, submission=seat.submission, kind="idea", text="Alone")
        Support.objects.update_or_create(
            seat=seat, idea=make_idea(activity, "Another"), defaults={"given": True, "changed_at": timezone.now()}
        )
        make_comment(mine, submission=seat.submission)
        make_question(activity, submission=seat.submission)

    give()
    with CaptureQueriesContext(connection) as few:
        assert one.status(page.format(idea=idea.ref)) == 200
    for _more in range(6):
        give()
    with CaptureQueriesContext(connection) as many:
        assert one.status(page.format(idea=idea.ref)) == 200
    assert len(many) == len(few) <= 26, "\n".join(query["sql"] for query in many)
