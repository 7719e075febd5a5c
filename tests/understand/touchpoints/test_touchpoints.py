"""The map of a journey: drawn, words placed on it with the feelings their authors named, shown with safe numbers."""

import secrets

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.support import factories

from throughline.core.errors import NotAllowed, Refused
from throughline.core.models import AuditEntry
from throughline.evidence import steps
from throughline.evidence.models import Finding, Link
from throughline.programmes.models import Role
from throughline.understand.touchpoints import actions, queries, showing
from throughline.understand.touchpoints.actions import Wanted
from throughline.understand.touchpoints.models import Named, Placement, Touchpoint
from throughline.voices import actions as voices

pytestmark = pytest.mark.django_db
TEXT = "I rang for an hour. I was frightened and angry. Then a nurse came and I felt safe."


@pytest.fixture
def activity():
    return factories.make_activity()


@pytest.fixture
def programme(activity):
    return activity.programme


@pytest.fixture
def analyst(programme):
    return factories.make_member(programme, Role.ANALYST)


@pytest.fixture
def journey(programme):
    wanted = [Wanted("Ringing the surgery"), Wanted("Waiting"), Wanted("Seeing the doctor")]
    actions.set_journey(programme=programme, wanted=wanted, by=None, once_key="journey")
    return queries.journey(programme)


@pytest.fixture
def words(activity):
    return factories.make_contribution(activity=activity, text=TEXT)


def client_of(account):
    client = Client()
    client.force_login(account)
    return client


def at(name, programme, *args):
    return reverse(name, args=[programme.slug, *args])


def put(words, touchpoint, analyst, going="not-well", **options):
    return actions.place(
        contribution=words, touchpoint=touchpoint, going=going, by=analyst, once_key=secrets.token_hex(), **options
    )


def body(response, status=200):
    assert response.status_code == status
    return response.content.decode()


# The journey


def test_a_facilitator_draws_a_journey_out_of_the_usual_one_and_changes_it(programme):
    client, page = client_of(factories.make_member(programme, Role.FACILITATOR)), at("touchpoints-journey", programme)
    assert "Getting in touch" in body(client.get(page))
    assert client.post(page, {"more": "Waiting\n\nRinging\nSeeing the doctor", "once": "a"}).status_code == 302
    first = queries.journey(programme)
    assert [one.name for one in first] == ["Waiting", "Ringing", "Seeing the doctor"]
    names = {f"name_{one.ref}": one.name for one in first} | {f"name_{first[2].ref}": ""}
    places = {f"place_{one.ref}": number for one, number in zip(first, (2, 1, 3), strict=True)}
    assert client.post(page, names | places | {"more": "Going home", "once": "b"}).status_code == 302
    now = queries.journey(programme)
    assert [one.name for one in now] == ["Ringing", "Waiting", "Going home"]
    assert [one.ref for one in now[:2]] == [first[1].ref, first[0].ref]
    assert AuditEntry.objects.filter(verb="touchpoints.journey").count() == 2


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("Waiting\nwaiting", "Two touchpoints have the same name."),
        ("\n".join(f"Stop {n}" for n in range(21)), "A journey can have at most 20 touchpoints."),
        ("x" * 81, "Use at most 80 characters for each."),
    ],
)
def test_a_journey_that_cannot_be_is_refused_and_stays_as_typed(programme, analyst, typed, message):
    page = body(client_of(analyst).post(at("touchpoints-journey", programme), {"more": typed, "once": "a"}), 422)
    assert message in page
    assert typed.splitlines()[-1] in page
    assert queries.journey(programme) == []


def test_a_touchpoint_goes_only_when_no_words_stand_there(programme, analyst, journey, words):
    put(words, journey[0], analyst)
    with pytest.raises(Refused, match="Ringing the surgery"):
        actions.set_journey(programme=programme, wanted=[Wanted("Waiting", journey[1].ref)], by=analyst, once_key="x")
    assert len(queries.journey(programme)) == 3
    with pytest.raises(NotAllowed):
        actions.set_journey(
            programme=programme, wanted=[], by=factories.make_member(programme, Role.ORGANISER), once_key="y"
        )


# Placing


def test_an_analyst_places_a_stretch_with_the_feelings_named_in_it(programme, analyst, journey, words):
    client, page = client_of(analyst), at("touchpoints-place", programme, words.ref)
    shown = body(client.get(page))
    assert [f'value="{word}"' in shown for word in ("frightened", "angry", "safe", "happy")] == [True] * 3 + [False]
    fields = {"touchpoint": journey[1].ref, "going": "not-well", "parts": ["0", "1"], "named": ["frightened"]}
    for _press in range(2):
        assert client.post(page, fields | {"once": "same"}).status_code == 302
    (row,) = Placement.objects.all()
    assert (TEXT[row.start : row.end], row.placed_by) == ("I rang for an hour. I was frightened and angry.", analyst)
    assert list(Named.objects.values_list("word", flat=True)) == ["frightened"]
    words.refresh_from_db()
    assert words.first_read_by == analyst
    there = body(client.get(at("touchpoint", programme, journey[1].ref)))
    assert "They name: frightened" in there
    assert "I felt safe" not in there
    assert "On the map" in body(client.get(at("touchpoints-words", programme)))
    assert client.post(page, {"take_off": row.ref}).status_code == 302
    assert Placement.objects.count() == 0


def test_no_feeling_is_kept_that_the_author_does_not_name_there(programme, analyst, journey, words):
    page = at("touchpoints-place", programme, words.ref)
    fields = {"touchpoint": journey[0].ref, "going": "not-well", "parts": ["0"], "once": "a"}
    response = body(client_of(analyst).post(page, fields | {"named": ["safe"]}), 422)
    assert "The author does not name this feeling in the part that you chose: safe" in response
    assert "checked" in response
    assert "Select a valid choice" in body(client_of(analyst).post(page, fields | {"named": ["despair"]}), 422)
    with pytest.raises(Refused, match="despair"):
        put(words, journey[0], analyst, named=["despair"])
    with pytest.raises(Refused, match="not there any more"):
        put(words, journey[0], analyst, stretch=(10, 900))
    assert Placement.objects.count() == 0


def test_words_that_are_out_of_use_cannot_be_placed_and_leave_the_map(programme, analyst, journey, words):
    put(words, journey[0], analyst, named=["safe"])
    voices.withdraw(submission=words.submission, kind="pause", once_key="1")
    assert queries.people_at(programme) == {}
    voices.withdraw(submission=words.submission, kind="resume", once_key="2")
    assert len(queries.people_naming(programme)) == 1
    voices.withdraw(submission=words.submission, kind="stop", once_key="3")
    assert (Placement.objects.count(), Named.objects.count()) == (0, 0)
    with pytest.raises(Refused, match="may not be used"):
        put(words, journey[0], analyst)
    elsewhere = Touchpoint.objects.create(programme=factories.make_programme(), name="Elsewhere", place=1)
    with pytest.raises(NotAllowed):
        put(words, elsewhere, analyst)


def test_authors_read_where_their_words_stand_and_what_they_named(journey, analyst, words):
    put(words, journey[1], analyst, named=["frightened", "angry"])
    step = next(one for one in steps.of([words])[words.ref] if "map" in one.title)
    assert step.title == "Put on the map of the journey, at “Waiting”"
    assert step.reason == "Not going well. The feelings that you named: angry, frightened."
    assert step.by == analyst.name


# The map


def placed(activity, touchpoint, people, going, constituency="patients", named=""):
    for _one in range(people):
        row = factories.make_contribution(activity=activity, constituency=constituency, text=f"I was {named}.")
        placement = Placement.objects.create(touchpoint=touchpoint, contribution=row, going=going)
        if named:
            Named.objects.create(placement=placement, word=named)


def test_the_map_shows_each_group_with_safe_numbers_and_the_finding_as_title(activity, programme, journey):
    placed(activity, journey[1], 12, "not-well", named="frightened")
    placed(activity, journey[2], 9, "well", named="safe")
    placed(activity, journey[2], 3, "not-well", "staff", named="angry")
    first, second, _third = showing.map_of(journey, queries.people_at(programme))
    title = "Patients and public: not going well most often at “Waiting”, going well most often at “Seeing the doctor”"
    assert first[1].title == title
    assert "“Waiting”: going well for 0 people, not for 10." in first[1].sentence
    assert second == ("Health and care staff", None)
    stops = showing.stops(journey, queries.people_at(programme), queries.people_naming(programme))
    assert stops[2].going == [("Going well", ["10", "0", "0"]), ("Not going well", ["0", "*", "0"])]
    assert stops[2].named == [("safe", ["10", "0", "0"]), ("angry", ["0", "*", "0"])]


def test_one_person_is_counted_once_at_a_touchpoint(programme, analyst, journey, words):
    for part in ((0, 19), (20, 47), None):
        put(words, journey[0], analyst, stretch=part)
    assert queries.people_at(programme) == {(journey[0].pk, "not-well"): {"patients": 1}}


def test_organisers_see_numbers_and_only_analysts_the_words(programme, activity, journey):
    placed(activity, journey[1], 8, "well", named="safe")
    organiser = client_of(factories.make_member(programme, Role.ORGANISER))
    page = body(organiser.get(at("touchpoints", programme)))
    assert "<svg" in page
    assert "“safe”" in page
    assert "Read the words" not in page
    assert "I was safe." not in page
    row = Placement.objects.earliest("pk").contribution.ref
    for name, args in (("touchpoint", [journey[1].ref]), ("touchpoints-words", []), ("touchpoints-place", [row])):
        assert organiser.get(at(name, programme, *args)).status_code == 403
    reader = client_of(factories.make_member(programme, Role.ANALYST))
    assert "I was safe." in body(reader.get(at("touchpoint", programme, journey[1].ref)))


def test_pages_cost_the_same_however_many_words(programme, activity, analyst, journey):
    client, costs = client_of(analyst), []
    pages = [at("touchpoints", programme), at("touchpoints-words", programme),
             at("touchpoint", programme, journey[0].ref)]  # fmt: skip
    for people in (2, 1, 9):
        placed(activity, journey[0], people, "well", named="safe")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert [client.get(page).status_code for page in pages] == [200] * 3
        costs.append(len(seen))
    assert costs[1] == costs[2]  # the first time, what the session is remembered by costs more


def test_a_finding_from_the_map_cites_the_words_that_stand_there(programme, activity, analyst, journey):
    placed(activity, journey[1], 2, "not-well")
    placed(activity, journey[1], 1, "well")
    client, page = client_of(analyst), at("touchpoints-finding", programme)
    fields = {"kind": "theme", "title": "Waiting frightens people", "summary": "They said so.", "once": "f"}
    empty = body(client.post(page, fields | {"touchpoints": [journey[0].ref]}), 422)
    assert "No words stand there yet." in empty
    assert "Waiting frightens people" in empty
    sent = client.post(page, fields | {"touchpoints": [journey[1].ref], "going": "not-well"})
    finding = Finding.objects.get()
    assert sent.url == at("finding-edit", programme, finding.ref)
    cited = Link.objects.filter(to_kind="finding", to_ref=finding.ref)
    expected = Placement.objects.filter(going="not-well").values_list("contribution__ref", flat=True)
    assert set(cited.values_list("from_ref", flat=True)) == set(expected)
    assert set(cited.values_list("reason", flat=True)) == {"At “Waiting” on the journey"}
