"""Before anything opens, the team sees what people will see, of every method that people answer bit by bit."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.envision.assemblies.standing import make_standing
from tests.envision.budgets.sharing import budget
from tests.envision.choices.asking import experiment
from tests.envision.delphi import ready
from tests.envision.ideas.making import TITLES, make_ideas
from tests.envision.opinions.talking import WORDS, make_map
from tests.envision.pairs.comparing import make_survey
from tests.envision.partnerships.partnering import TEXTS, partnership, write
from tests.envision.rankings.ordering import ranking
from tests.support.factories import make_activity, make_member

from throughline.envision.seats.method import SeatMethod
from throughline.programmes import methods
from throughline.programmes.models import Activity

pytestmark = pytest.mark.django_db


def partnership_with_questions() -> Activity:
    activity = partnership()
    write(activity)
    return activity


PREPARED = {
    "opinions": (lambda: make_map(status="draft")[0], WORDS[0]),
    "delphi": (ready.prepared, ready.ITEMS[0]),
    "choices": (lambda: experiment(status="draft"), "Choice 1 of"),
    "pairs": (lambda: make_survey(status="draft")[0], "Choose this"),
    "budgets": (lambda: budget(status="draft"), "Tick what you would fund"),
    "assemblies": (lambda: make_standing(status="draft")[0], "One line is enough for now."),
    "ideas": (lambda: make_ideas(status="draft")[0], TITLES[0]),
    "partnerships": (partnership_with_questions, TEXTS[0]),
    "rankings": (lambda: ranking(status="draft"), "Give 3 of the items a place"),
}


class Buttons(HTMLParser):
    """What could be sent from the main part of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.sends = False, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = self.inside or tag == "main"
        self.sends += self.inside and tag in ("button", "input") and dict(attrs).get("type", "submit") == "submit"


def test_every_method_that_people_join_is_here():
    assert {slug for slug, method in methods.all_methods().items() if isinstance(method, SeatMethod)} == set(PREPARED)


@pytest.mark.parametrize("slug", PREPARED)
def test_the_team_sees_the_very_page_and_nothing_can_be_sent_or_is_kept(slug):
    make, said = PREPARED[slug]
    activity = make()
    client = Client()
    client.force_login(make_member(activity.programme, "facilitator"))
    way = methods.get(slug).preview_url(activity)
    manage = client.get(f"/programmes/{activity.programme.slug}/manage/activities/{activity.ref}").content.decode()
    assert f'href="{way}"' in manage
    with CaptureQueriesContext(connection) as caught:
        response = client.get(way)
    page = response.content.decode()
    assert response.status_code == 200
    assert said in page
    assert "Nothing is kept here." in page or "Nothing is stored here." in page
    written = [one["sql"] for one in caught if one["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert [sql for sql in written if "session" not in sql] == []
    parser = Buttons()
    parser.feed(page)
    assert parser.sends == 0
    assert client.post(way).status_code == 405
    assert Client().get(way).status_code == 302, "for the team alone"


@pytest.mark.parametrize("slug", ["opinions", "delphi"])
def test_one_statement_leads_to_the_next_and_what_is_not_written_yet_to_the_page_where_it_is(slug):
    activity = PREPARED[slug][0]()
    client = Client()
    client.force_login(make_member(activity.programme, "organiser"))
    way = methods.get(slug).preview_url(activity)
    first, second = (client.get(way + query).content.decode() for query in ("?statement=nonsense", "?statement=2"))
    assert "?statement=2" in first
    assert "Statement before" not in first
    assert "?statement=1" in second
    empty = make_activity(method=slug, stage="envision", status="draft", programme=activity.programme)
    assert client.get(methods.get(slug).preview_url(empty)).status_code == 302
