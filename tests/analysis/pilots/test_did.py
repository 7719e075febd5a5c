"""Difference-in-differences against published numbers, regressions written out, and known truths."""

import json
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.data import needs_data
from tests.analysis.pilots.prop99 import california

from throughline.analysis.pilots.did import difference_in_differences
from throughline.analysis.pilots.panel import Panel


def table(values, starts):
    units, periods = values.shape
    return Panel(tuple(map(str, range(units))), tuple(range(periods)), values, np.array(starts))


def made_up(rng, units, treated, periods=12, start=6, effect=0.0):
    """Places and periods with effects of their own, noise that lasts within a place, and a known effect."""
    noise = rng.normal(size=(units, periods))
    for t in range(1, periods):
        noise[:, t] = 0.5 * noise[:, t - 1] + noise[:, t]
    values = rng.normal(0, 5, (units, 1)) + rng.normal(0, 5, periods) + noise
    values[:treated, start:] += effect
    return table(values, [start] * treated + [periods] * (units - treated))


@needs_data
def test_california_equals_the_published_difference():
    """Case DID-01 of the evaluation reference set (R, synthdid did_estimate; rank among 38 pretended changes)."""
    found = difference_in_differences(california())
    assert found.estimate == pytest.approx(-27.34911108, abs=1e-6)
    assert found.two_way == pytest.approx(found.estimate, abs=1e-9)
    assert found.p == pytest.approx(0.1026, abs=1e-3)
    assert (found.places, found.others, len(found.placebos)) == (1, 38, 38)
    assert found.least_p == pytest.approx(1 / 39)


@needs_data
def test_california_has_a_placebo_error_near_the_published_one_and_no_cluster_error():
    """methods/evaluation.md sections 0 and 2: placebo spread 17.5 (synthdid draws at random: 17.74); the error
    clustered by state, 2.85, is nonsense with one state and is not given."""
    found = difference_in_differences(california())
    assert found.error == pytest.approx(17.5, abs=0.05)
    assert found.low < -27.35 - 1.5 * 17.5
    assert found.inference == "placebo in space"
    assert "Only 1 of 39 places" in found.warnings[0]
    assert found.shown.endswith("p = 0.1, by placebo in space).")


@needs_data
def test_california_before_the_law_shows_how_far_nothing_moves():
    """A placebo in time: the law pretended 8 years before it came."""
    found = difference_in_differences(california().backdated(8))
    assert found.p > 0.1
    assert found.low < 0 < found.high


def regression(values, change):
    """Ordinary least squares with effects of places and periods, written out."""
    units, periods = values.shape
    i, t = np.divmod(np.arange(values.size), periods)
    fixed = np.column_stack([i[:, None] == np.arange(units), t[:, None] == np.arange(1, periods), change.ravel()])
    return np.linalg.lstsq(fixed.astype(float), values.ravel(), rcond=None)[0][-1]


@pytest.mark.parametrize("starts", [[4, 4, 9, 9, 9], [2, 4, 6, 9, 9], [2, 5, 8]])
def test_the_two_way_coefficient_is_that_of_the_regression(starts):
    values = np.random.default_rng(3).normal(size=(len(starts), 9))
    change = np.arange(9) >= np.array(starts)[:, None]
    found = difference_in_differences(table(values, starts))
    assert found.two_way == pytest.approx(regression(values, change), abs=1e-10)


def test_different_starts_recover_an_effect_that_grows_where_the_regression_does_not():
    """Goodman-Bacon (2021): with effects that grow, the two-way regression is drawn to the late adopters' fall."""
    starts = np.array([2, 2, 2, 6, 6, 6, 12, 12])
    since = np.arange(12) - starts[:, None]
    effect = np.where(since >= 0, 1.0 + since, 0.0)
    values = np.arange(8.0)[:, None] + np.sin(np.arange(12)) + effect
    found = difference_in_differences(table(values, starts))
    assert found.estimate == pytest.approx(effect[effect > 0].mean())
    assert found.two_way < 0.9 * found.estimate
    assert [m.estimate for m in found.moments if m.periods >= 0] == pytest.approx(range(1, 11))
    assert all(abs(m.estimate) < 1e-9 for m in found.moments if m.periods < 0)
    assert "at different times" in " ".join(found.warnings)
    assert (found.observed, found.start) == ((), None)


def test_periods_in_which_all_have_the_change_are_left_out():
    starts = [3, 3, 6, 6]
    values = np.arange(4.0)[:, None] + np.arange(8.0) + (np.arange(8) >= np.array(starts)[:, None])
    found = difference_in_differences(table(values, starts))
    assert found.estimate == pytest.approx(1.0)
    assert "In 2 periods every place had the change" in " ".join(found.warnings)


def test_the_permutation_range_holds_what_the_test_does_not_refute():
    """Against the definition: shift by an effect, permute, and rank, over a grid of effects."""
    given_table = made_up(np.random.default_rng(5), 9, 3, effect=2.0)
    found = difference_in_differences(given_table)
    has, start = given_table.treated, given_table.start

    def p_of(effect):
        left = given_table.values - effect * (has[:, None] & (np.arange(12) >= start))
        change = left[:, start:].mean(axis=1) - left[:, :start].mean(axis=1)

        def statistic(chosen):
            inside = np.isin(np.arange(9), chosen)
            return abs(change[inside].mean() - change[~inside].mean())

        real = statistic([0, 1, 2])
        return np.mean([statistic(c) >= real - 1e-12 for c in combinations(range(9), 3)])

    assert found.inference == "permutation"
    assert found.p == pytest.approx(p_of(0.0))
    for inside, outside in ((found.low + 1e-6, found.low - 1e-6), (found.high - 1e-6, found.high + 1e-6)):
        assert p_of(inside) > 0.05 >= p_of(outside)


def test_many_places_are_judged_by_their_changes():
    """Welch's t-test of the places' changes from before to after, as in SciPy."""
    from scipy.stats import ttest_ind

    given_table = made_up(np.random.default_rng(8), 20, 9, effect=2.0)
    found = difference_in_differences(given_table)
    change = given_table.values[:, 6:].mean(axis=1) - given_table.values[:, :6].mean(axis=1)
    theirs = ttest_ind(change[:9], change[9:], equal_var=False)
    assert found.inference == "change of each place"
    assert found.p == pytest.approx(theirs.pvalue)
    assert (found.low, found.high) == pytest.approx(tuple(theirs.confidence_interval()))


@pytest.mark.parametrize(("units", "treated"), [(20, 7), (11, 4), (15, 8)])
def test_few_places_on_either_side_get_no_error_by_place(units, treated):
    found = difference_in_differences(made_up(np.random.default_rng(1), units, treated), draws=199)
    assert (found.inference, found.error) == ("permutation", None)


def coverage(rng, times, units, treated):
    found = [difference_in_differences(made_up(rng, units, treated, effect=1.5), draws=199) for _ in range(times)]
    return np.mean([f.low <= 1.5 <= f.high for f in found]), np.mean([f.estimate for f in found])


@pytest.mark.parametrize(("units", "treated"), [(25, 1), (12, 3), (20, 10)])
def test_a_planted_effect_is_found(units, treated):
    share, mean = coverage(np.random.default_rng(2), 40, units, treated)
    assert share >= 0.85
    assert mean == pytest.approx(1.5, abs=0.6)


@pytest.mark.prove
@pytest.mark.parametrize(("units", "treated"), [(39, 1), (12, 3), (20, 10)])
def test_ranges_cover_as_often_as_they_say(units, treated):
    """400 series: 95% ± 3.5 points (3 standard errors); one treated place of 39 can only reach 1 - 1/39."""
    share, mean = coverage(np.random.default_rng(4), 400, units, treated)
    assert 0.915 <= share <= 0.99
    assert mean == pytest.approx(1.5, abs=0.2)


def test_places_that_were_drifting_apart_are_told():
    given_table = made_up(np.random.default_rng(6), 14, 5)
    given_table.values[:5] += np.arange(12)
    found = difference_in_differences(given_table)
    assert found.drift == pytest.approx(1.0, abs=0.4)
    assert "already drifting apart" in " ".join(found.warnings)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(-1e3, 1e3), st.floats(0.01, 100), st.sampled_from([1, 3, 8]))
def test_a_constant_a_scale_and_names_change_nothing(seed, shift, scale, treated):
    rng = np.random.default_rng(seed)
    plain = made_up(rng, 21, treated, effect=1.0)
    order = rng.permutation(21)
    moved = Panel(plain.units, plain.periods, shift + scale * plain.values[order], plain.starts[order])
    one, two = difference_in_differences(plain, draws=99), difference_in_differences(moved, draws=99)
    assert two.estimate == pytest.approx(scale * one.estimate, rel=1e-6, abs=1e-6 * scale)
    assert two.two_way == pytest.approx(scale * one.two_way, rel=1e-6, abs=1e-6 * scale)
    assert two.p == pytest.approx(one.p, abs=1e-9)  # 3 of 21: each of the 1,330 assignments is tried
    assert one.low <= one.estimate <= one.high
    assert json.loads(json.dumps(two.to_dict()))["places"] == treated


def test_one_place_beside_one_other_has_an_estimate_but_no_range():
    values = np.array([[1.0, 2, 1, 5, 6], [1, 1, 2, 2, 1]])
    found = difference_in_differences(table(values, [3, 5]))
    assert found.estimate == pytest.approx((5.5 - 4 / 3) - (1.5 - 4 / 3))
    assert (found.p, found.low, found.inference) == (None, None, "none")
    assert "too few places to say" in found.shown


def test_too_few_places_for_the_level_have_a_p_value_but_no_range():
    found = difference_in_differences(made_up(np.random.default_rng(1), 6, 1))
    assert (found.low, found.least_p) == (None, pytest.approx(1 / 6))
    assert "no p-value can be below 0.167" in " ".join(found.warnings)


@pytest.mark.parametrize("bad", [{"level": 1.0}, {"level": 0.0}, {"draws": 10}])
def test_bad_settings_are_refused(bad):
    with pytest.raises(ValueError, match="the level must lie between 0 and 1, and at least 99 permutations"):
        difference_in_differences(made_up(np.random.default_rng(1), 6, 2), **bad)
