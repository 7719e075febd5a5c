"""Discount factors and dated values."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.analysis.value.discounting import factors, present_value
from throughline.analysis.value.parameters import (
    COSTS,
    GREEN_BOOK,
    HEALTH,
    LOWER,
    MEDICINE,
    OTHER,
    THRESHOLDS,
    Parameter,
    holding,
)

SPRING = date(2026, 4, 1)


def test_factors_are_those_of_the_treasury():
    """Case ECO-01 and methods/evaluation.md 3 (HM Treasury, Green Book of February 2026)."""
    costs, health = factors(60, on=SPRING), factors(31, on=SPRING, scope=HEALTH)
    expected = {0: 1.0, 5: 0.841973, 10: 0.708919, 30: 0.356278, 31: 0.345901, 60: 0.146782}
    assert {year: costs[year] for year in expected} == pytest.approx(expected, abs=1e-6)
    expected = {5: 0.928260, 30: 0.639762, 31: 0.631615}
    assert {year: health[year] for year in expected} == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("years", "first", "scope", "value"),
    [(5, 1, COSTS, 4515.05), (5, 0, COSTS, 4673.08), (5, 1, HEALTH, 4782.64), (10, 1, COSTS, 8316.61)],
)
def test_a_thousand_a_year_is_worth(years, first, scope, value):
    """Case ECO-01 and methods/evaluation.md 3."""
    found = present_value([1000] * years, on=SPRING, first_year=first, scope=scope)
    assert found.value == pytest.approx(value, abs=0.01)
    assert found.undiscounted == 1000 * years
    assert [r.from_year for r in found.rates] == [0]
    assert found.to_dict()["rates"][0]["source"].startswith("HM Treasury")


@given(st.integers(1, 400), st.sampled_from([COSTS, HEALTH, COSTS + LOWER]))
def test_later_counts_for_less_and_lower_rates_for_more(years, scope):
    found = factors(years, on=SPRING, scope=scope)
    assert all(a > b > 0 for a, b in pairwise(found))
    assert factors(years, on=SPRING, scope=COSTS + LOWER)[-1] > factors(years, on=SPRING)[-1]
    assert factors(years, on=SPRING, scope=HEALTH)[-1] > factors(years, on=SPRING)[-1]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30), st.floats(-5, 5))
def test_present_value_is_linear(amounts, times):
    plain, scaled = (present_value(x, on=SPRING).value for x in (amounts, [times * a for a in amounts]))
    assert scaled == pytest.approx(times * plain, rel=1e-9, abs=1e-6)


def test_long_horizons_and_old_rates_are_warned_of():
    assert any("lower rates" in w for w in present_value([1.0] * 60, on=SPRING).warnings)
    assert present_value([1.0] * 60, on=SPRING, scope=COSTS + LOWER).warnings == ()
    assert present_value([1.0] * 5, on=SPRING).warnings == ()
    late = present_value([1.0] * 5, on=date(2026, 7, 1)).warnings
    assert late == (
        "Green Book discount rate, costs: a review was announced for June 2026; check that it still holds.",
    )


def test_thresholds_are_those_of_the_day_and_the_use():
    """Case ECO-06 (NICE 2026): not a medicine 20,000 to 30,000; a medicine 25,000 to 35,000 from April 2026; the
    Treasury's 70,000 and the 15,000 of displaced care are lines of their own."""

    def values(scope, on):
        return [p.value for p in holding(THRESHOLDS, scope=scope, on=on)]

    assert values(OTHER, SPRING) == [15_000, 20_000, 30_000, 70_000]
    assert values(MEDICINE, SPRING) == [15_000, 25_000, 35_000, 70_000]
    assert values(MEDICINE, date(2026, 3, 31)) == [15_000, 20_000, 30_000, 70_000]


RATE = {"unit": "a year", "source": "s", "scope": COSTS}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: factors(5, on=date(2025, 1, 1)), "no value for “costs” is known on 2025-01-01"),
        (lambda: factors(5, on=SPRING, scope="carbon"), "scopes known: costs, costs, lower rates, health"),
        (lambda: factors(-1, on=SPRING), "whole number from 0 to 1000"),
        (lambda: present_value([], on=SPRING), "one a year"),
        (lambda: present_value([1, float("nan")], on=SPRING), "must be finite numbers"),
        (lambda: present_value([1, -1e200], on=SPRING), "-1e\\+200 is too large"),
        (lambda: present_value([1], on=SPRING, first_year=-1), "must be 0"),
        (lambda: factors(3, on=SPRING, table=[Parameter("r", -0.01, **RATE)]), "is negative"),
        (lambda: factors(3, on=SPRING, table=[Parameter("r", 0.01, from_year=4, **RATE)]), "one for year 0 is missing"),
        (lambda: factors(3, on=SPRING, table=GREEN_BOOK * 2), "two values of Green Book discount rate, costs"),
        (lambda: Parameter("x", float("inf"), **RATE), "must be a finite number"),
        (lambda: Parameter("x", 1.0, "£", " ", "costs"), "a number without a source is not used"),
        (
            lambda: Parameter("x", 1.0, valid_from=date(2026, 2, 1), valid_to=date(2026, 1, 1), **RATE),
            "cannot end on 2026-01-01 before it begins",
        ),
    ],
)
def test_what_is_not_known_for_the_day_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
