"""The order that choices make, the short list, the workshop and the top ten; and what must not show."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.envision.joining import make_seats
from tests.envision.partnerships.partnering import (
    agreed,
    closed,
    in_order,
    key,
    met,
    opened,
    put,
    shortened,
    url,
)
from tests.support import factories
from tests.support.working import finished

from throughline.analysis.rankings import combine
from throughline.core.errors import Refused
from throughline.envision.partnerships import actions, queries, showing
from throughline.envision.partnerships.models import SmallGroup
from throughline.envision.partnerships.protocol import Protocol
from throughline.envision.partnerships.queries import Given
from throughline.envision.partnerships.working import by_rule, work_out
from throughline.envision.seats.actions import ask_again
from throughline.evidence import steps
from throughline.programmes import methods
from throughline.voices.actions import withdraw


def page(response, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def team(activity) -> Client:
    client = Client()
    client.force_login(factories.make_member(activity.programme, "facilitator"))
    return client


def people(count: int, constituency: str, *questions: str) -> list[Given]:
    return [Given("r", constituency, list(questions))] * count


def test_each_group_counts_the_same_whatever_its_size_and_a_group_of_seven_has_no_order():
    """200 patients put a and b first, 20 staff c: added up by heads a would lead, by groups b and c do as well."""
    given = [*people(200, "patients", "a", "b"), *people(20, "staff", "c", "b"), *people(7, "policy", "d")]
    found = work_out(["a", "b", "c", "d"], given)
    assert (found["ranked"], found["small"]) == (["patients", "staff"], ["policy"])
    assert found["places"] == {"b": 1, "a": 2, "c": 2, "d": 4}
    assert found["points"]["b"] == 7, "3.5 of each group"
    assert by_rule(Protocol(size=1), found) == ["b"]
    assert set(by_rule(Protocol(size=2), found)) == {"a", "b", "c"}, "equal in the last place"
    assert set(by_rule(Protocol(rule="each", size=1), found)) == {"a", "b", "c"}
    ten_times = work_out(["a", "b", "c", "d"], [*given, *people(1800, "patients", "a", "b")])
    assert ten_times["places"] == found["places"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (people(7, "patients", "a"), "Fewer than 8 people"),
        (people(7, "patients", "a") + people(7, "staff", "b"), "No group has 8 people or more"),
    ],
)
def test_too_few_people_are_said_in_words_and_give_no_order(given, words):
    found = work_out(["a", "b"], given)
    assert words in showing.shown([], found).refused
    assert "places" not in found


@pytest.mark.django_db
def test_small_groups_are_said_to_be_small_and_their_numbers_do_not_show():
    activity, rows = closed()
    shown = page(Client().get(url("short", activity)))
    assert "Policymakers: fewer than 8 people chose." in shown
    assert "too few people" in shown
    assert ">3<" not in shown
    place = [activity.programme.slug, activity.ref]
    assert "How balanced was this?" in shown
    assert "of the people" in page(Client().get(reverse("balance", args=place))).lower()
    assert "200" in page(team(activity).get(reverse("seats-watch", args=place)))
    run = queries.shown(activity)
    lines = showing.lines_of(queries.long_list(activity), run.summary)
    assert {one.groups["policy"][1].text for one in lines} == {"*"}
    first = next(one for one in lines if one.question == rows[0])
    assert (first.groups["patients"][0], first.groups["patients"][1].text) == ("1=", "100%")
    own = "Patients and public: 1= (100%, likely 98% to 100%); Health and care staff: 3= (0%, likely 0% to 13%)"
    assert f"“{rows[0].text}”. Places: {own}." in shown
    assert f"“{rows[7].text}”. Places" not in shown, "it comes low everywhere"


@pytest.mark.django_db
def test_who_takes_their_choice_back_is_out_and_few_changes_do_not_move_what_is_shown():
    """With an order that moved for one person, whoever looked before and after would know what that person chose."""
    activity, rows = opened()
    seats = make_seats(activity, ["patients"] * 20 + ["staff"] * 12)
    for seat in seats:
        actions.choose(seat=seat, questions=[rows[0].ref if seat.participant.constituency == "staff" else rows[1].ref])
    put(activity, "closed")
    first = in_order(activity)
    before = page(Client().get(url("short", activity)))
    for seat in seats[-3:]:
        withdraw(submission=seat.submission, kind="stop", once_key=seat.ref)
    again = in_order(activity)
    assert (again.inputs, again.summary["public"]) == (first.inputs - 3, False)
    assert page(Client().get(url("short", activity))) == before
    assert {one.run for one in methods.get("partnerships").analyse(activity)} == {first.ref}
    for seat in seats[:8]:
        withdraw(submission=seat.submission, kind="stop", once_key=seat.ref)
    assert ask_again(activity), "as every result that people leave is worked out again by itself"
    assert finished(queries.newest(activity), queues=["default"]).summary["public"]


WRONG = [
    ({3: "2"}, "Two questions cannot be equal: say which comes first"),
    ({3: ""}, "Give this question a place"),
    ({3: "9"}, "Write a whole number from 1 to 5"),
    ({3: "1½"}, "Write a whole number from 1 to 5"),
    ({"people-staff": "0", "people-policy": "0"}, "people of at least two sides"),
    ({"people-staff": "-1"}, "Write a whole number, 0 or more"),
    ({"name": ""}, "Give the group a name"),
]


@pytest.mark.django_db
def test_a_tie_a_gap_and_a_wrong_number_are_said_beside_the_question_and_all_of_it_is_kept():
    activity, rows = closed()
    short, client = shortened(activity, rows), team(activity)
    whole = {f"place-{ref}": str(place) for place, ref in enumerate(short, start=1)}
    whole |= {"name": "Group 1", "people-patients": "4", "people-staff": "3", "people-policy": "2"}
    for changes, words in WRONG:
        changed = {f"place-{short[name]}" if isinstance(name, int) else name: typed for name, typed in changes.items()}
        shown = page(client.post(url("order-new", activity), whole | changed), 422)
        assert shown.count(words) >= 2, "in the summary and beside the field"
        assert all(f'value="{typed}"' in shown for typed in (whole | changed).values() if typed)
    assert not SmallGroup.objects.exists()


@pytest.mark.django_db
def test_the_short_list_the_workshop_and_the_top_ten_come_in_their_order():
    activity, rows = closed()
    client = team(activity)
    assert "Choose the short list first." in page(client.get(url("workshop", activity)))
    assert client.get(url("order-new", activity))["Location"] == url("workshop", activity)
    short = shortened(activity, rows)
    assert "at least two small groups" in page(client.get(url("top", activity)))
    with pytest.raises(Refused, match="at least two small groups"):
        actions.keep_top(activity=activity, order=short, reasons={}, by=None, once_key=key())
    met(activity, short)
    with pytest.raises(Refused, match="Take their orders out first"):
        shortened(activity, rows)
    group = queries.small_groups(activity)[0]
    assert 'value="Group 1"' in page(client.get(url("order", activity, group.ref)))
    places = {f"place-{ref}": str(place) for place, ref in enumerate(short, start=1)}
    shown = page(client.post(url("top", activity), places), 422)
    assert shown.count("Say why it has this place") == 10
    some = {name: value for name, value in places.items() if value != "4"}
    reasons = {f"reason-{ref}": "It matters to all." for ref in short}
    assert "Give this question a place" in page(client.post(url("top", activity), some | reasons), 422)
    assert client.post(url("top", activity), places | reasons | {"once": "t"}).status_code == 302
    assert "The top ten rests on these orders" in page(client.post(url("order-remove", activity, group.ref)), 422)
    with pytest.raises(Refused, match="rests on these orders"):
        met(activity, short)


@pytest.mark.django_db
def test_the_exported_tables_give_the_order_again():
    activity, rows = agreed()
    tables = {
        one.name: [dict(zip((c.name for c in one.columns), row, strict=True)) for row in one.rows]
        for one in methods.get("partnerships").export(activity)
    }
    scores: dict[str, dict[int, int]] = {}
    for row in tables["counts"]:
        if row["people"] >= 8:
            scores.setdefault(row["constituency"], {})[row["question"]] = row["chose"]
    again = combine(scores)
    assert {row["question"]: row["place"] for row in tables["order"]} == again.places
    assert {row["question"]: row["points"] for row in tables["order"]} == again.totals
    chose = [row for row in tables["choices"] if "1" in row["questions"].split(",")]
    assert len(chose) == 200 == next(row["chose"] for row in tables["counts"] if row["question"] == 1)
    assert [row["place"] for row in tables["questions"]] == [1, 2, 3, 4, 5, None, None, None]
    assert len([row for row in tables["workshop"] if row["group"] == "together"]) == 5
    assert tables["follow_ups"][0]["taken_up_by"] == "The Pain Fund"
    assert {row["setting"]: row["value"] for row in tables["protocol"]}["run"] == queries.shown(activity).ref
    assert rows[0].ref not in str(tables), "numbers stand for questions, and nothing for people but within this export"


@pytest.mark.django_db
def test_authors_are_told_how_far_their_question_came():
    _activity, rows = agreed()
    row = rows[0].gathered.select_related("contribution").get()
    titles = [one.title for one in steps.of([row.contribution])[row.contribution.ref]]
    assert titles[-3:] == [
        f"Your words are part of the question “{rows[0].text}”",
        "This question is on the short list",
        "This question has place 1 of the top ten",
    ]
