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


@settings(max_examples=25, deadline=None)
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
        (lambda: counts([*[0] * 15, *range(15)], 15, season=None), "did not settle"),
    ],
)
def test_bad_series_are_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()
