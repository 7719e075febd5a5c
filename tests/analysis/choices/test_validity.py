"""Signs that answers may not be trusted, each with data in which it is planted."""

import numpy as np
import pytest
from tests.analysis.choices import reference
from tests.analysis.choices.simulated import choices
from tests.analysis.data import needs_data

from throughline.analysis.choices.data import choice_data
from throughline.analysis.choices.logit import conditional_logit
from throughline.analysis.choices.validity import dominated, held_out, stability, straight_lines, too_fast


def two_tasks(chosen):
    """Person by person: task 1 has a dominated second alternative, task 2 a real trade-off."""
    people = len(chosen)
    return choice_data(
        person=np.repeat(range(people), 4), task=[1, 1, 2, 2] * people, alternative=["a", "b"] * 2 * people,
        chosen=[x for first, second in chosen for x in (first == "a", first == "b", second == "a", second == "b")],
        attributes={"effect": [3, 2, 3, 2] * people, "wait": [1, 1, 4, 1] * people},
    )  # fmt: skip


def test_a_dominated_choice_is_found_and_a_trade_off_is_not():
    found = dominated(two_tasks([("a", "a"), ("a", "b"), ("b", "b"), ("b", "a")]), {"effect": 1, "wait": -1})
    assert (found.asked, found.people) == (4, (2, 3))
    assert found.share.estimate == 0.5
    assert found.shown == "Chose an option that another beat in everything: 2 of 4 people."
    assert found.to_dict()["share"]["n"] == 4


def test_where_nothing_is_dominated_nobody_is_judged():
    data = two_tasks([("a", "a")] * 5)
    found = dominated(data.keep(np.array([t == 2 for t in data.tasks])), {"effect": 1, "wait": -1})
    assert found.share is None
    assert "No task could show this sign" in found.warnings[0]
    assert found.shown.endswith("nothing to judge it by.")
    with pytest.raises(ValueError, match="wait has neither"):
        dominated(data, {"effect": 1})


def test_levels_count_by_their_place_and_choosing_none_stands_apart():
    """A fair room beats a poor one at the same wait; choosing none (no wait, poor room) is compared with nothing."""
    data = choice_data(
        person=np.repeat([1, 2, 3], 3), task=[1] * 9, alternative=["a", "b", "none"] * 3,
        chosen=[1, 0, 0, 0, 1, 0, 0, 0, 1], categories={"room": ["poor", "fair", "good"]},
        attributes={"room": ["good", "fair", "poor"] * 3, "wait": [2, 2, 0] * 3},
    )  # fmt: skip
    found = dominated(data, {"room": 1, "wait": -1}, apart=["none"])
    assert (found.asked, found.people) == (3, (2,))
    assert dominated(data, {"room": -1, "wait": -1}, apart=["none"]).people == (1,)
    assert dominated(data, {"room": -1, "wait": -1}).people == (1, 2)
    with pytest.raises(ValueError, match="no column “noise”; there are: room: fair, room: good, wait"):
        dominated(data, {"room": 1, "wait": -1, "noise": -1})


def always(place, people=40, tasks=12, seed=0):
    """Choices by tastes, but the first five people always take one place."""
    rng = np.random.default_rng(seed)
    chosen = rng.integers(0, 2, (people, tasks))
    chosen[:5] = place
    flags = np.stack([chosen == 0, chosen == 1], axis=2)
    person, task, alternative = (i.ravel() for i in np.indices(flags.shape))
    return choice_data(
        person=person,
        task=task,
        alternative=alternative,
        chosen=flags.ravel(),
        attributes={"x": rng.normal(size=flags.size)},
    )


def test_straight_lines_are_flagged_only_where_unlikely():
    found = straight_lines(always(1))
    assert found.people == (0, 1, 2, 3, 4)
    assert found.asked == 40
    # Three tasks: one in eight goes straight by chance, so nobody is judged.
    assert straight_lines(always(1, tasks=3)).share is None


def test_people_in_a_hurry_are_flagged():
    found = too_fast({"a": 100, "b": 120, "c": 30, "d": 90, "e": 110})
    assert found.people == ("c",)
    for bad in ({}, {"a": -1}, {"a": float("nan")}):
        with pytest.raises(ValueError, match="times must be numbers"):
            too_fast(bad)


def test_repeated_tasks_are_compared():
    data = two_tasks([("a", "a"), ("a", "a"), ("b", "a"), ("b", "b")])
    found = stability(data, {2: 1})
    assert found.same.estimate == 0.75
    assert found.by_chance == pytest.approx(0.5 * 0.75 + 0.5 * 0.25)
    assert "by chance 50%" in found.shown
    assert found.to_dict()["same"]["n"] == 4
    with pytest.raises(ValueError, match="nobody answered both"):
        stability(data, {9: 1})


@needs_data
def test_electricity_is_foretold_better_than_blindly():
    found = held_out(reference.electricity(), conditional_logit, seed=1)
    assert found.by_chance == 0.25
    assert found.hit_rate.n == 862
    assert found.hit_rate.low > 0.4
    assert 0.25 < found.mean_probability < 0.5


def test_what_a_model_cannot_know_it_does_not_foretell():
    data = choices([0.0, 0.0], people=150, tasks=6)
    found = held_out(data, conditional_logit)
    assert found.hit_rate.low < 1 / 3 < found.hit_rate.high
    assert found.mean_probability == pytest.approx(1 / 3, abs=0.02)
    assert "choices)" in found.shown
    assert found.to_dict()["by_chance"] == pytest.approx(1 / 3)
    with pytest.raises(ValueError, match="between 0 and 1"):
        held_out(data, conditional_logit, share=1.0)
    with pytest.raises(ValueError, match="too few to hold"):
        held_out(data.keep(np.arange(900) < 2), conditional_logit, share=0.1)
