"""The team's page: statements, how it is going, what to look at; and that looking deletes nothing."""

import random

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.envision.joining import make_seats
from tests.envision.opinions.talking import make_map, people_vote, worked_out
from tests.support.factories import make_activity, make_contribution, make_member

from throughline.envision.opinions.method import METHOD
from throughline.envision.opinions.models import Statement, Vote
from throughline.programmes.models import Role

pytestmark = pytest.mark.django_db


class Desk:
    """A facilitator's browser on the page of statements."""

    def __init__(self, activity, role=Role.FACILITATOR):
        self.client = Client()
        self.client.force_login(make_member(activity.programme, role))
        self.base = f"/programmes/{activity.programme.slug}/opinions/{activity.ref}/"

    def reads(self, page="statements"):
        response = self.client.get(self.base + page)
        assert response.status_code == 200
        return response.content.decode()

    def sends(self, page="statements", **data):
        return self.client.post(self.base + page, {"once": "k", **data})


def test_statements_are_added_one_on_each_line_once_and_may_be_taken_out_before_a_vote():
    activity = make_activity(method="opinions", status="draft")
    assert "at least 3 statements" in METHOD.missing(activity)
    desk = Desk(activity)
    lines = "Water is good.\n\n  Tea   is good. \nWater is good.\nCoffee is good."
    for _twice in range(2):
        assert desk.sends(lines=lines).status_code == 302
    rows = list(Statement.objects.order_by("pk"))
    assert [one.words for one in rows] == ["Water is good.", "Tea is good.", "Coffee is good."]
    assert METHOD.missing(activity) == ""
    assert "From the team" in desk.reads()
    desk.sends(f"statements/{rows[0].ref}/out")
    assert "Water is good." not in desk.reads()
    (seat,) = make_seats(activity, ["staff"])
    Vote.objects.create(seat=seat, statement=rows[1], value=1, changed_at=timezone.now())
    response = desk.sends(f"statements/{rows[1].ref}/out")
    assert response.status_code == 422
    assert "so it stays" in response.content.decode()
    words = make_contribution(activity=activity, kind="statement")
    added = Statement.objects.create(activity=activity, contribution=words)
    response = desk.sends(f"statements/{added.ref}/out")
    assert response.status_code == 422
    assert "Only a moderator may take it out" in response.content.decode()
    assert desk.sends("statements/abcdefgh2345/out").status_code == 404


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (" \n ", "Write at least one"),
        ("Fine.\n" + "Too long " * 40, "Line 2 is too long"),
        ("\n".join(f"Statement {n}." for n in range(201)), "at most 200"),
    ],
)
def test_lines_that_do_not_fit_are_kept_with_the_reason(lines, why):
    activity, _statements = make_map(statements=1)
    response = Desk(activity).sends(lines=lines)
    page = response.content.decode()
    assert response.status_code == 422
    assert why in page
    assert lines.strip()[:20] in page
    assert Statement.objects.count() == 1


def test_only_facilitators_and_organisers_of_the_programme_come_in():
    activity, statements = make_map(statements=1)
    for role in (Role.MODERATOR, Role.ANALYST):
        desk = Desk(activity, role)
        assert desk.client.get(desk.base + "statements").status_code == 403
        for page in ("statements", "refresh", "import", f"statements/{statements[0].ref}/out"):
            assert desk.sends(page, lines="Water.").status_code == 403
    assert Statement.objects.filter(taken_out=False).count() == 1
    assert Desk(activity, Role.ORGANISER).reads()


def test_the_page_says_who_came_how_much_they_voted_and_what_was_seldom_seen():
    activity, statements = make_map()
    people_vote(activity, statements[:9], 24)
    make_seats(activity, ["patients", "staff"])
    make_contribution(activity=activity, kind="statement", moderation="waiting")
    Statement.objects.create(activity=activity, contribution=activity.contributions.get())
    page = Desk(activity).reads()
    assert "1 added statement waits for a moderator" in page
    for key, value in (("People who have voted", 24), ("Joined and not voted yet", 2)):
        assert key in page
        assert str(value) in page.split(key)[1][:200]
    first_card = page.split("nhsuk-card__content")[1]
    assert statements[9].words in first_card
    assert "Seldom seen" in first_card


def test_straight_lines_planted_blocs_and_near_duplicates_are_pointed_out_and_nothing_is_deleted():
    activity, statements = make_map(statements=20)
    draw, now = random.Random(4), timezone.now()
    for seat in make_seats(activity, ["patients", "staff", "policy"] * 30):
        votes = [draw.choice((-1, 1)) for _ in statements]
        votes[-1] = votes[0]  # the last statement says what the first does
        rows = zip(statements, votes, strict=True)
        Vote.objects.bulk_create(Vote(seat=seat, statement=one, value=v, changed_at=now) for one, v in rows)
    told = [draw.choice((-1, 1)) for _ in statements]
    *bloc, straight, again = make_seats(activity, ["patients"] * 10)
    for seat in bloc:
        rows = zip(statements, told, strict=True)
        Vote.objects.bulk_create(Vote(seat=seat, statement=one, value=v, changed_at=now) for one, v in rows)
    for seat, value in ((straight, -1), (again, 1)):
        Vote.objects.bulk_create(Vote(seat=seat, statement=one, value=value, changed_at=now) for one in statements)
    before = Vote.objects.count()
    desk = Desk(activity)
    assert desk.sends("refresh").status_code == 302
    assert "Waiting for a free worker" in desk.reads()
    worked_out(activity)
    page = desk.reads()

    assert "8 people gave nearly the same answers (100%)" in page
    assert "Somebody disagreed with all 20 statements." in page
    alike = page.split("These seem to say the same, or the opposite.")[1].split("</ul>")[0]
    assert all(one.words in alike for one in (statements[0], statements[-1]))
    assert Vote.objects.count() == before, "flags are questions: every vote stays, and counts"
    assert all(seat.ref not in page for seat in bloc), "nobody is named"


def test_the_page_costs_as_many_queries_with_many_statements_and_people_as_with_few():
    asked = []
    for many in (4, 40):
        activity, statements = make_map(statements=many)
        people_vote(activity, statements, many)
        desk = Desk(activity)
        with CaptureQueriesContext(connection) as caught:
            desk.reads()
        asked.append(len(caught))
    assert asked[0] == asked[1]
