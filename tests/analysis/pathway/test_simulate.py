"""Now against changed: figures, words and pictures."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.analysis.pathway import chart, words
from throughline.analysis.pathway.durations import exponential, fixed, lognormal
from throughline.analysis.pathway.measures import run
from throughline.analysis.pathway.model import Group, Pathway, Step, Team
from throughline.analysis.pathway.simulate import compare, simulate

MORNING = (0.0,) * 9 + (12.0,) * 4 + (0.0,) * 11
GROUPS = (Group("interpreter", 0.2, slower={"see": 2.0}), Group("others", 0.8))
STEPS = (Step("see", "nurse", lognormal(9, 4), {"test": 0.5, "leave": 0.5}), Step("test", "room", exponential(8)))
CLINIC = Pathway("as it is", STEPS, (Team("nurse", 2, 9, 17), Team("room", 1, 9, 17)), MORNING, GROUPS, target=30)


def test_a_second_room_shortens_waits_and_says_so():
    found = compare(CLINIC, replace(CLINIC.with_team("nurse", size=3), name="a third nurse"), runs=60)
    d = found.differences
    assert d.wait.high < 0
    assert d.wait.low <= d.wait.estimate <= d.wait.high
    assert (d.wait.high - d.wait.low) / 2 < found.unpaired
    assert [g.name for g in found.by_group] == ["interpreter", "others"]
    assert found.shown.startswith("With “a third nurse” a person waits on average ")
    assert "minutes less (likely" in found.shown
    assert "In group “interpreter”:" in found.shown
    assert "Waiting over 30 minutes: " in found.shown
    assert "Giving up" not in found.shown
    json.dumps(found.to_dict(), allow_nan=False)


def test_the_same_pathway_makes_no_difference_at_all():
    found = compare(CLINIC, CLINIC, runs=10)
    assert (found.differences.wait.low, found.differences.wait.high) == (0, 0)
    assert "waits on average as long as now" in found.shown
    assert found.warnings == (
        "Now: Only 10 runs: the ranges are rough.",
        "Changed: Only 10 runs: the ranges are rough.",
    )


def test_a_change_that_harms_one_group_is_named():
    """A fast lane for all but those who need an interpreter, who are sent through one room first."""
    lane = Step("interpreter", "interpreter", fixed(25), {"see": 1.0})
    slow = replace(GROUPS[0], first="interpreter", slower={})
    teams = (*CLINIC.teams, Team("interpreter", 1, 9, 17))
    changed = Pathway("separate", (*STEPS, lane), teams, MORNING, (slow, GROUPS[1]), target=30)
    found = compare(CLINIC, changed, runs=60)
    assert found.differences.wait.high > 0 or "Group “interpreter” waits longer" in " ".join(found.warnings)
    interpreter, others = found.by_group
    assert interpreter.wait.low > 0 > others.wait.high


def test_what_hardly_anybody_meets_is_left_out_and_said():
    rare = (Step("see", "nurse", fixed(2), {"test": 1e-7, "leave": 1 - 1e-7}), Step("test", "room", fixed(8)))
    found = simulate(replace(CLINIC, steps=rare), runs=30)
    assert [name for name, _ in found.steps] == ["see"]
    assert found.warnings == ("Hardly anybody came to step “test”: nothing is said of it.",)
    late = Pathway("late", (Step("see", "nurse", fixed(2), patience=fixed(60)),), (Team("nurse", 1, 18, 24),), MORNING)
    found = simulate(late, runs=30)
    assert found.everybody.time is None
    assert (found.everybody.wait.estimate, found.everybody.gave_up.estimate) == pytest.approx((60, 1))


def test_an_unstable_queue_is_said_in_words():
    crowded = Pathway("crowded", (Step("see", "nurse", fixed(10)),), (Team("nurse", 1),), (9.0,) * 24)
    found = simulate(crowded, runs=30)
    assert found.warnings == (
        "nurse: 150 minutes of work in every 100, more than can be kept up with: the longer people come, the longer "
        "the queue.",
    )
    patient = replace(crowded, steps=(replace(crowded.steps[0], patience=fixed(30)),))
    found = simulate(patient, runs=30)
    assert found.warnings[0].endswith("those who cannot be served give up.")
    assert found.everybody.gave_up.low > 0.25
    assert "Giving up before they are seen: " in found.shown


def test_a_pathway_that_is_still_filling_is_said_to_be_out_of_balance():
    ward = Pathway("ward", (Step("bed", None, fixed(3 * 1440)),), (), (2.0,) * 24, days=2, warm_up=1)
    assert any("not in balance" in w for w in simulate(ward, runs=30).warnings)
    settled = simulate(replace(ward, warm_up=4, days=6), runs=30)
    assert settled.warnings == ()
    assert settled.little.inside == pytest.approx(2 * 72, rel=0.03)
    assert settled.everybody.wait.estimate == 0


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 3))
def test_littles_law_holds_run_by_run_in_a_place_that_empties(seed, size):
    """From empty to empty, people inside × time = the sum of their stays, exactly."""
    found = run(CLINIC.with_team("room", size=size), 3, seed)
    np.testing.assert_allclose(found.inside, found.rate * found.stay, rtol=1e-9)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000))
def test_more_hands_at_the_last_step_never_lengthen_a_run(seed):
    """Provable where nothing comes after: see `test_walk`."""
    now, more = run(CLINIC, 3, seed), run(CLINIC.with_team("room", size=2), 3, seed)
    assert (more.people[""]["wait"] <= now.people[""]["wait"] + 1e-9).all()


def test_measures_by_hand():
    """Ten people at once wait 0, 10, …, 90 minutes: median 45, nine tenths 81, six over the target of 30."""
    from throughline.analysis.pathway.draws import draw
    from throughline.analysis.pathway.measures import measure
    from throughline.analysis.pathway.walk import walk_through

    desk = Pathway("desk", (Step("a", "t", fixed(10)),), (Team("t", 1),), MORNING, target=30)
    drawn = draw(desk, 1, (0,), came=np.full((1, 10), 60.0))
    found = measure(desk, drawn, walk_through(desk, drawn))
    who = {k: float(x[0]) for k, x in found.people[""].items()}
    assert (who["wait"], who["typical"], who["tenth"], who["over"]) == pytest.approx((45, 45, 81, 0.6))
    assert (who["people"], who["time"], who["gave_up"], who["absent"]) == pytest.approx((10, 55, 0, 0))
    assert found.busy["t"][0] == pytest.approx(100 / 1440)
    assert found.steps["a"][0] == pytest.approx(45)


def test_the_same_seed_gives_the_same_numbers_whatever_the_number_of_runs():
    assert simulate(CLINIC, runs=20, seed=4) == simulate(CLINIC, runs=20, seed=4)
    assert simulate(CLINIC, runs=20, seed=4).everybody != simulate(CLINIC, runs=20, seed=5).everybody


def test_pictures_say_what_the_figures_say():
    found = compare(CLINIC, replace(CLINIC.with_team("nurse", size=3), name="a third nurse"), runs=40)
    waits, apart = chart.waits(found), chart.differences(found)
    assert waits.title == apart.title
    assert waits.title.startswith("With “a third nurse” people wait ")
    assert len(waits.table[1]) == 2 * (3 + 2)
    assert [row[0] for row in apart.table[1]] == ["everybody", "interpreter", "others"]
    alone = chart.waits(found.now)
    assert alone.title == f"A typical person waits {words.minutes(found.now.everybody.typical.estimate)}"
    same = compare(CLINIC, CLINIC, runs=10)
    assert chart.differences(same).title == "“as it is” changes waits too little to be seen"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0.04, "0 minutes"),
        (1, "1 minute"),
        (9.95, "9.9 minutes"),
        (59.6, "60 minutes"),
        (121, "2 hours 1 minute"),
        (180, "3 hours"),
    ],
)
def test_minutes_are_said_as_people_say_them(minutes, said):
    assert words.minutes(minutes) == said


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: simulate(CLINIC, runs=1), "at least 2 runs"),
        (lambda: simulate(CLINIC, seed=-1), "seed must be 0 or more"),
        (lambda: simulate(replace(CLINIC, days=20_000)), "960,000 people through 2 steps are more than a run can hold"),
        (lambda: simulate(replace(CLINIC, arrivals=(0.0,) * 167 + (9.0,))), "too few people come"),
        (lambda: compare(CLINIC, replace(CLINIC, days=2)), "same days, warm-up and target"),
        (
            lambda: simulate(replace(CLINIC, groups=(Group("rare", 1e-6), Group("others", 1 - 1e-6))), runs=4),
            "too few people come to measure anything in group “rare”",
        ),
    ],
)
def test_what_cannot_be_measured_is_refused_in_words(call, text):
    with pytest.raises(ValueError, match=text):
        call()
