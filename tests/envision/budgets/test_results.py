"""What the budget funds, by each rule, for whom; as findings; and as tables that give the same again."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.envision.budgets.sharing import OPTIONS, budget, choose, close, divided, url, worked_out
from tests.envision.joining import make_seats

from throughline.analysis import budgets as library
from throughline.envision.budgets import actions, showing
from throughline.envision.budgets.plan import plan_of
from throughline.envision.budgets.queries import Given
from throughline.envision.budgets.working import work_out
from throughline.programmes import methods
from throughline.programmes.models import Activity
from throughline.voices.actions import withdraw

METHOD = "budgets"


def results(activity: Activity) -> str:
    response = Client().get(url("results", activity))
    assert response.status_code == 200
    return response.content.decode()


def tables(activity: Activity) -> dict[str, list[dict]]:
    return {
        one.name: [dict(zip((c.name for c in one.columns), row, strict=True)) for row in one.rows]
        for one in methods.get(METHOD).export(activity)
    }


@pytest.mark.django_db
def test_from_choices_to_outcome_findings_and_tables_that_give_the_same_again():
    activity = budget()
    choose(activity, divided())
    assert "Results are shown here when this has closed" in results(activity)
    close(activity)
    assert "have not been worked out yet" in results(activity)
    run = worked_out(activity)
    assert (run.status, run.inputs, len(run.fingerprint)) == ("done", 93, 64)
    rules = {rule: one["chosen"] for rule, one in run.summary["rules"].items()}
    assert set(rules["equal"]) == {"o1", "o3", "o4"}
    assert set(rules["most"]) == {"o1", "o2"}
    shown = results(activity)
    assert "Equal shares fund “Longer opening hours”, “A staff room”, “New chairs”." in shown
    assert "Most support first would fund “Longer opening hours”, “A phone line”." in shown
    assert "With equal shares, 100% of people get at least one thing" in shown
    assert f"{showing.NAMES['policy']} (* people): too few people to show a share." in shown
    assert ">3<" not in shown
    drafts = methods.get(METHOD).analyse(activity)
    assert [one.kind for one in drafts] == ["priority", "trade-off", *["difference"] * 3]
    names = {name: str(label) for name, label in showing.NAMES.items()}
    fair = {(str(m.label), str(m.group)): m.text for m in drafts[1].measures}
    assert fair["Most support first", names["staff"]] == "0%"
    assert fair["Equal shares", names["staff"]] == "100%"
    assert fair["Equal shares", names["policy"]] == "too few people to show"
    assert all(one.run == run.ref and one.limits and one.measures for one in drafts)
    _repeats(activity, rules)


def _repeats(activity: Activity, rules: dict[str, list[str]]) -> None:
    """The exported tables are enough to work the outcome out again."""
    found = tables(activity)
    meta = {row["key"]: row["value"] for row in found["meta"]}
    assert meta | {"num_votes": "93", "vote_type": "approval", "unit": "pounds", "max_sum_cost": "1000"} == meta
    costs = {row["project_id"]: row["cost"] for row in found["projects"]}
    votes = [row["vote"].split(",") for row in found["votes"]]
    election = library.collect(costs, votes, meta["budget"], groups=[row["constituency"] for row in found["votes"]])
    assert set(library.equal_shares(election).chosen) == set(rules["equal"])
    assert {row["project_id"] for row in found["projects"] if row["selected"]} == set(rules["equal"])
    assert {row["project_id"] for row in found["projects"] if row["selected_most"]} == set(rules["most"])
    assert [row["votes"] for row in found["projects"]] == [60, 60, 30, 3]
    assert len({row["voter_id"] for row in found["votes"]}) == 93


@pytest.mark.django_db
def test_who_takes_their_choice_back_is_out_and_few_changes_do_not_move_what_is_shown():
    """With figures that moved for one person, whoever looked before and after would know what that person chose."""
    activity = budget()
    choose(activity, divided())
    seats = make_seats(activity, ["staff"] * 12)
    for seat in seats:
        actions.cast(seat=seat, given={"o4": 1})
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


def given(count: int, constituency: str, **points: int) -> list[Given]:
    return [Given("r", constituency, {"age": "25-34" if n % 2 else "50-64"}, points) for n in range(count)]


def test_points_count_by_their_number_for_most_support_and_by_people_for_equal_shares():
    plan = plan_of({"budget": {"budget": 600, "unit": "hours", "ballot": "share", "points": 10, "options": OPTIONS}})
    found = work_out(plan, [*given(40, "patients", o1=1, o3=9), *given(20, "staff", o1=10)])
    assert found["points"] == {"o1": 240, "o2": 0, "o3": 360, "o4": 0}
    assert found["support"]["o1"] == {"patients": 40, "staff": 20, "policy": 0}
    assert found["rules"]["most"]["chosen"] == ["o3"], "most points, though fewer people"
    assert found["rules"]["equal"]["chosen"][0] == "o1", "all 60 pay for it together"
    shown = showing.shown(plan, found)
    ages = {row[0]: row[3] for row in shown.groups}
    assert list(ages) == ["25 to 34", "50 to 64"]
    assert ages["25 to 34"].startswith("67% (likely ")
    assert "It funds “Longer opening hours”. Used: 400 hours. Left: 200 hours." in [
        words for _name, words in shown.rules
    ]


@pytest.mark.parametrize(
    ("people", "words"),
    [(given(7, "patients", o1=1), "Fewer than 8 people"), (given(9, "staff"), "Nobody would fund any")],
)
def test_too_few_people_and_a_budget_that_nobody_wants_are_said_in_words(people, words):
    plan = plan_of({"budget": {"budget": 600, "options": OPTIONS}})
    found = work_out(plan, people)
    assert words in showing.shown(plan, found).refused
    assert "rules" not in found


def test_what_equal_shares_leave_over_stays_where_the_team_said_so():
    people = [*given(30, "patients", o1=1), *given(30, "staff", o2=1)]
    chosen = {}
    for rest in ("fill", "leave"):
        plan = plan_of({"budget": {"budget": 700, "rest": rest, "options": OPTIONS}})
        chosen[rest] = work_out(plan, people)["rules"]["equal"]
    assert chosen["leave"]["chosen"] == []
    assert chosen["fill"]["chosen"] == ["o1"]


def test_what_is_shown_of_a_small_group_does_not_give_its_number_away():
    plan = plan_of({"budget": {"budget": 600, "options": OPTIONS}})
    found = work_out(plan, [*given(45, "patients", o1=1), *given(3, "staff", o4=1)])
    groups = {one.name: one for one in showing.groups_of(found)}
    assert groups[str(showing.NAMES["staff"])].n.hidden
    assert all(share.hidden for share in groups[str(showing.NAMES["staff"])].covered.values())
    assert {one.support[2][1].text for one in showing.lines(plan, found)} == {"*"}
