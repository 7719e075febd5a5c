"""What each group gave beside its share of the people: by hand, and ranges that hold what they should."""

import math

import numpy as np
import pytest

from throughline.analysis import disclosure
from throughline.analysis.balance import balance, busiest
from throughline.analysis.intervals import wilson, wilson_bounds

SMALL = {"patients": [1, 3], "staff": [2, 2, 8], "policy": []}


def test_shares_and_ratios_equal_those_worked_out_by_hand():
    found = balance(SMALL)
    patients, staff, policy = found.parts
    assert (found.total, found.people) == (16, 5)
    assert (patients.share, patients.people_share, patients.ratio) == pytest.approx((0.25, 0.4, 0.625))
    # Σ(3/4 x)² + Σ(1/4 x)² = 10.125; its variance is 5/4 · 10.125 / 16², as of 3.79 people of whom a quarter say yes.
    effective = 0.25 * 0.75 / (1.25 * 10.125 / 256)
    assert (patients.low, patients.high) == pytest.approx(wilson_bounds(0.25, effective))
    # Each person’s pull on the logarithm of the ratio: x/4 - 1/2 - x/16 + 1/5 for the two, 1/5 - x/16 for the others.
    pulls = [1 / 4 - 1 / 2 - 1 / 16 + 1 / 5, 3 / 4 - 1 / 2 - 3 / 16 + 1 / 5, 3 / 40, 3 / 40, -3 / 10]
    half = 1.959964 * math.sqrt(1.25 * sum(x * x for x in pulls))
    assert patients.ratio_high == pytest.approx(0.625 * math.exp(half), rel=1e-6)
    assert (policy.share, policy.ratio, policy.standing) == (0, None, "too few to say")
    assert staff.share + patients.share == 1
    assert "hints" in found.warnings[0]


def test_the_busiest_tenth_is_told_with_a_range_only_for_enough_people():
    few = busiest([1] * 9 + [11])
    assert (few.people, few.share, few.low) == (1, 0.55, None)
    many = busiest([1] * 90 + [11] * 10)
    assert (many.people, many.share) == (10, 0.55)
    assert many.low < 0.55 < many.high
    assert busiest([1] * 100).low == pytest.approx(0.1), "everybody alike: no more is possible"
    assert (busiest([0] * 30 + [5]).share, busiest([0] * 30 + [5]).low) == (1, None)


def test_ranges_hold_the_truth_as_often_as_they_say_and_counting_turns_as_people_does_not():
    """People of two groups take turns that pile up on few. Seen red with Wilson’s range for so many turns (0.4)."""
    draw = np.random.default_rng(11)
    truth_share, truth_top = 1 / 3, None
    pool = draw.lognormal(0, 1, 200_000)
    ordered = np.sort(pool)[::-1]
    truth_top = ordered[: len(ordered) // 10].sum() / ordered.sum()
    held = naive = ratio = top = 0
    for _round in range(200):
        groups = {"a": draw.choice(pool, 50).tolist(), "b": draw.choice(pool, 100).tolist()}
        found = balance(groups)
        first = found.parts[0]
        held += first.low <= truth_share <= first.high
        ratio += first.ratio_low <= 1 <= first.ratio_high
        top += found.busiest.low <= truth_top <= found.busiest.high
        of_turns = wilson(round(10 * sum(groups["a"])), round(10 * found.total))
        naive += of_turns.low <= truth_share <= of_turns.high
    assert held >= 180
    assert ratio >= 180
    assert top >= 160, "a tail this long is hard for any range"
    assert naive < 140


@pytest.mark.parametrize("given", [{"a": []}, {"a": [0, 0]}, {"a": [1, -1]}, {"a": [math.nan]}])
def test_what_makes_no_sense_is_refused(given):
    with pytest.raises(ValueError, match="gave"):
        balance(given)


@pytest.mark.parametrize(
    ("people", "hidden"),
    [
        ({"patients": 50, "staff": 20, "policy": 8}, set()),
        ({"patients": 50, "staff": 20, "policy": 3}, {"policy", "staff"}),
        ({"patients": 50, "staff": 7, "policy": 3}, {"policy", "staff"}),
        ({"patients": 50, "staff": 20, "policy": 0}, set()),
        ({"patients": 50, "staff": 0, "policy": 2}, {"patients", "policy"}),
    ],
)
def test_no_share_is_shown_of_few_people_nor_left_over_for_them(people, hidden):
    assert disclosure.hidden_groups(people) == hidden
    shown = disclosure.protect_shares(dict.fromkeys(people, (1 / 3, 0.2, 0.5)), people)
    assert {name for name, one in shown.items() if one.hidden} == hidden
    assert all(one.text == ("*" if one.hidden else "33%" if people[name] else "0%") for name, one in shown.items())
