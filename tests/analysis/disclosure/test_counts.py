"""The small-number rule of NHS hospital statistics, figure by figure."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.analysis.disclosure import (
    may_replace,
    protect_count,
    protect_mean,
    protect_share,
    share_of,
)

counts = st.integers(0, 5_000_000)


def test_counts_follow_the_rule_of_hospital_statistics():
    """Case SDC-02 of the evaluation reference set (NHS Digital)."""
    shown = [protect_count(n).text for n in (0, 1, 7, 8, 12, 13)]
    assert shown == ["0", "*", "*", "10", "10", "15"]


def test_a_count_says_in_words_what_it_means():
    assert protect_count(3).note == "fewer than 8"
    assert protect_count(121).note == "to the nearest 5"
    assert protect_count(0).note == "none"
    assert protect_count(12_052).text == "12,050"


@given(counts)
def test_what_a_reader_may_conclude_holds_the_truth_and_never_only_it(n):
    figure = protect_count(n)
    assert figure.low <= n <= figure.high
    assert n == 0 or figure.high - figure.low >= 4


@given(st.integers(1, 7), st.integers(1, 7))
def test_small_counts_are_shown_by_equal_objects_whatever_they_were(a, b):
    assert protect_count(a) == protect_count(b)
    assert protect_count(a).to_dict() == protect_count(b).to_dict()


@pytest.mark.parametrize("bad", [-1, 2.5, float("nan"), float("inf"), "3", None, True])
def test_what_is_not_a_count_is_refused(bad):
    with pytest.raises(ValueError, match="whole number of 0 or more"):
        protect_count(bad)


def test_counts_of_numpy_and_whole_floats_are_counts():
    assert protect_count(np.int64(13)).text == "15"
    assert protect_count(13.0).text == "15"


def test_a_percentage_comes_from_the_rounded_counts():
    share = protect_share(43, 168)  # 45 of 170, not 43 of 168 = 25.6%
    assert (share.text, share.value) == ("26%", 26.0)
    assert (share.low, share.high) == (20.0, 34.0)
    assert share.note == "of 170 people, to the nearest 5; likely between 20% and 34%"


def test_a_percentage_has_a_decimal_only_from_four_thousand_people():
    assert protect_share(1_234, 4_000).text == "30.9%"
    assert protect_share(1_234, 3_990).text == "31%"


@pytest.mark.parametrize(
    ("part", "whole"),
    [(3, 100), (5, 6), (8, 17), (0, 12)],
    ids=["small part", "small base", "base shown as 15", "base shown as 10"],
)
def test_a_percentage_is_refused_for_a_small_part_or_base(part, whole):
    share = protect_share(part, whole)
    assert share.hidden
    assert share.text == "*"
    assert share.value is share.low is share.high is None


@given(counts, counts)
def test_counts_that_are_shown_alike_give_the_same_percentage(a, b):
    part, whole = sorted((a, b))
    alike_part, alike_whole = protect_count(part), protect_count(whole)
    assert protect_share(part, whole) == share_of(alike_part, alike_whole)


def test_a_part_larger_than_its_whole_is_refused():
    with pytest.raises(ValueError, match="larger than the whole"):
        protect_share(30, 20)


def test_a_mean_needs_eight_people():
    assert protect_mean(3.24, 7).text == "*"
    assert protect_mean(3.24, 7).value is None
    assert protect_mean(3.24, 8).text == "3.2"
    assert protect_mean(3.246, 250, decimals=2).text == "3.25"
    assert protect_mean(3.246, 99, decimals=2).text == "3.2"
    with pytest.raises(ValueError, match="finite"):
        protect_mean(float("nan"), 20)


def test_a_page_is_not_redrawn_for_one_newcomer():
    before = {"staff": 12, "patients": 30}
    assert may_replace(before, before)
    assert not may_replace(before, {"staff": 13, "patients": 30})
    assert not may_replace({"staff": 12}, {"staff": 12, "policy": 7})
    assert may_replace(before, {"staff": 16, "patients": 34})
