"""“How balanced was this”, through its two pages, for words and for what is answered bit by bit."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.envision.joining import make_seats
from tests.envision.opinions.talking import make_map
from tests.support.factories import make_activity, make_contribution, make_member, make_submission

from throughline.envision.budgets.models import Ballot
from throughline.envision.choices.models import Choice
from throughline.envision.delphi.models import Item, Rating, Round
from throughline.envision.opinions.models import Statement, Vote
from throughline.envision.pairs.models import Choice as Pair
from throughline.envision.pairs.models import Option
from throughline.evidence.models import Finding, Link
from throughline.voices.actions import withdraw

pytestmark = pytest.mark.django_db
NOW = timezone.now()
NAMES = ("Patients and public", "Health and care staff", "Policymakers")


def paths(activity):
    base = f"/programmes/{activity.programme.slug}/"
    return base + f"activities/{activity.ref}/balance", base + f"manage/activities/{activity.ref}/balance"


def text(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def team(activity, role="facilitator"):
    client = Client()
    client.force_login(make_member(activity.programme, role))
    return client


def votes(activity, seats, turns):
    rows = Statement.objects.bulk_create([Statement(activity=activity, words=f"Statement {n}.") for n in range(9)])
    Vote.objects.bulk_create(
        [Vote(seat=s, statement=one, value=1, changed_at=NOW) for s in seats for one in rows[: turns(s)]]
    )


def pairs(activity, seats, turns):
    rows = Option.objects.bulk_create([Option(activity=activity, words=f"Option {n}") for n in range(10)])
    Pair.objects.bulk_create(
        [
            Pair(seat=s, first=rows[0], second=one, first_left=True, value=1, changed_at=NOW)
            for s in seats
            for one in rows[1 : 1 + turns(s)]
        ]
    )


def ratings(activity, seats, turns):
    rows = [Item.objects.create(activity=activity, number=n, text=f"Item {n}") for n in range(9)]
    opened = Round.objects.create(activity=activity, number=1)
    Rating.objects.bulk_create(
        [Rating(seat=s, item=one, round=opened, value=5) for s in seats for one in rows[: turns(s)]]
    )


def choices(activity, seats, turns):
    Choice.objects.bulk_create(
        [
            Choice(seat=s, kind="task", task=n, position=n, chosen=0, answered_at=NOW)
            for s in seats
            for n in range(1, 1 + turns(s))
        ]
    )


def ballots(activity, seats, _turns):
    Ballot.objects.bulk_create([Ballot(seat=s, given={}, cast_at=NOW) for s in seats])


@pytest.mark.parametrize(
    ("method", "answer"),
    [("opinions", votes), ("pairs", pairs), ("delphi", ratings), ("choices", choices), ("budgets", ballots)],
)
def test_turns_of_each_group_stand_beside_its_share_once_it_has_closed(method, answer):
    activity = make_activity(method=method, stage="envision", status="open")
    seats = make_seats(activity, ["patients"] * 24 + ["staff"] * 16 + ["policy"] * 8)
    answer(activity, seats, lambda seat: 2 if seat.participant.constituency == "patients" else 8)
    public, exact = paths(activity)
    assert "when the activity has closed" in text(Client(), public), "nobody is told of one vote after another"
    found = text(team(activity), exact)
    assert "48 people took part" in found
    activity.status = "closed"
    activity.save()
    page = text(Client(), public)
    if method == "budgets":  # one ballot each
        assert "No group clearly gave more or less" in page
        assert "turns 50%" in page
        return
    assert "Health and care staff took more turns than their share of the people" in page
    assert "Patients and public (25 people): people 50%, turns 20%" in page
    assert "Fewer than 8 people are the busiest tenth" in page
    assert "Patients and public People 24 Of the people 50.0% Turns 20.0%" in found


def test_a_group_of_few_people_is_neither_shown_nor_left_over():
    activity, statements = make_map(status="closed")
    seats = make_seats(activity, ["policy"] * 3 + ["staff"] * 9 + ["patients"] * 28)
    Vote.objects.bulk_create([Vote(seat=s, statement=statements[0], value=1, changed_at=NOW) for s in seats])
    page = text(Client(), paths(activity)[0])
    patients, staff, policy = (page.split(f"Who {name}")[1][:90] for name in NAMES)
    assert "Turns 70%" in patients
    assert "Turns *" in staff, "with the share of staff, that of three people would be left over"
    assert "Turns *" in policy


def test_statements_that_people_add_have_the_influence_of_the_votes_that_others_give_them():
    activity, _statements = make_map(status="closed", statements=1)
    seats = make_seats(activity, ["patients"] * 10 + ["staff"] * 10 + ["policy"] * 10)
    by = {"patients": seats[0], "staff": seats[10]}
    for name, voters in (("patients", seats[1:31]), ("staff", seats[:11])):
        author = by[name]
        words = make_contribution(activity=activity, submission=author.submission, constituency=name)
        added = Statement.objects.create(activity=activity, contribution=words)
        Vote.objects.bulk_create([Vote(seat=s, statement=added, value=0, changed_at=NOW) for s in voters])
    page = text(team(activity), paths(activity)[1])
    # 29 votes of others on the one, 10 on the other: one’s own vote is none.
    assert "influence 74.4%" in page
    assert "influence 25.6%" in page
    assert "How many votes of others the statements that people added drew." in page
    assert "influence *" in text(Client(), paths(activity)[0]), "of one person each, so nobody is told"


def test_words_count_by_length_and_influence_by_what_findings_cite_and_who_takes_back_leaves():
    activity = make_activity(method="stories")
    told = {}
    for name, words in [("patients", "Long words " * 10)] * 8 + [("staff", "Short words")] * 8:
        sent = make_submission(activity, constituency=name)
        one = make_contribution(activity=activity, submission=sent, constituency=name, text=words)
        told.setdefault(name, []).append(one)
    finding = Finding.objects.create(programme=activity.programme, kind="theme", title="Waits", summary="S")
    for one in told["staff"]:
        Link.objects.create(
            programme=activity.programme,
            from_kind="contribution",
            from_ref=one.ref,
            to_kind="finding",
            to_ref=finding.ref,
        )
    public, exact = paths(activity)
    assert "influence" not in text(Client(), public).split("Patients and public (")[1][:60], (
        "only what is published counts"
    )
    Finding.objects.update(status="published")
    page = text(Client(), public)
    assert "turns 50%, words 91%, influence 0%" in page
    assert "turns 50%, words 9%, influence 100%" in page
    assert "Patients and public wrote more of the words than their share of the people" in page
    withdraw(submission=told["patients"][0].submission, kind="stop", once_key="w")
    assert "Patients and public People 7 Of the people 46.7% Turns 46.7%" in text(team(activity, "analyst"), exact)


def test_public_numbers_move_by_eight_people():
    activity = make_activity(method="stories")
    pages = []
    for count in (8, 7, 1):
        for _one in range(count):
            sent = make_submission(activity, constituency="patients")
            make_contribution(activity=activity, submission=sent)
        pages.append(text(Client(), paths(activity)[0]))
    assert pages[0] == pages[1] != pages[2]


def test_the_team_alone_opens_exact_numbers_and_nothing_is_said_of_nobody():
    activity = make_activity(method="stories")
    public, exact = paths(activity)
    assert "nothing to show yet" in text(Client(), public)
    for role in ("moderator", "sponsor"):
        text(team(activity, role), exact, 403)
    assert "nothing to show yet" in text(team(activity, "organiser"), exact)
    elsewhere = make_activity(method="imports", programme=activity.programme)
    text(Client(), paths(elsewhere)[0], 404)
    assert (
        public in Client().get(f"/programmes/{activity.programme.slug}/stories/{activity.ref}/results").content.decode()
    )


def test_the_page_costs_as_many_queries_for_many_people_as_for_few():
    asked = []
    for many in (8, 80):
        activity, statements = make_map(status="closed")
        votes_of = make_seats(activity, ["patients", "staff"] * (many // 2))
        Vote.objects.bulk_create([Vote(seat=s, statement=statements[0], value=1, changed_at=NOW) for s in votes_of])
        with CaptureQueriesContext(connection) as caught:
            text(Client(), paths(activity)[0])
        asked.append(len(caught))
    assert asked[0] == asked[1]
