"""The team's page: options, one on each line, how it is going, and what people will see."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.envision.pairs.comparing import make_survey, people_choose, worked_out
from tests.support.factories import make_account, make_member

from throughline.envision.pairs.models import Choice, Option
from throughline.programmes import methods
from throughline.programmes.actions import copy_activity
from throughline.programmes.models import Role

pytestmark = pytest.mark.django_db


class Desk:
    """A facilitator's browser."""

    def __init__(self, activity, role=Role.FACILITATOR):
        self.client = Client()
        self.client.force_login(make_member(activity.programme, role))
        self.base = f"/programmes/{activity.programme.slug}/pairs/{activity.ref}/"

    def reads(self, page="options"):
        return " ".join(self.client.get(self.base + page).content.decode().split())

    def adds(self, lines, once="a"):
        return self.client.post(self.base + "options", {"lines": lines, "once": once})


def test_options_are_added_one_on_each_line_with_what_explains_them():
    activity, _options = make_survey(status="draft", options=0)
    desk = Desk(activity)
    assert methods.get("pairs").missing(activity) == "Write at least 3 options first."
    lines = "Evening visits | until 8pm\n\n  Free   parking \nFree parking\nOne nurse|"
    assert desk.adds(lines).url == desk.base + "options"
    desk.adds(lines)
    assert list(Option.objects.order_by("pk").values_list("words", "description")) == [
        ("Evening visits", "until 8pm"),
        ("Free parking", ""),
        ("One nurse", ""),
    ]
    assert methods.get("pairs").missing(activity) == ""
    preview = desk.reads("preview")
    assert "until 8pm" in preview
    assert "Nothing is stored here." in preview
    assert 'type="submit" name="answer"' not in preview


def test_lines_that_do_not_fit_are_refused_with_the_words_kept():
    activity, _options = make_survey(options=2)
    desk = Desk(activity)
    for once, (lines, said) in enumerate(
        {
            "x" * 141: "Line 1 is too long.",
            "New\n| only an explanation": "Line 2 explains an option but does not name it.",
            "Evening visits": "Write at least one new option",
            "\n".join(f"Option {n}" for n in range(199)): "There can be at most 200 options.",
        }.items()
    ):
        response = desk.adds(lines, once=f"k{once}")
        assert response.status_code == 422
        assert said in response.content.decode()
        assert lines[:100] in response.content.decode()
    assert Option.objects.count() == 2


def test_an_option_is_taken_out_only_while_nobody_has_had_it():
    activity, options = make_survey(options=4)
    people_choose(activity, options[:3], ["staff"])
    desk = Desk(activity)
    assert desk.client.post(f"{desk.base}options/{options[3].ref}/out").status_code == 302
    assert desk.client.post(f"{desk.base}options/{options[3].ref}/out").status_code == 404
    response = desk.client.post(f"{desk.base}options/{options[0].ref}/out")
    assert response.status_code == 422
    assert "so it stays" in response.content.decode()
    assert set(Option.objects.filter(taken_out=True)) == {options[3]}


def test_the_team_watches_exact_numbers_and_the_page_costs_the_same_whatever_was_chosen():
    activity, options = make_survey()
    desk = Desk(activity)
    desk.reads()
    with CaptureQueriesContext(connection) as few:
        desk.reads()
    people_choose(activity, options, ["patients"] * 9 + ["staff"] * 3, pairs=4)
    worked_out(activity)
    with CaptureQueriesContext(connection) as many:
        page = desk.reads()
    assert len(many) <= len(few) + 2
    assert "Made from 48 choices." in page
    assert "From at least one of the three groups nobody has joined yet." in page
    assert "This is a preview for the team." in desk.reads("preview/results")
    assert desk.client.post(desk.base + "work-out", {"once": "w"}).url == desk.base + "options"


def test_a_copy_brings_the_teams_options_and_no_choice():
    activity, options = make_survey(options=3)
    people_choose(activity, options, ["staff"])
    copy = copy_activity(
        activity=activity, title="Again", by=make_member(activity.programme, Role.FACILITATOR), once_key="k"
    )
    assert [row.words for row in copy.pair_options.order_by("pk")] == [row.words for row in options]
    assert not Choice.objects.filter(first__activity=copy).exists()


def test_others_are_turned_away_from_the_teams_pages():
    activity, _options = make_survey()
    for client, status in ((Client(), 302), (Client(), 403)):
        if status == 403:
            client.force_login(make_account())
        for page in ("options", "preview", "preview/results"):
            assert (
                client.get(f"/programmes/{activity.programme.slug}/pairs/{activity.ref}/{page}").status_code == status
            )
