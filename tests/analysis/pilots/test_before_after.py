"""Before and after: the numbers of Student and Welch, and never without what speaks against it."""

import csv
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.data import FOLDER, needs_data

from throughline.analysis.its import continuous
from throughline.analysis.pilots.before_after import groups, pairs, selected_above, series

BEFORE, AFTER = [5.0, 7.0, 6.0, 9.0, 8.0], [4.0, 7.5, 5.0, 7.0, 7.0]


def test_pairs_and_groups_equal_scipy():
    from scipy.stats import ttest_ind, ttest_rel

    paired, welch = ttest_rel(AFTER, BEFORE), ttest_ind(AFTER, BEFORE, equal_var=False)
    for found, theirs in ((pairs(BEFORE, AFTER), paired), (groups(BEFORE, AFTER), welch)):
        assert found.change == pytest.approx(-0.9)
        assert found.p == pytest.approx(theirs.pvalue)
        assert (found.low, found.high) == pytest.approx(tuple(theirs.confidence_interval()))


@pytest.mark.parametrize("compare", [pairs, groups])
def test_the_warnings_are_never_missing(compare):
    found = compare(BEFORE, AFTER)
    assert "Nothing here tells the change from everything else" in found.warnings[0]
    assert "Regression to the mean" in found.warnings[1]
    assert found.shown.endswith("That alone does not show that the pilot worked.")
    assert json.loads(json.dumps(found.to_dict()))["n"] == [5, 5]


def test_those_chosen_for_standing_out_come_back_by_themselves():
    """400,000 people measured twice, correlation 0.6, without any effect; the worst are chosen."""
    rng = np.random.default_rng(1)
    own = rng.normal(50, 10 * math.sqrt(0.6), 400_000)
    first, second = (own + rng.normal(0, 10 * math.sqrt(0.4), own.size) for _ in range(2))
    for chosen, below in ((first > 65, False), (first < 40, True)):
        cut = 40 if below else 65
        expected = selected_above(cut, mean=50, deviation=10, correlation=0.6, below=below)
        assert (second - first)[chosen].mean() == pytest.approx(expected, abs=0.1)
    worst = np.flatnonzero(first > 65)[:500]
    found = pairs(first[worst], second[worst], selection=selected_above(65, mean=50, deviation=10, correlation=0.6))
    assert found.high < -5
    assert found.beyond == pytest.approx(0, abs=1.5)
    assert "more than those chosen would have moved by themselves" in found.shown


@needs_data
def test_a_series_is_judged_by_its_interrupted_time_series():
    """pilot24 of the evaluation reference set: before-after finds -7.3, the step at the change is -6.94."""
    with (FOLDER / "evaluation" / "its" / "pilot24.csv").open() as file:
        y = [float(row["y"]) for row in csv.DictReader(file)]
    found = series(y, 12)
    assert found.interrupted == continuous(y, 12)
    assert found.shown.startswith(found.interrupted.shown)
    assert found.change == pytest.approx(np.mean(y[12:]) - np.mean(y[:12]))


def test_what_was_rising_anyway_looks_like_an_effect_here_and_not_in_the_series():
    rng = np.random.default_rng(2)
    found = series(np.arange(40.0) + rng.normal(0, 2, 40), 20)
    assert found.p < 1e-6
    assert found.interrupted.level.p > 0.05
    assert any("already moving" in w for w in found.warnings)


def test_counts_with_their_exposure_go_to_the_counts_model():
    found = series(np.random.default_rng(3).poisson(50, 30), 15, kind="counts", exposure=[2.0] * 30, season=None)
    assert found.interrupted.kind == "counts"


def test_a_short_series_says_that_nothing_can_stand_beside():
    found = series([1.0, 2, 3, 5, 4, 6], 3)
    assert found.interrupted is None
    assert any("fewer than 8 periods" in w for w in found.warnings)


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(-100, 100)), min_size=3), st.floats(-50, 50))
def test_a_constant_changes_nothing(values, shift):
    before, after = map(list, zip(*values, strict=True))
    change = np.subtract(after, before)
    if change.std() < 1e-6:
        return
    one, two = pairs(before, after), pairs([b + shift for b in before], [a + shift for a in after])
    assert two.change == pytest.approx(one.change, abs=1e-9)
    assert one.low <= one.change <= one.high


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: pairs([1.0, 2], [1.0, 2, 3]), "2 values before and 3 after"),
        (lambda: pairs([1.0], [2.0]), "at least 2 values before"),
        (lambda: groups([1.0, 2], [math.nan, 2]), "value 1 after is missing"),
        (lambda: groups([1.0, None], [1.0, 2]), "value 2 before is missing"),
        (lambda: pairs([1.0, 2], [2.0, 3]), "all moved by the same"),
        (lambda: groups([1.0, 1], [1.0, 1]), "all values are the same"),
        (lambda: pairs(BEFORE, AFTER, level=0), "level must lie"),
        (lambda: pairs(BEFORE, AFTER, selection=math.nan), "must be a finite number"),
        (lambda: pairs([1.0, 1e200], [1.0, 2]), "value 2 before is too large"),
        (lambda: selected_above(60, mean=0, deviation=1, correlation=0.5), "nobody is beyond 60"),
        (lambda: series([1.0, 2, 3], 2), "at least 2 periods before"),
        (lambda: selected_above(1, mean=0, deviation=0, correlation=0.5), "deviation above 0"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()
