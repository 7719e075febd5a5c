"""What a team does before people choose: words under questions, what is known, and what is wrong with nothing lost."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.envision.partnerships.partnering import PROTOCOL, check, key, opened, partnership, url, words_for, write
from tests.support import factories

from throughline.core.errors import Refused
from throughline.envision.partnerships import actions, queries
from throughline.envision.partnerships.models import Gathered, Partnership, Question
from throughline.envision.partnerships.protocol import Protocol
from throughline.evidence import steps
from throughline.programmes import methods
from throughline.programmes.actions import copy_activity, create_chain
from throughline.voices.actions import withdraw

pytestmark = pytest.mark.django_db


def page(response, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def team(activity, role: str = "facilitator") -> Client:
    client = Client()
    client.force_login(factories.make_member(activity.programme, role))
    return client


def test_the_fingerprint_is_of_every_line_and_changes_with_any_of_them():
    whole = Protocol(**PROTOCOL)
    assert len({whole.fingerprint, *(Protocol(**PROTOCOL | {name: "x"}).fingerprint for name in PROTOCOL)}) == 11
    assert Protocol.of(whole.kept() | {"unknown": 1}) == whole
    assert len(Protocol().missing) == 6


WRONG = [
    ({}, "Choose what they are", ""),
    ({"what": "new"}, "Write the question", ""),
    ({"what": "new", "text": "Why does it hurt at night?", "words": []}, "or say where it comes from", "text"),
    ({"what": "new", "text": "HOW CAN PEOPLE SLEEP BETTER?"}, "This question is there already", "text"),
    ({"what": "under", "explained": "kept"}, "Choose a question of the list", "explained"),
    ({"what": "under", "question": "nosuchone"}, "Choose a question of the list", ""),
    ({"what": "aside"}, "Say why. Their authors read it.", ""),
    ({"what": "aside", "reason": "Not about pain.", "words": []}, "Choose at least one.", "reason"),
]


def test_what_is_wrong_in_gathering_is_said_with_every_tick_and_word_kept():
    activity = partnership()
    write(activity, ["How can people sleep better?"], words=[])
    given, client = words_for(activity), team(activity)
    for sent, words, field in WRONG:
        shown = page(client.post(url("gather", activity), {"words": [given.ref]} | sent), 422)
        assert words in shown
        assert shown.count(f'value="{given.ref}" checked') == (0 if sent.get("words") == [] else 1)
        if field:
            assert f'value="{sent[field]}"' in shown
    assert not Gathered.objects.exists()


def test_words_that_their_author_takes_back_leave_the_question_and_its_page():
    activity = partnership()
    (question,) = write(activity, ["Does exercise in water help?"])
    (row,) = Gathered.objects.select_related("contribution__submission")
    client = team(activity)
    assert "Would swimming do me good?" in page(client.get(url("question", activity, question.ref)))
    withdraw(submission=row.contribution.submission, kind="stop", once_key="w")
    shown = page(client.get(url("question", activity, question.ref)))
    assert "Would swimming do me good?" not in shown
    assert "There are none that can be read now." in shown
    assert queries.contributions_under([question.ref]) == []
    assert methods.get("partnerships").export(activity)[2].name == "words"
    assert list(methods.get("partnerships").export(activity)[2].rows) == []


def test_a_question_keeps_what_it_rests_on_and_words_can_be_looked_at_again():
    activity = partnership()
    (question,) = write(activity, ["Does exercise in water help?"], origin="")
    client = team(activity)
    (row,) = Gathered.objects.all()
    assert "rests on these words alone" in page(client.post(url("take-from", activity, row.ref), {"once": "1"}), 422)
    other = words_for(activity)
    actions.put_under(activity=activity, question=question.ref, words=[other.ref], by=None, once_key=key())
    client.post(url("take-from", activity, row.ref), {"once": "2"})
    assert [one.contribution for one in Gathered.objects.all()] == [other]
    aside = words_for(activity)
    actions.set_aside(activity=activity, words=[aside.ref], reason="Not ours", by=None, once_key=key())
    with pytest.raises(Refused, match="Take them from it first"):
        actions.set_aside(activity=activity, words=[other.ref], reason="Not ours", by=None, once_key=key())
    actions.put_under(activity=activity, question=question.ref, words=[aside.ref], by=None, once_key=key())
    assert not queries.set_aside(activity), "in a question after all"
    foreign = factories.make_contribution()
    with pytest.raises(Refused, match="may not be used"):
        actions.put_under(activity=activity, question=question.ref, words=[foreign.ref], by=None, once_key=key())


def test_an_answered_question_leaves_with_what_is_known_and_its_authors_are_told():
    activity = partnership()
    question, other = write(activity, ["Does exercise in water help?", "How can people sleep better?"])
    (row,) = Gathered.objects.select_related("contribution")
    for missing in ({"note": "", "source": "A review"}, {"note": "It helps.", "source": ""}):
        with pytest.raises(Refused, match="Say"):
            check(question, "answered", **missing)
    check(question, "answered", note="It helps.", source="A review of 2025")
    actions.leave_out(activity=activity, question=other.ref, reason="Part of another.", by=None, once_key=key())
    assert queries.long_list(activity) == []
    told = {one.title: one.reason for one in steps.of([row.contribution])[row.contribution.ref]}
    assert told["This question is not asked"] == "It helps."
    actions.leave_out(activity=activity, question=other.ref, reason="", by=None, once_key=key())
    assert queries.long_list(activity) == [other]


def test_once_people_can_choose_nothing_about_the_questions_changes():
    activity, rows = opened()
    (row,) = Gathered.objects.all()
    client = team(activity)
    sent = {"what": "new", "text": "One more?", "origin": "A guideline", "once": "1"}
    assert "cannot be changed any more" in page(client.post(url("gather", activity), sent), 422)
    ours = {"activity": activity, "by": None, "once_key": ""}
    changes = [
        lambda: actions.take_from(gathered=row.ref, **ours | {"once_key": key()}),
        lambda: check(rows[0], "partly", note="x"),
        lambda: actions.leave_out(question=rows[0].ref, reason="x", **ours | {"once_key": key()}),
    ]
    for change in changes:
        with pytest.raises(Refused, match="cannot be changed any more"):
            change()
    assert Question.objects.count() == len(rows)


def test_a_copy_has_the_rules_and_neither_people_nor_questions():
    activity, _rows = opened()
    made = copy_activity(activity=activity, title="Again", by=None)
    kept = Partnership.objects.get(activity=made)
    assert (kept.locked_at, kept.protocol.scope, kept.protocol.adviser) == (None, PROTOCOL["scope"], "")
    assert (queries.questions(made), queries.steering_group(made)) == ([], [])
    assert "Lock the protocol." in methods.get("partnerships").missing(made)


def test_only_a_method_that_builds_on_others_is_set_up_with_them():
    programme = factories.make_programme()
    with pytest.raises(Refused, match="stands alone"):
        create_chain(programme=programme, method="stories", by=None)
    assert not programme.activities.exists()


def test_gathering_asks_as_much_of_the_database_for_many_words_as_for_few():
    activity = partnership()
    client = team(activity)
    page(client.get(url("gather", activity)))
    counts = []
    for number in (1, 12):
        for _one in range(number):
            words_for(activity)
        with CaptureQueriesContext(connection) as asked:
            page(client.get(url("gather", activity)))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert page(client.get(url("gather", activity) + "?start=x²&all=yes")).count("nhsuk-checkboxes__input") == 13


def test_questions_come_in_the_order_of_their_numbers():
    """Seen red without an order of their own: the database counts their words in any."""
    activity = partnership()
    for number in (3, 1, 4, 2):
        Question.objects.create(activity=activity, number=number, text=str(number))
    assert [one.number for one in queries.questions(activity)] == [1, 2, 3, 4]
