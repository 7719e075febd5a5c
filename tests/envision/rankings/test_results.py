"""Which order people's orders make, for whom, and how surely; as findings; and as tables that give the same again."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.envision.joining import make_seats
from tests.envision.rankings.ordering import close, divided, ranking, send, url, worked_out

from throughline.envision.rankings import actions, showing
from throughline.envision.rankings.plan import plan_of
from throughline.envision.rankings.queries import Given
from throughline.envision.rankings.working import work_out
from throughline.programmes import methods
from throughline.programmes.models import Activity
from throughline.voices.actions import withdraw

METHOD = "rankings"
PATIENTS, STAFF, POLICY = (str(showing.NAMES[key]) for key in ("patients", "staff", "policy"))


def results(activity: Activity) -> str:
    response = Client().get(url("results", activity))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
def test_from_orders_to_outcome_findings_and_tables_that_give_the_same_again():
    activity = ranking()
    send(activity, divided())
    assert "Results are shown here when this has closed" in results(activity)
    close(activity)
    assert "have not been worked out yet" in results(activity)
    run = worked_out(activity)
    assert (run.status, run.inputs, len(run.fingerprint)) == ("done", 73, 64)
    shown = results(activity)
    assert "“A call back” comes first. That is sure, as far as chance goes." in shown
    assert "Three other ways of counting all put “A call back” first." in shown
    assert f"“A staff room”: for {PATIENTS} in place 5, for {STAFF} in place 2 (likely 1 to 2)." in shown
    assert "This is the largest gap" not in shown
    assert f"{POLICY} (* people)" in shown
    assert f"{POLICY} (3 people)" not in shown
    drafts = methods.get(METHOD).analyse(activity)
    assert [one.kind for one in drafts][:2] == ["priority", "priority"]
    assert {one.title for one in drafts if one.kind == "difference"} >= {
        "Groups differ on where “A staff room” belongs"
    }
    whole = drafts[0].measures[0]
    assert (whole.label, whole.text, whole.low, whole.n) == ("Place of “A call back”", "1", 1, "75")
    assert [one.text for one in drafts[0].measures if one.group == POLICY] == ["too few people to show"] * 5
    assert all(one.run == run.ref and one.limits and one.measures for one in drafts)
    _repeats(activity, run.summary["places"])


def _repeats(activity: Activity, places: dict[str, dict[str, list[int]]]) -> None:
    """The exported tables are enough to work the order out again."""
    tables = {one.name: list(one.rows) for one in methods.get(METHOD).export(activity)}
    assert dict(tables["meta"])["people"] == "73"
    orders: dict[str, tuple[str, list[str]]] = {}
    for person, constituency, place, item in tables["places"]:
        given = orders.setdefault(person, (constituency, []))[1]
        given.append(item)
        assert len(given) == place
    again = [Given(person, constituency, tuple(order)) for person, (constituency, order) in orders.items()]
    assert len(again) == 73
    assert work_out(plan_of(activity.settings), again, seed=int(dict(tables["meta"])["seed"]))["places"] == places
    assert {row[0]: list(row[3:]) for row in tables["items"]} == places["all"]


@pytest.mark.django_db
def test_who_takes_their_order_back_is_out_and_few_changes_do_not_move_what_is_shown():
    """With figures that moved for one person, whoever looked before and after would know what that person sent."""
    activity = ranking()
    send(activity, divided())
    seats = make_seats(activity, ["staff"] * 12)
    for seat in seats:
        actions.cast(seat=seat, order=["i5"])
    close(activity)
    first = worked_out(activity)
    before = results(activity)
    for seat in seats[:3]:
        withdraw(submission=seat.submission, kind="stop", once_key=seat.ref)
    again = worked_out(activity)
    assert (again.inputs, again.summary["public"]) == (first.inputs - 3, False)
    assert results(activity) == before
    assert {one.run for one in methods.get(METHOD).analyse(activity)} == {first.ref}
    for seat in seats[3:]:
        withdraw(submission=seat.submission, kind="stop", once_key=seat.ref)
    assert worked_out(activity).summary["public"]
    assert results(activity) != before


def given(count: int, constituency: str, *order: str) -> list[Given]:
    return [Given("r", constituency, order)] * count


def plan(**changes):
    items = [{"slug": f"i{n}", "name": f"Item {n}", "about": ""} for n in range(1, 6)]
    return plan_of({"ranking": {"items": items} | changes})


def test_the_likely_places_hold_the_order_that_made_the_answers():
    """Orders drawn from known strengths: the truth lies in the likely places of every item, and they are not wide."""
    import numpy as np

    worth = np.array([4.0, 2.5, 1.5, 1.0, 0.5])
    draw = np.random.default_rng(4)
    people = []
    for _person in range(400):
        order = np.argsort(draw.exponential(size=5) / worth)
        people.append(Given("r", "patients", tuple(f"i{n + 1}" for n in order[:3])))
    places = work_out(plan(asked=3), people, seed=1)["places"]["all"]
    assert all(low <= number <= high for number, (_p, low, high) in enumerate(places.values(), start=1))
    assert all(high - low <= 1 for _place, low, high in places.values())


def test_too_few_people_are_said_in_words():
    found = work_out(plan(), given(7, "patients", "i1"), seed=0)
    assert "Fewer than 8 people" in showing.shown(plan(), found).refused
    assert "places" not in found


def test_equals_come_first_together_and_a_gap_within_chance_is_said_to_be_open():
    people = [*given(10, "patients", "i1", "i2"), *given(10, "patients", "i2", "i1"), *given(8, "staff", "i1", "i2")]
    even = showing.shown(plan(), work_out(plan(), people[:20], seed=0))
    assert even.first[0] == "“Item 1”, “Item 2” come first together. Nothing sets them apart."
    assert "Too few" not in even.shares.title
    assert even.differ == []
    both = showing.shown(plan(), work_out(plan(), people, seed=0))
    assert both.first[0].startswith("“Item 1” comes first. It is not sure that it is ahead of “Item 2”")
    assert len(both.differ) == 1
    assert both.differ[0].endswith("This is the largest gap. It may be chance.")


def test_ways_of_counting_that_differ_are_told():
    """Most first places, but last for everybody else."""
    people = [
        *given(11, "patients", "i1", "i2", "i3", "i4", "i5"),
        *given(10, "patients", "i2", "i3", "i4", "i5", "i1"),
        *given(9, "patients", "i3", "i2", "i4", "i5", "i1"),
    ]
    words = showing.counted_words(plan(), work_out(plan(), people, seed=0))
    assert words.startswith("Other ways of counting differ in what comes first. First places alone: “Item 1”; ")
    assert "each item against each other: “Item 2”" in words


def test_what_is_shown_of_a_small_group_does_not_give_its_number_away():
    people = [*given(45, "patients", "i1"), *given(3, "staff", "i4")]
    rows = showing.lines(plan(), work_out(plan(), people, seed=0))
    staff = [row.of("staff") for row in rows]
    assert all(one.n.hidden and one.first.hidden and one.top.hidden and one.place is None for one in staff)
