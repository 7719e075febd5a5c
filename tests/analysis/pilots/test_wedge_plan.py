"""The power of stepped wedges against swCRTdesign, and what must always hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.analysis.pilots.wedge_plan import Spread, design, of_correlations, of_shares, power, wedge

RARE = of_shares(0.05, 0.035, places=0.01)


@pytest.mark.parametrize(
    ("planned", "effect", "spread", "expected", "tolerance"),
    [
        (wedge([6] * 4, 120), 0.015, RARE, 0.786189592503, 1e-9),
        (wedge([6] * 4, 120, extra=3), 0.015, RARE, 0.817128, 1e-6),
        (wedge([6] * 4, 120), 0.015, of_shares(0.05, 0.035, places=0.01, effects=0.0045), 0.772489, 1e-6),
        (
            wedge([6] * 4, 120),
            0.015,
            of_shares(0.05, 0.035, places=0.01, effects=0.0045, correlation=0.4),
            0.765155,
            1e-6,
        ),
        (wedge([4] * 3, 20), 0.3, of_correlations(1, 0.05), 0.734579749049, 1e-9),
        (wedge([4] * 3, 20), 0.3, of_correlations(1, 0.05, cac=0.8), 0.668746, 1e-6),
        (wedge([1] * 6, 40), 0.25, of_correlations(1, 0.02, cac=0.9), 0.839170587334, 1e-9),
    ],
)
def test_power_equals_the_published_software(planned, effect, spread, expected, tolerance):
    """methods/evaluation.md section 2 and case SW-01 of the evaluation reference set (R, swCRTdesign)."""
    assert power(planned, effect, spread).power == pytest.approx(expected, abs=tolerance)


def test_the_error_at_given_variances_is_that_of_the_mixed_model():
    """methods/evaluation.md section 2 (R, lme4): four groups of three places, 20 people, variances .0599385 and
    .9429001: standard error .0980111."""
    found = power(wedge([3] * 4, 20), 0.3, Spread(0.9429001**0.5, places=0.0599385**0.5))
    assert found.error == pytest.approx(0.0980111, abs=5e-8)


def test_few_places_have_less_power_than_the_usual_formula_says():
    found = power(wedge([1] * 6, 40), 0.25, of_correlations(1, 0.02, cac=0.9))
    assert found.power_t < 0.65 < 0.83 < found.power
    assert "too hopeful" in found.warnings[0]
    assert found.shown == (
        "With 6 places, 7 periods and 1,680 people measured, an effect of 0.25 would be found in 61 of 100 such pilots."
    )
    again = power(wedge([1] * 6, 40), found.detectable, of_correlations(1, 0.02, cac=0.9))
    assert again.power_t == pytest.approx(0.8, abs=0.02)
    assert again.to_dict()["places"] == 6


def test_transition_periods_are_left_out_or_count_in_part():
    spread = of_correlations(1, 0.05, cac=0.8)
    full, waiting, growing = (power(wedge([3] * 4, 20, extra=1, transition=t), 0.3, spread) for t in (0, 1, [0.5]))
    assert full.power > growing.power > waiting.power
    assert (full.people, waiting.people) == (12 * 6 * 20, 12 * 5 * 20)
    assert wedge([1, 1, 1], 20, transition=1).change[0] == (0.0, None, 1.0, 1.0)
    assert wedge([1, 1, 1], 20, transition=[0.5, None]).change[2] == (0.0, 0.0, 0.0, 0.5)


def test_incomplete_designs_leave_out_what_is_not_measured():
    spread = of_correlations(1, 0.05)
    plain = wedge([2] * 3, 20)
    left_out = wedge([2] * 3, 20, unmeasured=[(0, 3), (5, 0)])
    assert (left_out.change[0][3], left_out.change[5][0]) == (None, None)
    assert power(left_out, 0.3, spread).power < power(plain, 0.3, spread).power
    dropped = design([row[:4] for row in wedge([2] * 3, 20, extra=1).change], 20)
    nobody = design([(*row, None) for row in plain.change], 20)
    assert power(nobody, 0.3, spread).power == pytest.approx(power(dropped, 0.3, spread).power)
    assert power(nobody, 0.3, spread).periods == 4


@given(st.lists(st.integers(1, 4), min_size=3, max_size=6), st.floats(1, 200), st.floats(0, 0.3), st.floats(0.1, 1.0))
def test_more_people_never_harm_and_the_unit_does_not_matter(groups, people, icc, cac):
    spread = of_correlations(2.0, icc, cac=cac)
    one, more = (power(wedge(groups, n), 0.4, spread) for n in (people, 2 * people))
    assert one.power <= more.power + 1e-12
    scaled = power(wedge(groups, people), 4.0, Spread(20.0, 10 * spread.places, 10 * spread.cells))
    assert scaled.power == pytest.approx(one.power)
    assert 0.05 - 1e-9 <= one.power <= 1


@given(st.permutations(range(6)))
def test_the_order_of_places_does_not_matter(order):
    planned = wedge([2, 2, 2], 15)
    mixed = design([planned.change[i] for i in order], 15)
    spread = of_correlations(1, 0.1, cac=0.7)
    assert power(mixed, 0.5, spread).power == pytest.approx(power(planned, 0.5, spread).power)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: wedge([], 20), "at least one place"),
        (lambda: wedge([2, 0], 20), "at least one place"),
        (lambda: wedge([2, 2], 0), "needs people"),
        (lambda: wedge([2, 2], 20, unmeasured=[(9, 0)]), "no place 9"),
        (lambda: design([[0, 1], [0, 1]], 20), "3 or more places"),
        (lambda: design([[0, 1], [0, 1], [0]], 20), "3 or more places"),
        (lambda: design([[0, 1], [0, 2], [0, 0]], 20), "between 0 and 1"),
        (lambda: design([[0, 1]] * 3, [[20, 20]] * 2), "one number of people"),
        (lambda: power(design([[0, 1]] * 3, 20), 0.3, RARE), "cannot tell the change from time"),
        (lambda: power(design([[0, 0]] * 3, 20), 0.3, RARE), "cannot tell the change from time"),
        (lambda: power(wedge([2] * 3, 20), 0.0, RARE), "other than 0"),
        (lambda: power(wedge([2] * 3, 20), float("nan"), RARE), "other than 0"),
        (lambda: Spread(0.0), "above 0"),
        (lambda: Spread(1.0, places=-1), "0 or more"),
        (lambda: Spread(float("nan")), "finite"),
        (lambda: of_shares(0, 0.5), "between 0 and 1"),
        (lambda: of_correlations(1, 1.0), "between 0 and 1"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()
