"""A facilitator builds what people choose between, has the choices made, and looks at them first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from tests.envision.choices.asking import PLAN, experiment, url
from tests.support import factories

from throughline.core import jobs
from throughline.core.errors import NotAllowed, Refused
from throughline.envision.choices import actions
from throughline.envision.choices.design import design_of, is_current, make_design, try_out
from throughline.envision.choices.plan import Level, Pair, fingerprint, plan_of, problems
from throughline.evidence.models import Run
from throughline.programmes import methods
from throughline.programmes.actions import open_activity
from throughline.programmes.models import Activity, Role, StageKind

pytestmark = pytest.mark.django_db
WAIT = {"name": "The wait", "about": "Until you are seen.", "levels": "14\n2\n7", "unit": "days", "better": "earlier"}
WHO = {"name": "Who", "about": "Who looks after you.", "levels": "Doctor\nNurse\nPharmacist", "unit": "", "better": ""}
PAIR = Pair("q1", "l1", "q2", "l1")


def facilitator(activity: Activity) -> Client:
    client = Client()
    client.force_login(factories.make_member(activity.programme, Role.FACILITATOR))
    return client


def page(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def fresh(activity: Activity) -> Activity:
    return Activity.objects.get(pk=activity.pk)


def test_from_nothing_to_choices_that_can_be_looked_at_and_opened():
    activity = factories.make_activity(
        method="choices", stage=StageKind.ENVISION, status="draft", settings={"tasks": 4, "blocks": 2}
    )
    client = facilitator(activity)
    assert "Add at least 2 things" in page(client.get(url("setup", activity)))
    with pytest.raises(Refused, match="have the choices made first"):
        open_activity(activity=activity, by=None)
    for n, one in enumerate((WAIT, WHO)):
        assert client.post(url("attribute-new", activity), one | {"once": str(n)}).status_code == 302
    plan = plan_of(fresh(activity).settings)
    assert [level.label for level in plan.attributes[0].levels] == ["2", "7", "14"], "numbers go by size"
    assert client.post(url("pairs", activity), {"first": "q1:l1", "second": "q2:l3", "once": "p"}).status_code == 302
    assert client.post(url("make", activity), {"once": "m"}).status_code == 302
    assert "Waiting for a free worker" in page(client.get(url("setup", activity)))
    jobs.run_ready(queues=["default"])
    shown = page(client.get(url("setup", activity)))
    assert "the D-error is" in shown
    assert "In no choice is one option better in everything" in shown
    kept = design_of(fresh(activity).settings)
    assert kept is not None
    assert len(kept.tasks) == 8
    assert all(plan_of(fresh(activity).settings).allows(profile) for task in kept.tasks for profile in task.shown)
    assert "Choice 2 of 6" in page(client.get(url("preview", activity) + "?version=2&choice=2"))
    open_activity(activity=fresh(activity), by=None)
    assert fresh(activity).status == "open"
    assert "cannot be changed any more" in page(client.post(url("make", activity), {"once": "again"}), 422)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"levels": "Only one"}, "Write 2 to 6 levels"),
        ({"levels": "a\nb\na"}, "Each level can stand here once"),
        ({"levels": ""}, "Write at least 2 levels"),
        ({"unit": "days", "levels": "soon\nlater"}, "Write numbers alone"),
        ({"unit": "days", "levels": "1\n1.0"}, "Write each number once"),
        ({"unit": "days", "levels": "1\nnan"}, "Write each number once"),
        ({"name": "who YOU see"}, "There is one with this name already"),
    ],
)
def test_what_cannot_be_chosen_between_is_refused_beside_its_field_with_all_that_was_typed(typed, said):
    activity = experiment(status="draft")
    shown = page(facilitator(activity).post(url("attribute-new", activity), WHO | {"about": "Kept so"} | typed), 422)
    assert said in shown
    assert "Kept so" in shown
    assert len(plan_of(fresh(activity).settings).attributes) == 3


def test_a_plan_that_no_tasks_can_be_made_of_says_what_to_change():
    plan = plan_of(PLAN)
    assert problems(plan) == []
    many = replace(plan.attributes[1], levels=tuple(Level(f"l{n}", str(n)) for n in range(1, 7)))
    wide = replace(plan, attributes=tuple(replace(many, slug=f"q{n}", name=str(n)) for n in range(1, 7)), pairs=())
    assert "which is too many" in problems(wide)[0]
    assert "at least 2 levels" in problems(replace(plan, attributes=(replace(many, levels=()), many)))[0]
    assert "too few to tell" in problems(replace(wide, attributes=wide.attributes[:4], tasks=4, blocks=1))[0]
    never = tuple(Pair("q3", "l1", "q2", f"l{n}") for n in (1, 2, 3))
    assert "could never be shown" in problems(replace(plan, pairs=never))[0]
    all_out = (*never, *(Pair("q3", "l2", "q2", f"l{n}") for n in (1, 2, 3)))
    assert "leave no option at all" in problems(replace(plan, pairs=all_out))[0]


def test_tasks_that_cannot_be_balanced_are_refused_in_plain_words():
    activity = experiment(status="draft")
    attributes = [one | {"levels": one["levels"][:2], "better": "later"} for one in PLAN["attributes"][1:]]
    settings = PLAN | {"attributes": attributes, "pairs": [], "tasks": 8, "blocks": 1}
    Activity.objects.filter(pk=activity.pk).update(settings=settings)
    client = facilitator(activity)
    client.post(url("make", activity), {"once": "m"})
    jobs.run_ready(queues=["default"])
    assert Run.objects.get().status == "failed"
    assert "We found no tasks that show each level equally often" in page(client.get(url("setup", activity)))


def test_a_change_asks_for_new_tasks_and_pairs_go_with_their_levels():
    activity = experiment(status="draft")
    client = facilitator(activity)
    assert is_current(fresh(activity).settings)
    changed = {"name": "Who you see", "about": "A person.", "levels": "A nurse\nA pharmacist\nA friend", "better": ""}
    assert client.post(url("attribute", activity, "q2"), changed | {"once": "c"}).status_code == 302
    plan = plan_of(fresh(activity).settings)
    assert [level.slug for level in plan.attributes[1].levels] == ["l2", "l3", "l4"], "levels that stay keep their name"
    assert plan.pairs == (), "the pair named a level that is gone"
    assert "Something has changed" in page(client.get(url("setup", activity)))
    assert methods.get("choices").missing(fresh(activity))
    client.post(url("pairs", activity), {"first": "q1:l1", "second": "q2:l2", "once": "o"})
    assert plan_of(fresh(activity).settings).pairs == (Pair("q1", "l1", "q2", "l2"),)
    client.post(url("pairs", activity), {"allow": "q1:l1:q2:l2", "once": "a"})
    assert plan_of(fresh(activity).settings).pairs == ()
    client.post(url("attribute-remove", activity, "q3"), {"once": "r"})
    assert [one.slug for one in plan_of(fresh(activity).settings).attributes] == ["q1", "q2"]
    stale = design_of(activity.settings)
    assert stale is not None
    assert not actions.keep_design(activity=activity, design=activity.settings["design"]), "made of what is no more"
    same = client.post(url("pairs", activity), {"first": "q1:l1", "second": "q1:l2", "once": "s"})
    assert "two different things" in page(same, 422)


def test_only_the_team_plans_and_only_before_opening():
    activity = experiment()
    plan = plan_of(activity.settings)
    moderator = factories.make_member(activity.programme, Role.MODERATOR)
    with pytest.raises(NotAllowed):
        actions.put_attribute(activity=activity, attribute=plan.attributes[0], by=moderator, once_key="k")
    with pytest.raises(NotAllowed):
        actions.ask_for_analysis(activity=activity, by=moderator, once_key="k")
    for act in (
        lambda key: actions.put_attribute(activity=activity, attribute=plan.attributes[0], by=None, once_key=key),
        lambda key: actions.rule_out_pair(activity=activity, pair=PAIR, by=None, once_key=key),
        lambda key: actions.ask_for_design(activity=activity, by=None, once_key=key),
    ):
        with pytest.raises(Refused, match="cannot be changed any more"):
            act("key")


def test_the_task_to_try_has_an_option_that_is_better_in_all_that_is_known():
    plan = plan_of(PLAN)
    (worse, best), better = try_out(plan)
    assert better == 1
    assert best[1] == worse[1], "nothing is known of who people like to see"
    assert plan.allows(best)
    assert plan.attributes[0].number(best[0]) < plan.attributes[0].number(worse[0])
    unknown = replace(plan, attributes=tuple(replace(one, better="") for one in plan.attributes))
    assert try_out(unknown)[1] is None


def test_the_same_seed_gives_the_same_tasks():
    plan = replace(plan_of(PLAN), attributes=plan_of(PLAN).attributes[:2], tasks=4, blocks=1)
    one, other = (make_design(plan, seed=4, run="r", starts=1) for _time in range(2))
    assert one == other
    assert one["of"] == fingerprint(plan)


@pytest.mark.parametrize(
    ("unit", "one", "said"),
    [
        ("days", "", "1 day"),
        ("Weeks", "", "1 week"),
        ("bus rides", "bus ride", "1 bus ride"),
        ("bus rides", "", "1 (bus rides)"),
        ("", "", "1"),
    ],
)
def test_one_of_something_is_not_counted_as_many(unit, one, said):
    plan = plan_of(PLAN)
    wait = replace(plan.attributes[0], unit=unit, unit_one=one, levels=(Level("l1", "1"), Level("l2", "11")))
    assert [wait.shown("l1"), wait.shown("l2")] == [said, f"11 {unit}".strip()]
    same = replace(plan, attributes=(replace(plan.attributes[0], unit_one="day"), *plan.attributes[1:]))
    assert fingerprint(same) != fingerprint(plan)
