"""Sample sizes against published numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.analysis.planning import Size, clustered, design_effect, two_means, two_shares


def test_sizes_equal_the_reference():
    """Case PLAN-01 of the evaluation reference set (closed form)."""
    assert two_means(0.5).each == 63
    assert two_means(0.5).exact == pytest.approx(62.8, abs=0.05)
    assert (two_shares(0.6, 0.5).each, two_shares(0.05, 0.035).each) == (388, 2838)
    assert two_shares(0.6, 0.5).exact == pytest.approx(387.3, abs=0.05)
    assert two_means(0.3, correlation=0.5).exact == pytest.approx(87.2, abs=0.05)


def test_design_effects_equal_the_reference():
    assert design_effect(20, 0.05) == pytest.approx(1.95)
    assert design_effect(50, 0.02, variation=0.5) == pytest.approx(2.23)


def test_few_clusters_are_warned_of():
    found = clustered(two_means(0.5), 20, 0.05)
    assert found.each == 123
    assert clustered(Size(50, 50.0), 20, 0.05).warnings[0].startswith("Only 5 clusters a group")
    assert found.shown == "123 people are needed in each group, 246 in all."


@given(st.floats(0.1, 2), st.floats(0.5, 0.95))
def test_more_power_and_smaller_effects_need_more_people(effect, power):
    assert two_means(effect, power=power).exact <= two_means(effect / 2, power=power).exact
    assert two_means(effect, power=power).exact <= two_means(effect, power=power + 0.04).exact


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: two_means(0), "either way, not 0"),
        (lambda: two_means(1e-300), "at least 1e-06 standard deviations"),
        (lambda: two_means(0.5, power=1), "between 0 and 1"),
        (lambda: two_means(0.5, correlation=1), "between -1 and 1"),
        (lambda: two_shares(0.5, 0.5), "two different shares"),
        (lambda: design_effect(0, 0.1), "at least 1 person"),
        (lambda: design_effect(float("nan"), 0.1), "at least 1 person"),
        (lambda: design_effect(20, 0.1, variation=float("inf")), "at least 1 person"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()
