"""Walking stage by stage gives the minutes of the clock, and both give what can be worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.pathway.clock import by_events

from throughline.analysis.pathway.draws import NEVER, draw
from throughline.analysis.pathway.durations import exponential, fixed, guess, lognormal
from throughline.analysis.pathway.model import Group, Pathway, Step, Team
from throughline.analysis.pathway.walk import Stage, plan, walk_through

EVEN = (6.0,) * 24


def walked(pathway, times, seed=0):
    """By both ways, at given arrivals; they must agree to the last bit."""
    drawn = draw(pathway, len(times), (seed,), came=np.array(times, dtype=float))
    found, events = walk_through(pathway, drawn), by_events(pathway, drawn)
    for name in ("joined", "started", "left", "gave_up", "absent"):
        np.testing.assert_array_equal(getattr(found, name), getattr(events, name), err_msg=name)
    return drawn, found


def test_one_desk_by_hand():
    pathway = Pathway("desk", (Step("desk", "clerk", fixed(10)),), (Team("clerk", 1),), EVEN)
    _, found = walked(pathway, [[0, 3, 5, 40, NEVER]])
    assert found.started[0, 0].tolist() == [0, 10, 20, 40, NEVER]
    assert found.left[0].tolist() == [10, 20, 30, 50, NEVER]


def test_two_desks_by_hand():
    pathway = Pathway("desk", (Step("desk", "clerk", fixed(10)),), (Team("clerk", 2),), EVEN)
    _, found = walked(pathway, [[0, 3, 5, 12]])
    assert found.started[0, 0].tolist() == [0, 3, 10, 13]


def test_a_closed_door_and_a_weekend_by_hand():
    """Open 9 to 17, Monday to Friday; people come on Friday at 16:55, on Saturday, and on Monday at 8:00."""
    team = Team("clerk", 1, opens=9, closes=17, days=(0, 1, 2, 3, 4))
    pathway = Pathway("desk", (Step("desk", "clerk", fixed(10)),), (team,), EVEN, days=7)
    friday, monday = 4 * 1440 + 16 * 60 + 55, 7 * 1440 + 9 * 60
    _, found = walked(pathway, [[friday, friday + 1, 5 * 1440, monday - 60]])
    assert found.started[0, 0].tolist() == [friday, monday, monday + 10, monday + 20]


def test_who_gives_up_holds_nobody_up():
    step = Step("desk", "clerk", fixed(30), {"talk": 1.0}, patience=fixed(20))
    steps = (step, Step("talk", None, fixed(5)))
    _, found = walked(Pathway("desk", steps, (Team("clerk", 1),), EVEN), [[0, 5, 15, 70]])
    assert found.started[0, 0].tolist() == [0, NEVER, 30, 70]
    assert found.gave_up[0, 0].tolist() == [False, True, False, False]
    assert found.left[0].tolist() == [35, 25, 65, 105]


def test_who_does_not_come_costs_the_minutes_lost():
    for lost, starts in ((0.0, [NEVER, NEVER]), (7.0, [0, 7])):
        step = Step("desk", "clerk", fixed(10), no_show=1.0, lost_minutes=lost)
        _, found = walked(Pathway("desk", (step,), (Team("clerk", 1),), EVEN), [[0, 3]])
        assert found.started[0, 0].tolist() == starts
        assert found.absent.all()


def test_a_shared_nurse_goes_on_in_order_of_coming():
    """One nurse does both steps; the second person was there before the first came back."""
    steps = (Step("see", "nurse", fixed(10), {"treat": 1.0}), Step("treat", "nurse", fixed(5)))
    pathway = Pathway("nurse", steps, (Team("nurse", 1),), EVEN)
    assert plan(pathway) == (Stage((0, 1), by_turns=True),)
    _, found = walked(pathway, [[0, 4]])
    assert found.started[:, 0].tolist() == [[0, 10], [20, 25]]


def test_only_what_is_met_again_or_called_in_another_order_is_walked_by_turns():
    """The nurse is met again after the test, so that desk and end stay stages of their own."""
    steps = (
        Step("desk", "clerk", fixed(2), {"see": 1.0}),
        Step("see", "nurse", fixed(10), {"test": 1.0}),
        Step("test", None, fixed(30), {"tell": 1.0}),
        Step("tell", "nurse", fixed(5), {"end": 1.0}),
        Step("end", None, fixed(1)),
    )
    pathway = Pathway("test", steps, (Team("clerk", 1), Team("nurse", 1)), EVEN)
    assert plan(pathway) == (Stage((0,), False), Stage((1, 2, 3), True), Stage((4,), False))
    _, found = walked(pathway, [[0, 1, 35]])
    assert found.started[1, 0].tolist() == [2, 12, 37]
    assert found.started[3, 0].tolist() == [47, 52, 77]
    ranked = replace(pathway, groups=(Group("urgent", 0.5, priority=0), Group("other", 0.5)))
    assert [stage.by_turns for stage in plan(ranked)] == [True, True, False]


def test_equal_times_at_the_door_are_taken_in_order_of_coming():
    """Two nurses open at 9:00 and take ten minutes each, so that people come back two by two at the same moment."""
    steps = (Step("see", "nurse", fixed(10), {"treat": 1.0}), Step("treat", "nurse", fixed(10)))
    _, found = walked(Pathway("nurse", steps, (Team("nurse", 2, opens=9),), EVEN), [[0, 1, 2, 3]])
    assert found.started[:, 0].tolist() == [[540, 540, 550, 550], [560, 560, 570, 570]]


def test_urgent_people_are_called_first():
    groups = (Group("urgent", 0.5, priority=0), Group("other", 0.5))
    pathway = Pathway("desk", (Step("desk", "clerk", fixed(10)),), (Team("clerk", 1),), EVEN, groups)
    drawn, found = walked(pathway, [np.arange(40.0)])
    waits = found.started[0, 0] - found.joined[0, 0]
    urgent = drawn.group[0, 1:] == 0
    assert waits[1:][urgent].max() < waits[1:][~urgent].max()
    order = found.started[0, 0, 1:].argsort()
    assert (drawn.group[0, 1:][order] == 0)[: urgent.sum()].mean() > 0.9


@st.composite
def pathways(draw):
    """Any pathway of up to five steps that go forward; teams may be met again, after others or right away."""
    n = draw(st.integers(1, 5))
    shared = draw(st.integers(1, 5))
    names = [f"s{i}" for i in range(n)]
    steps = []
    for i, name in enumerate(names):
        go = draw(st.floats(0.2, 1))
        onward = {names[i + 1]: go, "leave": 1 - go} if i + 1 < n else {}
        if i + 2 < n and draw(st.booleans()):
            onward = {names[i + 1]: go, names[i + 2]: 1 - go}
        duration = draw(st.sampled_from([fixed(10), exponential(6), lognormal(8, 4), guess(1, 5, 20)]))
        team = None if draw(st.integers(0, 4)) == 0 else f"t{i % shared}"
        steps.append(
            Step(
                name,
                team,
                duration,
                onward,
                patience=draw(st.sampled_from([None, fixed(15), exponential(40)])) if team else None,
                no_show=draw(st.sampled_from([0.0, 0.3])),
                lost_minutes=draw(st.sampled_from([0.0, 5.0])) if team else 0.0,
            )
        )
    teams = tuple(
        Team(t, draw(st.integers(1, 3)), *draw(st.sampled_from([(0, 24), (8, 17), (0, 12)])))
        for t in dict.fromkeys(s.team for s in steps)
        if t
    )
    second = Group("b", 0.2, slower={"s0": 2.0}, first=names[-1], priority=draw(st.integers(0, 1)))
    groups = (Group("a", 0.7), second, Group("c", 0.1, priority=draw(st.integers(0, 2))))
    return Pathway("any", tuple(steps), teams, EVEN, groups)


@settings(max_examples=60, deadline=None)
@given(pathways(), st.integers(0, 1000))
def test_stages_and_the_clock_agree_to_the_last_bit_on_any_pathway(pathway, seed):
    came = draw(pathway, 2, (seed,)).came
    _, found = walked(pathway, came, seed)
    reached = np.isfinite(came)
    assert np.isfinite(found.left[reached]).all()
    assert (found.left[reached] >= came[reached]).all()
    assert (found.started >= found.joined).all()
    for team in pathway.teams:
        mine = [i for i, s in enumerate(pathway.steps) if s.team == team.name]
        starts = found.started[mine]
        starts = starts[np.isfinite(starts)]
        hour = starts % 1440 / 60
        assert ((hour >= team.opens) & (hour < team.closes)).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 3))
def test_stages_and_the_clock_agree_where_one_team_serves_two_branches(seed, size):
    """The team's queue is of both steps together, in order of coming."""
    steps = (
        Step("sort", "desk", exponential(3), {"left": 0.4, "right": 0.4, "leave": 0.2}),
        Step("left", "nurse", lognormal(9, 5), {"end": 1.0}, patience=exponential(30)),
        Step("right", "nurse", fixed(7), {"end": 1.0}, no_show=0.2, lost_minutes=3),
        Step("end", None, fixed(4)),
    )
    pathway = Pathway("branches", steps, (Team("desk", 1), Team("nurse", size, 8, 20)), EVEN)
    assert plan(pathway) == (Stage((0,), False), Stage((1, 2), False), Stage((3,), False))
    _, found = walked(pathway, draw(pathway, 3, (seed,)).came, seed)
    assert np.isfinite(found.started[1]).any()
    assert found.absent[2].any()


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 4), st.integers(0, 500), st.floats(2, 40))
def test_one_more_server_never_makes_anybody_wait_longer(size, seed, mean):
    """Provable for one queue in order of coming: the times at which servers are free are never later (Kiefer and
    Wolfowitz 1955); not for priorities or people who give up."""
    pathway = Pathway("one", (Step("s", "t", exponential(mean)),), (Team("t", size),), EVEN)
    drawn = draw(pathway, 2, (seed,))
    now, more = (walk_through(p, drawn) for p in (pathway, pathway.with_team("t", size=size + 1)))
    reached = np.isfinite(drawn.came)
    assert (more.started[0][reached] <= now.started[0][reached]).all()


def test_the_same_people_come_whatever_is_changed():
    steps = (Step("a", "t", exponential(5), {"b": 1.0}), Step("b", "u", lognormal(5, 2)))
    now = Pathway("now", steps, (Team("t", 1), Team("u", 1)), EVEN)
    extra = Step("c", None, fixed(1), {"b": 1.0})
    changed = Pathway("new", (Step("a", "t", exponential(5), {"c": 1.0}), extra, steps[1]), now.teams, EVEN)
    one, two = draw(now, 3, (5,)), draw(changed, 3, (5,))
    np.testing.assert_array_equal(one.came, two.came)
    np.testing.assert_array_equal(one.visits[1].minutes, two.visits[2].minutes)
    longer = draw(now.with_step("a", duration=exponential(9)), 3, (5,))
    assert (longer.visits[0].minutes >= one.visits[0].minutes).all()
    busier = draw(Pathway("more", steps, now.teams, (12.0,) * 24), 3, (5,))
    n = one.came.shape[1]
    np.testing.assert_array_equal(busier.visits[0].minutes[:, :n], one.visits[0].minutes)


def test_people_come_at_the_rate_of_the_hour():
    """The exact process: 8:00 to 9:00 has the rate of that hour, not of the hour before."""
    rates = tuple(30.0 if hour == 8 else 2.0 if hour == 9 else 0.0 for hour in range(24))
    pathway = Pathway("one", (Step("s", None, fixed(1)),), (), rates)
    came = draw(pathway, 400, (1,)).came
    hours = np.histogram(came[np.isfinite(came)] / 60, bins=range(25))[0] / 400
    assert hours[8] == pytest.approx(30, abs=4 * (30 / 400) ** 0.5)
    assert hours[9] == pytest.approx(2, abs=4 * (2 / 400) ** 0.5)
    assert hours.sum() == hours[8] + hours[9]
