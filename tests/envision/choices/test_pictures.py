"""Pictures of levels: sent by the team, seen by everybody who chooses, with words for whoever does not see them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.envision.choices.asking import BLUE, experiment, pictured, url
from tests.envision.joining import client_with_seat, make_seat
from tests.support import factories

from throughline.envision.choices.models import LevelPicture
from throughline.programmes import methods
from throughline.programmes.actions import copy_activity
from throughline.programmes.models import Activity, Role

pytestmark = pytest.mark.django_db


def team(activity: Activity, role: Role = Role.FACILITATOR) -> Client:
    client = Client()
    client.force_login(factories.make_member(activity.programme, role))
    return client


def send(client: Client, activity: Activity, content: bytes = BLUE, once: str = "k", **typed: str):
    data = {"level": "l1", "alt": "A clock on a wall", "once": once} | typed
    if content is not None:
        data["file"] = SimpleUploadedFile("clock at home.png", content)
    return client.post(url("pictures", activity, "q1"), data)


def test_a_picture_is_sent_replaced_seen_beside_its_words_and_taken_out():
    activity = experiment(status="draft")
    client = team(activity)
    for _twice in range(2):
        assert send(client, activity).status_code == 302
    first = LevelPicture.objects.get()
    assert (first.attribute, first.level, first.width, first.height) == ("q1", "l1", 96, 72)
    assert send(client, activity, once="k2", alt="A clock  at noon").status_code == 302
    second = LevelPicture.objects.get()
    assert second.alt == "A clock at noon"
    assert second.ref != first.ref, "another picture has another address, so that browsers may keep either"
    assert 'alt="A clock at noon"' in client.get(url("pictures", activity, "q1")).content.decode()
    shown = [client.get(url("preview", activity) + f"?choice={n}").content.decode() for n in range(1, 6)]
    with_it = next(page for page in shown if second.ref in page)
    cell = with_it.split("tl-level")[0].rsplit("<td", 1)[1] + with_it.split("tl-level")[1][:400]
    assert "Option " in cell
    assert " day" in cell, "the words stay, after what the picture shows"
    assert client.post(url("pictures", activity, "q1"), {"remove": second.ref, "once": "r"}).status_code == 302
    assert not LevelPicture.objects.exists()


def test_everybody_gets_the_picture_itself_with_a_fixed_kind_and_may_keep_it():
    activity = experiment()
    picture = pictured(activity, "q1", "l1")
    response = Client().get(url("picture", activity, picture.ref))
    assert (response.status_code, response.content) == (200, BLUE)
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Disposition"].startswith("inline")
    assert Client().post(url("picture", activity, picture.ref)).status_code == 405
    assert Client().get(url("picture", experiment(), picture.ref)).status_code == 404, "it is of another activity"


@pytest.mark.parametrize(
    ("content", "typed", "said"),
    [
        (BLUE, {"alt": " "}, "Say what it shows."),
        (BLUE, {"alt": "x" * 161}, "160 characters"),
        (BLUE, {"level": ""}, "Choose a level"),
        (BLUE, {"level": "l99"}, "l99"),
        (None, {}, "Choose a picture"),
        (b"", {}, "This file is empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", {}, "not a PNG, JPEG or WebP picture"),
        (b"\x89PNG\r\n\x1a\n" + bytes(90), {}, "damaged or not complete"),
        (bytes(10_000_001), {}, "larger than 10 MB"),
    ],
)
def test_a_bad_picture_is_refused_in_plain_words_and_what_was_typed_stays(content, typed, said):
    activity = experiment(status="draft")
    response = send(team(activity), activity, content, **typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    if "alt" not in typed:
        assert 'value="A clock on a wall"' in page
    if "level" not in typed:
        assert 'value="l1" checked' in page
    assert not LevelPicture.objects.exists()


def test_a_copy_brings_the_pictures_along_and_a_level_that_goes_takes_its_picture_with_it():
    activity = experiment(status="draft")
    pictured(activity, "q1", "l1"), pictured(activity, "q2", "l1")
    copy = copy_activity(activity=activity, title="Again", by=None, once_key="c")
    rows = LevelPicture.objects.filter(activity=copy).order_by("attribute")
    assert [(row.attribute, row.level, row.alt, bytes(row.content)) for row in rows] == [
        ("q1", "l1", "A clock on a wall", BLUE),
        ("q2", "l1", "A clock on a wall", BLUE),
    ]
    client = team(activity)
    assert client.post(url("attribute-remove", activity, "q1"), {"once": "r"}).status_code == 302
    assert [row.attribute for row in LevelPicture.objects.filter(activity=activity)] == ["q2"]
    assert rows.count() == 2


def test_nobody_else_sends_pictures_and_nobody_once_it_has_opened():
    activity = experiment()
    picture = pictured(activity, "q1", "l1")
    client = team(activity)
    for response in (
        send(client, activity),
        client.post(url("pictures", activity, "q1"), {"remove": picture.ref, "once": "x"}),
    ):
        assert response.status_code == 422
        assert "cannot be changed any more" in response.content.decode()
    assert team(activity, Role.ANALYST).get(url("pictures", activity, "q1")).status_code == 403
    assert Client(enforce_csrf_checks=True).post(url("pictures", activity, "q1")).status_code in (302, 403)
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(factories.make_member(activity.programme, Role.FACILITATOR))
    assert forged.post(url("pictures", activity, "q1"), {"remove": picture.ref}).status_code == 403
    assert client.get(url("pictures", activity, "q9")).status_code == 404
    assert LevelPicture.objects.get() == picture


def test_pictures_cost_a_page_one_query_however_many_there_are():
    activity = experiment()
    client, asked = client_with_seat(make_seat(activity)), []
    client.post(url("tasks", activity))
    for levels in ([("q3", "l1")], [("q1", "l1"), ("q1", "l2"), ("q2", "l1"), ("q3", "l2")]):
        for attribute, level in levels:
            pictured(activity, attribute, level)
        with CaptureQueriesContext(connection) as caught:
            page = client.get(url("task", activity, "2")).content.decode()
        asked.append(len(caught))
    assert asked[0] == asked[1]
    assert "tl-level" in page


def test_an_export_says_what_each_picture_shows():
    activity = experiment()
    pictured(activity, "q2", "l2", alt="A nurse")
    levels = next(table for table in methods.get("choices").export(activity) if table.name == "levels")
    place = [column.name for column in levels.columns].index("picture")
    assert {(row[0], row[5]): row[place] for row in levels.rows}["q2", "l2"] == "A nurse"
