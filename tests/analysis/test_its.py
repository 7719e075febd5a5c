"""Interrupted time series against R."""

import csv
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.data import FOLDER, needs_data

from throughline.analysis.its import continuous, counts


def column(name, field):
    with (FOLDER / "evaluation" / "its" / name).open() as file:
        return [float(row[field]) for row in csv.DictReader(file)]


@needs_data
def test_the_pilot_series_equals_r_gls():
    """Case ITS-01 of the evaluation reference set (R, nlme::gls with corAR1, REML; and lm)."""
    y, after = column("pilot24.csv", "y"), column("pilot24.csv", "p")
    found = continuous(y, after.index(1))
    assert found.autocorrelation == pytest.approx(-0.1161435, abs=1e-4)
    assert (found.level.estimate, found.level.error) == pytest.approx((-6.93812079, 1.08304333), abs=1e-4)
    assert (found.slope.estimate, found.slope.error) == pytest.approx((-0.730816, 0.152995), abs=1e-4)
    assert found.ordinary == pytest.approx((-6.88531469, 1.19666229), abs=1e-4)
    assert found.df == 20


@needs_data
def test_seat_belts_equal_r_glm():
    """Case ITS-05 of the evaluation reference set (R, glm quasipoisson; the series of Harvey & Durbin 1986)."""
    drivers, law = column("uk_seatbelts.csv", "S.drivers"), column("uk_seatbelts.csv", "S.law")
    found = counts(drivers, law.index(1))
    assert found.ratio == pytest.approx((0.851888, 0.806259, 0.900098), abs=2e-4)
    assert found.dispersion == pytest.approx(15.6462, abs=2e-3)
    assert found.shown.startswith(
        "At the change the rate was 15% lower than expected without it (likely between -19% and"
    )
    assert any("already moving" in w for w in found.warnings)
    assert found.difference < 0


@pytest.mark.parametrize(("before", "after"), [(7, 20), (20, 7), (0, 20)])
def test_too_few_periods_are_refused(before, after):
    """Case ITS-07 of the evaluation reference set."""
    with pytest.raises(ValueError, match="too few to judge"):
        continuous(np.arange(before + after) ** 0.5, before)


def test_few_periods_are_a_trial_reading():
    """Case ITS-07: 8 to 11 periods."""
    values = np.sin(np.arange(24.0))
    assert continuous(values[:20], 9).warnings[0].startswith("A trial reading: 9 periods before and 11 after")
    assert continuous(values, 12).warnings[0].startswith("12 periods before the change are few")


def test_the_level_test_rejects_near_its_size_under_autocorrelation():
    """methods/evaluation.md section 2: 24 + 24 points, autocorrelation 0.4: REML with reduced df 6.4%, OLS 15.9%."""
    rng = np.random.default_rng(7)
    ours = ordinary = 0
    for _ in range(200):
        noise = rng.normal(size=48)
        for i in range(1, 48):
            noise[i] = 0.4 * noise[i - 1] + noise[i] * math.sqrt(1 - 0.16)
        found = continuous(noise, 24)
        ours += found.level.p < 0.05
        ordinary += abs(found.ordinary[0]) > 2.015 * found.ordinary[1]
    assert ours / 200 < 0.11
    assert ordinary > ours


def test_a_planted_step_and_its_counterfactual_are_found():
    rng = np.random.default_rng(3)
    t = np.arange(60)
    expected = np.exp(4 + 0.01 * t + 0.2 * np.sin(2 * np.pi * (t + 1) / 12))
    found = counts(rng.poisson(expected * np.where(t >= 36, 0.7, 1)), 36, exposure=np.full(60, 2.0))
    assert found.ratio[1] < 0.7 < found.ratio[2]
    assert sum(found.without[36:]) == pytest.approx(expected[36:].sum(), rel=0.1)
    assert found.without[:36] == found.fitted[:36]
    assert found.to_dict()["kind"] == "counts"


@settings(max_examples=25)
@given(st.floats(-100, 100), st.floats(0.1, 100), st.integers(0, 1000))
def test_the_result_moves_with_the_unit_of_the_measure(shift, scale, seed):
    y = np.random.default_rng(seed).normal(size=30)
    plain, moved = continuous(y, 15), continuous(shift + scale * y, 15)
    assert moved.level.estimate == pytest.approx(scale * plain.level.estimate, rel=1e-3, abs=1e-3 * scale)
    assert moved.level.p == pytest.approx(plain.level.p, abs=1e-3)
    assert plain.level.low <= plain.level.estimate <= plain.level.high


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: continuous([1.0] * 30, 15), "all values are the same"),
        (lambda: continuous([*range(20), None, *range(9)], 15), "period 21 is missing"),
        (lambda: counts([-1, *range(29)], 15), "cannot be negative"),
        (lambda: counts(range(30), 15, exposure=[0] * 30), "exposure needs 30 numbers above 0"),
        (lambda: counts(range(16), 8, harmonics=6), "too short for so many seasonal terms"),
        (lambda: counts([*[0] * 15, *range(15)], 15, season=None), "no events at all before"),
        (lambda: counts([*range(1, 16), *[0] * 15], 15, season=None), "or none after"),
        (lambda: counts(range(30), 15, season=0), "at least 2 periods a year, not 0"),
        (lambda: continuous([*range(29), 1e200], 15), "too large to reckon with"),
        (lambda: continuous(range(30), 15, level=95), "level must lie"),
        (lambda: continuous(range(30), 15.5), "a whole number, not 15.5"),
    ],
)
def test_bad_series_are_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_events_averted_have_the_range_of_the_counterfactual():
    """600 events expected after the change, a third averted; the range by the delta method against 4,000 draws of the
    coefficients."""
    from throughline.analysis import _its_fit as fit

    rng = np.random.default_rng(5)
    y = rng.poisson(np.where(np.arange(48) < 24, 25, 25 * 2 / 3))
    found = counts(y, 24, season=None)
    assert found.expected == pytest.approx(600, rel=0.25)
    assert found.difference == pytest.approx(sum(y[24:]) - found.expected)
    assert found.difference_range[0] < -200 < found.difference_range[1]
    X = fit.design(48, 24, False, None, 0)
    beta, spread, _ = fit.quasi_poisson(X, y.astype(float), np.zeros(48))
    drawn = rng.multivariate_normal(beta, spread, 4000)
    moved = (np.exp(drawn @ X.T) - np.exp(drawn @ fit.unchanged(X, False).T))[:, 24:].sum(axis=1)
    half = 1.96 * moved.std()
    assert found.difference_range == pytest.approx((found.difference - half, found.difference + half), rel=0.25)
    assert "expected (likely between" in found.shown


@needs_data
def test_a_change_of_slope_is_tested_by_f():
    """The law on seat belts changed the level, not the trend: F and the z of the slope agree."""
    drivers, law = column("uk_seatbelts.csv", "S.drivers"), column("uk_seatbelts.csv", "S.law")
    found = counts(drivers, law.index(1), slope=True)
    assert found.slope_test.f == pytest.approx((found.slope.estimate / found.slope.error) ** 2, rel=0.02)
    assert found.slope_test.p == pytest.approx(found.slope.p, abs=0.01)
    assert found.slope_test.df == (1.0, found.df)
    assert counts(drivers, law.index(1)).slope_test is None


@needs_data
def test_the_average_effect_of_a_continuous_measure_has_a_range():
    """pilot24: level -6.938, slope -0.731: over 12 periods -6.938 - 5.5 × 0.731 = -10.96."""
    found = continuous(column("pilot24.csv", "y"), 12)
    assert found.difference == pytest.approx(-6.93812 - 5.5 * 0.730816, abs=1e-3)
    assert found.difference_range[0] < found.difference < found.difference_range[1] < 0
    assert found.expected == pytest.approx(np.mean(found.without[12:]))


def test_counts_whose_neighbours_resemble_each_other_are_told():
    rng = np.random.default_rng(6)
    noise = rng.normal(size=60)
    for t in range(1, 60):
        noise[t] = 0.8 * noise[t - 1] + 0.6 * noise[t]
    found = counts(rng.poisson(np.exp(5 + 0.3 * noise)), 30, season=None)
    assert found.autocorrelation > 0.25
    assert any("Neighbouring counts" in w for w in found.warnings)


@pytest.mark.prove
def test_ranges_of_the_step_cover_near_their_rate():
    """200 series of 24 + 24 with autocorrelation 0.4 and a step of 3; methods/evaluation.md section 2 has 6.4%."""
    rng = np.random.default_rng(11)
    inside = 0
    for _ in range(200):
        noise = rng.normal(size=48)
        for i in range(1, 48):
            noise[i] = 0.4 * noise[i - 1] + noise[i] * math.sqrt(1 - 0.16)
        found = continuous(noise + 3 * (np.arange(48) >= 24), 24)
        inside += found.level.low <= 3 <= found.level.high
    assert 0.89 <= inside / 200 <= 0.99
