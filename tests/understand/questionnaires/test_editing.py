"""The organiser's page: questions are added, changed, moved and deleted, and always fit together."""

import secrets

import pytest
from django.test import Client
from django.urls import reverse
from tests.support import factories
from tests.understand.questionnaires.questions import QUESTIONS

from throughline.core.models import AuditEntry
from throughline.programmes.models import Activity, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    return factories.make_activity(method="questionnaires", status="draft", settings={"minutes": 4})


@pytest.fixture
def organiser(activity):
    client = Client()
    client.force_login(factories.make_member(activity.programme, Role.ORGANISER))
    return client


def url(activity, name, *args):
    return reverse(f"questionnaires-{name}", args=[activity.programme.slug, activity.ref, *args])


def post(client, address, once="", **fields):
    return client.post(address, {"once": once or secrets.token_hex(16), **fields})


def add(client, activity, kind, **fields):
    return post(client, url(activity, "question-new") + f"?type={kind}", **fields)


def questions(activity):
    return Activity.objects.get(pk=activity.pk).settings.get("questions", [])


def test_questions_of_every_type_can_be_added(organiser, activity):
    add(organiser, activity, "single", text="Did anybody call?", options="Yes\nNo\n", required="on", section="After")
    add(organiser, activity, "multiple", text="What went wrong?", options="Medicines\nNothing", alone="on")
    add(organiser, activity, "scale", text="How ready?", least="1", most="5", least_label="Not at all")
    for kind in ("number", "date", "short", "long"):
        assert add(organiser, activity, kind, text=f"A {kind}?", show_if=["did-anybody-call:yes"]).status_code == 302
    kept = questions(activity)
    assert kept[0] == {
        "slug": "did-anybody-call",
        "type": "single",
        "text": "Did anybody call?",
        "required": True,
        "section": "After",
        "options": [{"slug": "yes", "label": "Yes"}, {"slug": "no", "label": "No"}],
    }
    assert kept[1]["options"][1] == {"slug": "nothing", "label": "Nothing", "alone": True}
    assert (kept[2]["least"], kept[2]["most"], kept[2]["least_label"]) == ("1", "5", "Not at all")
    assert all(one["show_if"] == {"question": "did-anybody-call", "is": ["yes"]} for one in kept[3:])
    assert Activity.objects.get(pk=activity.pk).settings["minutes"] == 4
    assert AuditEntry.objects.filter(verb="questionnaires.change-questions").count() == 7


def test_pressing_save_twice_adds_one_question(organiser, activity):
    for _time in range(2):
        add(organiser, activity, "short", once="0" * 32, text="In one word?")
    assert len(questions(activity)) == 1


def test_two_questions_with_the_same_words_get_names_of_their_own(organiser, activity):
    for _time in range(2):
        add(organiser, activity, "short", text="انتظار؟")
    assert len({one["slug"] for one in questions(activity)}) == 2


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        ("single", {"text": "Q?", "options": "Only one"}, "Give at least 2 answers"),
        ("single", {"text": "", "options": "A\nB"}, "Write a question"),
        ("scale", {"text": "Q?", "least": "5", "most": "1"}, "Give a scale of 2 to 11 steps"),
        ("scale", {"text": "Q?", "least": "1", "most": "99"}, "Give a scale of 2 to 11 steps"),
        ("number", {"text": "Q?", "least": "5", "most": "1"}, "The lowest number must be below the highest"),
    ],
)
def test_a_question_that_cannot_work_is_refused_and_stays_as_typed(organiser, activity, kind, fields, message):
    response = add(organiser, activity, kind, hint="typed-hint", **fields)
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert "typed-hint" in page
    assert questions(activity) == []


def filled(activity):
    activity.settings = {"questions": QUESTIONS}
    activity.save()


def test_a_question_can_be_changed_in_its_place(organiser, activity):
    filled(activity)
    edit = url(activity, "question", "called")
    assert "Did anybody call?" in organiser.get(edit).content.decode()
    assert post(organiser, edit, text="Did they call?", options="Yes\nNo\nNot sure").status_code == 302
    assert [one["slug"] for one in questions(activity)] == [one["slug"] for one in QUESTIONS]
    assert questions(activity)[1]["text"] == "Did they call?"


def test_an_answer_that_another_question_depends_on_cannot_be_taken_out(organiser, activity):
    filled(activity)
    response = post(organiser, url(activity, "question", "called"), text="Did they call?", options="No\nMaybe")
    assert response.status_code == 422
    assert "depends on an answer" in response.content.decode()


def test_questions_move_and_go_unless_others_depend_on_them(organiser, activity):
    filled(activity)
    assert post(organiser, url(activity, "question-move", "called"), to="up").status_code == 302
    assert [one["slug"] for one in questions(activity)][:2] == ["called", "ready"]
    assert post(organiser, url(activity, "question-move", "why-not"), to="up").status_code == 422
    assert post(organiser, url(activity, "question-remove", "called")).status_code == 422
    assert post(organiser, url(activity, "question-remove", "word")).status_code == 302
    assert "word" not in [one["slug"] for one in questions(activity)]


def test_people_are_not_let_in_before_there_is_a_question(organiser, activity):
    manage = reverse("activity-manage", args=[activity.programme.slug, activity.ref])
    refused = post(organiser, manage, open="")
    assert refused.status_code == 422
    assert "Write at least one question first." in refused.content.decode()
    add(organiser, activity, "long", text="What would help?")
    assert post(organiser, manage, open="").status_code == 302
    activity.refresh_from_db()
    assert activity.status == "open"


def test_nothing_can_be_changed_once_people_may_have_answered(organiser, activity):
    filled(activity)
    activity.status = "open"
    activity.save()
    assert post(organiser, url(activity, "question-remove", "word")).status_code == 422
    assert add(organiser, activity, "short", text="Late?").status_code == 422
    assert "Delete" not in organiser.get(url(activity, "questions")).content.decode()
    assert questions(activity) == QUESTIONS


def test_only_organisers_and_facilitators_get_in(activity):
    filled(activity)
    for role in Role:
        client = Client()
        client.force_login(factories.make_member(activity.programme, role))
        allowed = role in (Role.ORGANISER, Role.FACILITATOR)
        assert client.get(url(activity, "questions")).status_code == (200 if allowed else 403)
        assert post(client, url(activity, "question-move", "ready"), to="down").status_code == (302 if allowed else 403)
    assert Client().get(url(activity, "questions")).status_code == 302


def test_an_unknown_type_or_question_is_not_found(organiser, activity):
    assert organiser.get(url(activity, "question-new") + "?type=hologram").status_code == 404
    assert organiser.get(url(activity, "question", "nothing")).status_code == 404
