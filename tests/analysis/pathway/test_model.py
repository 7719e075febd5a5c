"""A pathway that cannot be walked is refused, in words that say what to do."""

import numpy as np
import pytest

from throughline.analysis.pathway.durations import exponential, fixed, guess, lognormal
from throughline.analysis.pathway.form import now_and_changed, pathway
from throughline.analysis.pathway.loads import by_formula, loads, reach
from throughline.analysis.pathway.model import Group, Pathway, Step, Team

EVEN = (6.0,) * 24
ONE = (Step("a", "t", fixed(5)),)
T = (Team("t", 1),)


def path(steps=ONE, teams=T, arrivals=EVEN, **more):
    return Pathway("p", steps, teams, arrivals, **more)


def two(**routes):
    return (Step("a", "t", fixed(5), routes), Step("b", "t", fixed(5)))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: fixed(-1), "above 0, not -1"),
        (lambda: exponential(0), "above 0"),
        (lambda: lognormal(5, float("nan")), "standard deviation of a duration"),
        (lambda: guess(5, 3, 9), "fastest ≤ usual ≤ slowest"),
        (lambda: guess(-1, 3, 9), "fastest ≤ usual ≤ slowest"),
        (lambda: Team("t", 0), "needs at least 1 person or room, not 0"),
        (lambda: Team("t", 2, opens=17, closes=9), "must open before it closes"),
        (lambda: Team("t", 2, days=()), "needs days from 0"),
        (lambda: Step("a", "t", fixed(5), {"b": 0.5, "leave": 0.4}), r"sum to 0.9, not to 1"),
        (lambda: Step("a", "t", fixed(5), {"b": 1.5, "leave": -0.5}), "between 0 and 1, not 1.5"),
        (lambda: Step("a", "t", fixed(5), no_show=2), "do not come must lie between"),
        (lambda: Step("a", None, fixed(5), patience=fixed(2)), "nobody waits there"),
        (lambda: Step("a", "t", fixed(5), lost_minutes=-1), "lost minutes must be 0 or more"),
        (lambda: Group("g", 0.5, slower={"a": 0}), "“slower” at a must be above 0"),
        (lambda: path(steps=two(b=1.0, c=0.0)), "speaks of step “c”, which is no step"),
        (lambda: path(steps=two(leave=1.0)), "nobody ever reaches step “b”"),
        (lambda: path(steps=(*two(b=1.0)[:1], Step("b", "t", fixed(5), {"a": 1.0}))), "come back to step “a” without"),
        (lambda: path(steps=two(a=1.0)), "come back to step"),
        (lambda: path(teams=()), "done by “t”, which is no team"),
        (lambda: path(teams=(*T, Team("u", 1))), "no step is done by team “u”"),
        (lambda: path(steps=ONE + ONE), "a name of its own"),
        (lambda: path(steps=(Step("leave", "t", fixed(5)),)), "other than “leave”"),
        (lambda: path(steps=()), "1 to 12 steps, not 0"),
        (lambda: path(arrivals=(1.0,) * 23), "24 numbers, one an hour"),
        (lambda: path(arrivals=(-1.0,) * 24), "0 or more and not all 0"),
        (lambda: path(arrivals=(0.0,) * 24), "not all 0"),
        (lambda: path(days=1_000_000_000), "36,600 at most, not 1,000,000,000"),
        (lambda: path(groups=(Group("g", 0.5),)), "shares of the groups sum to 0.5"),
        (lambda: path(groups=(Group("g", 1.0, first="x"),)), "speaks of step “x”"),
        (lambda: path(days=0), "days must be a whole number of 1 or more"),
        (lambda: path(warm_up=-1), "days of warm-up must be a whole number of 0"),
        (lambda: path(target=0), "target must be a number of minutes above 0"),
        (lambda: path().with_team("x", size=2), "no team “x” to change"),
        (lambda: loads(path(teams=(Team("t", 1, days=(6,)),))), "closed on all the days simulated"),
    ],
)
def test_what_cannot_be_walked_is_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()


FORM = {
    "name": "Clinic",
    "days": 5,
    "target_minutes": 30,
    "arrivals_per_hour": [0] * 9 + [12] * 8 + [0] * 7,
    "teams": {"nurse": {"people": 2, "opens": 9, "closes": 17, "days": ["Mon", "Tue", "Wed", "Thu", "Fri"]}},
    "steps": {
        "check-in": {"team": "nurse", "minutes": {"fastest": 2, "usual": 4, "slowest": 15}, "source": "timed 40"}
        | {"next_of_100": {"blood": 30, "leave": 70}, "no_show_of_100": 8, "no_show_minutes": 5},
        "blood": {"minutes": 20, "gives_up_after": {"mean": 60}, "team": "nurse"},
    },
    "groups": {"interpreter": {"of_100": 10, "slower": {"check-in": 1.5}}},
    "changed": {"teams": {"nurse": {"people": 3}}, "steps": {"blood": {"minutes": {"mean": 10, "sd": 2}}}},
}


def test_a_form_becomes_now_and_changed():
    now, changed = now_and_changed(FORM)
    assert (now.name, changed.name) == ("Clinic", "Clinic, changed")
    assert (now.teams[0].size, changed.teams[0].size) == (2, 3)
    assert now.teams[0].windows[0] == (540, 1020)
    assert now.steps[0].next == {"blood": 0.3, "leave": 0.7}
    assert (now.steps[0].no_show, now.steps[0].lost_minutes) == (0.08, 5)
    assert changed.steps[1].duration == lognormal(10, 2)
    assert changed.steps[1].patience == now.steps[1].patience == exponential(60)
    assert [(g.name, g.share) for g in now.groups] == [("interpreter", 0.1), ("everybody else", 0.9)]
    assert now.to_dict()["steps"][0]["source"] == "timed 40"
    assert now_and_changed({k: v for k, v in FORM.items() if k != "changed"})[1] is None


def test_a_change_may_leave_a_step_out():
    changed = {"steps": {"blood": False, "check-in": {"next_of_100": {}}}, "name": "No blood test"}
    now, without = now_and_changed(FORM | {"changed": changed})
    assert [s.name for s in now.steps] == ["check-in", "blood"]
    assert [s.name for s in without.steps] == ["check-in"]
    assert without.steps[0].next == {"leave": 1.0}
    assert without.steps[0].duration == now.steps[0].duration
    with pytest.raises(ValueError, match="speaks of step “blood”, which is no step"):
        now_and_changed(FORM | {"changed": {"steps": {"blood": False}}})


def edited(where, value):
    """The form with one value put at a place such as "teams.nurse.people"."""
    *path, last = where.split(".")
    form = inner = {k: v for k, v in FORM.items() if k != "changed"}
    for key in path:
        inner[key] = inner = dict(inner[key])
    inner[last] = value
    return form


@pytest.mark.parametrize(
    ("where", "value", "words"),
    [
        ("teams.nurse.people", 0, "team “nurse” needs at least 1"),
        ("teams.nurse.people", 1.5, "teams.nurse.people must be a whole number, not 1.5"),
        ("teams.nurse.rooms", 2, "one of people, rooms or beds"),
        ("teams.nurse.days", ["Monday"], "not 'Monday'"),
        ("teams.nurse.peple", 2, "teams.nurse has “peple”, which is not known"),
        ("steps.blood.minutes", -4, r"steps.blood.minutes: the minutes of a duration must be .* above 0"),
        ("steps.blood.minutes", {"mean": 4, "slowest": 9}, "steps.blood.minutes must be a number of minutes"),
        ("steps.blood.minutes", "ten", "must be a number, not 'ten'"),
        ("steps.check-in.next_of_100", {"blood": 30}, "sum to 0.3, not to 1"),
        ("steps.blood", {"team": "nurse"}, "steps.blood needs minutes"),
        ("steps", [], "steps must be a table of names"),
        ("groups.interpreter.of_100", None, "must be a number, not None"),
        ("groups.interpreter", {}, "needs of_100"),
        ("arrivals_per_hour", None, "needs arrivals_per_hour"),
        ("arrivals_per_hour", [1, True] * 12, "hour 1 must be a number, not True"),
        ("days", "five", "days must be a number, not 'five'"),
    ],
)
def test_a_wrong_form_names_the_table_and_the_key(where, value, words):
    with pytest.raises(ValueError, match=words):
        pathway(edited(where, value))


def test_loads_and_reach_by_hand():
    """96 people come to two nurses open for 8 hours; 8 of 100 stay away and cost 5 minutes; 0.92 × 0.3 get to blood."""
    now = now_and_changed(FORM)[0]
    assert sum(reach(now)["blood"]) == pytest.approx(0.276)
    check_in = 0.92 * 7 * (0.9 + 0.1 * 1.5) + 0.08 * 5
    load = loads(now)[0]
    assert load.asked == pytest.approx(96 * (check_in + 0.276 * 20) / (2 * 480))
    assert load.busiest == pytest.approx(12 * (check_in + 0.276 * 20) / (2 * 60))
    assert not load.relieved
    assert load.shown.endswith("more than can be kept up with: the longer people come, the longer the queue")


def test_a_rush_is_told_apart_from_a_day_that_is_too_full():
    rush = (0.0,) * 9 + (18.0,) + (0.0,) * 14
    said = [loads(path(arrivals=rates))[0].shown for rates in (rush, (10.5,) * 24, EVEN)]
    assert said == [
        "t: 6 minutes of work in every 100, and 150 when most people come: a queue builds up then",
        "t: 88 minutes of work in every 100; small surges make queues",
        "t: 50 minutes of work in every 100",
    ]


def test_formulae_answer_only_where_they_are_exact():
    steps = (
        Step("a", "t", exponential(5), {"b": 0.5, "c": 0.5}),
        Step("b", "u", fixed(5), {"d": 1.0}),
        Step("c", "v", exponential(4)),
        Step("d", "w", exponential(4)),
    )
    teams = tuple(Team(name, 1) for name in "tuvw")
    found = dict(by_formula(path(steps, teams)))
    assert set(found) == {"a", "c"}  # b takes fixed times, and people no longer come evenly from it to d
    assert found["c"].wait == pytest.approx(4 * 0.2 / 0.8)
    assert by_formula(path(steps, teams, (5.0, 7.0) * 12)) == ()


@pytest.mark.parametrize("duration", [fixed(7), exponential(7), lognormal(7, 3), guess(2, 6, 13)])
def test_minutes_grow_with_the_number_and_have_the_moments_that_were_said(duration):
    minutes = duration.minutes((np.arange(20_000) + 0.5) / 20_000)
    assert (np.diff(minutes) >= 0).all()
    assert minutes[0] > 0
    assert minutes.mean() == pytest.approx(duration.mean, rel=2e-3)
    assert minutes.std() == pytest.approx(duration.sd, rel=2e-2, abs=1e-9)
