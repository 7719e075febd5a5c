"""The analyst's pages: words open, ticked, moved and read; errors beside their field with what was typed kept."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.support import factories
from tests.understand.themes.conftest import ALONE, HARM, ask, given, texts, where

from throughline.evidence.models import Run
from throughline.programmes.models import Role
from throughline.understand.themes import queries
from throughline.understand.themes.models import Assignment, RareSignal

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(programme, analyst) -> Client:
    client = Client()
    client.force_login(analyst)
    return client


def path(name: str, programme, *args: str) -> str:
    return reverse(name, args=[programme.slug, *args])


def body(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def test_an_analyst_asks_watches_and_reads_the_groups(programme, client, analyst):
    wrong = client.post(path("themes-ask", programme), {"seed": "many"})
    assert "Enter a whole number" in body(wrong, 422)
    asked = client.post(path("themes-ask", programme), {"seed": "5", "once": "a"})
    run = Run.objects.get()
    assert asked["Location"] == path("run", programme, run.ref)
    assert "Waiting for a free worker." in body(client.get(asked["Location"]))
    ask(programme)
    done = body(client.get(asked["Location"]))
    assert "Done." in done
    assert Run.objects.get().fingerprint in done
    assert analyst.name in done
    shown = body(client.get(path("themes", programme)))
    assert "A person has read 0%." in shown
    assert "Suggested by software" in shown


def test_a_theme_is_named_read_and_signed_off_on_its_pages(programme, client):
    ask(programme)
    theme = queries.themes(programme)[0].theme
    here = path("theme", programme, theme.ref)
    assert "Put here by software" in body(client.get(here))
    assert client.post(path("theme-sign-off", programme, theme.ref)).status_code == 400
    assert "Enter a name" in body(client.post(path("theme-name", programme, theme.ref), {"name": ""}), 422)
    client.post(path("theme-name", programme, theme.ref), {"name": "Phones"})
    refs = [row.contribution.ref for row in queries.assignments(theme)[:20]]
    onward = client.post(path("theme-read", programme, theme.ref), {"refs": refs, "next": "2"})
    assert onward["Location"] == here + "?page=2"
    assert "Sign this theme off" in body(client.get(here))
    client.post(path("theme-sign-off", programme, theme.ref))
    theme.refresh_from_db()
    assert theme.status == "signed-off"


def test_ticked_words_move_or_split_and_a_slip_keeps_the_ticks(programme, client, analyst):
    ask(programme)
    first, second = (one.theme for one in queries.themes(programme)[:2])
    here = path("theme", programme, first.ref)
    refs = [row.contribution.ref for row in queries.assignments(first)[:2]]
    assert "Tick the words" in body(client.post(here, {"into": second.ref}), 422)
    slip = body(client.post(here, {"refs": refs, "into": "", "name": ""}), 422)
    assert "Enter a name" in slip
    assert slip.count(" checked>") == 2
    assert client.post(here, {"refs": refs, "into": second.ref}).status_code == 302
    assert Assignment.objects.filter(theme=second, contribution__ref__in=refs, by_account=analyst).count() == 2
    more = [row.contribution.ref for row in queries.assignments(first)[:3]]
    split = client.post(here, {"refs": more, "into": "", "name": "A part", "once": "s"})
    assert "A part" in body(client.get(split["Location"]))
    assert where(programme)["lost"] == 0


def test_words_that_stand_alone_are_read_and_placed(programme, client):
    ask(programme)
    here = path("stands-alone", programme)
    assert ALONE[0].replace("'", "&#39;") in body(client.get(here))
    theme = queries.themes(programme)[0].theme
    row = queries.alone(programme)[0]
    assert "Choose a theme." in body(client.post(here, {"refs": [row.contribution.ref]}), 422)
    assert "Tick the words" in body(client.post(here, {"into": theme.ref}), 422)
    assert client.post(here, {"refs": [row.contribution.ref], "into": theme.ref}).status_code == 302
    assert Assignment.objects.filter(theme=theme, contribution=row.contribution).exists()
    left = [one.contribution.ref for one in queries.alone(programme)]
    client.post(path("stands-alone-read", programme), {"refs": left})
    assert queries.coverage(programme).read == len(left)


def test_each_rare_signal_is_read_and_answered(programme, client):
    ask(programme)
    assert HARM in body(client.get(path("rare-signals", programme)))
    signal = queries.signals(programme)[0]
    here = path("rare-signal", programme, signal.ref)
    slip = client.post(here, {"outcome": "", "reason": "Kept as typed"})
    assert "Kept as typed" in body(slip, 422)
    assert client.post(here, {"outcome": "kept", "reason": "It stands by itself."}).status_code == 302
    assert RareSignal.objects.get(pk=signal.pk).outcome == "kept"
    assert "It stands by itself." in body(client.get(here))


def test_a_finding_is_drafted_from_themes(programme, client):
    ask(programme)
    assert "There are none yet." in body(client.get(path("themes-finding", programme)))
    theme = queries.themes(programme)[0].theme
    refs = [row.contribution.ref for row in queries.assignments(theme)[:5]]
    client.post(path("theme-name", programme, theme.ref), {"name": "Phones"})
    client.post(path("theme-read", programme, theme.ref), {"refs": refs})
    client.post(path("theme-sign-off", programme, theme.ref))
    words = {"themes": [theme.ref], "kind": "theme", "title": "It is hard", "summary": "Heard", "once": "f"}
    assert "Choose at least one theme." in body(client.post(path("themes-finding", programme), {"title": "x"}), 422)
    drafted = client.post(path("themes-finding", programme), words)
    assert f"It rests on {theme.assignments.count()} contributions." in body(client.get(drafted["Location"]))


def test_only_an_analyst_of_the_programme_opens_these_pages(programme):
    ask(programme)
    theme, signal, run = queries.themes(programme)[0].theme, queries.signals(programme)[0], Run.objects.get()
    paths = [
        path("themes", programme),
        path("theme", programme, theme.ref),
        path("stands-alone", programme),
        path("rare-signals", programme),
        path("rare-signal", programme, signal.ref),
        path("run", programme, run.ref),
        path("themes-finding", programme),
    ]
    stranger = Client()
    stranger.force_login(factories.make_member(factories.make_programme(), Role.ANALYST))
    moderator = Client()
    moderator.force_login(factories.make_member(programme, Role.MODERATOR))
    for one in paths:
        assert Client().get(one).status_code == 302
        assert stranger.get(one).status_code == 403
        assert moderator.get(one).status_code == 403
    mine = factories.make_programme()
    analyst = Client()
    analyst.force_login(factories.make_member(mine, Role.ANALYST))
    assert analyst.get(path("theme", mine, theme.ref)).status_code == 404
    assert analyst.get(path("rare-signal", mine, signal.ref)).status_code == 404
    assert analyst.get(path("run", mine, run.ref)).status_code == 404


def test_queries_of_each_page_do_not_grow_with_the_words():
    def counted(each: int) -> list[int]:
        programme = given(texts(each))
        client = Client()
        client.force_login(factories.make_member(programme, Role.ANALYST))
        ask(programme)
        theme = queries.themes(programme)[0].theme
        found = []
        for one in ("themes", "theme", "stands-alone", "rare-signals", "themes-finding"):
            args = [theme.ref] if one == "theme" else []
            with CaptureQueriesContext(connection) as captured:
                body(client.get(path(one, programme, *args)))
            found.append(len(captured))
        return found

    assert counted(4) == counted(60)
