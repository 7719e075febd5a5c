"""Sample sizes and planned looks against published numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.analysis.planning import Size, clustered, design_effect, looks, two_means, two_shares


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


@pytest.mark.parametrize(("count", "constant", "repeated"), [(5, 2.040, 0.14), (10, 2.087, 0.19), (20, 2.126, 0.25)])
def test_looks_equal_the_published_limits(count, constant, repeated):
    """methods/evaluation.md section 2; Jennison & Turnbull (2000), table 2.3, gives 2.040, 2.087 and 2.126."""
    found = looks(count)
    assert found.constant == pytest.approx(constant, abs=5e-4)
    assert found.repeated == pytest.approx(repeated, abs=6e-3)
    assert found.bounds[-1] == pytest.approx(constant, abs=5e-4)
    assert found.bounds[0] == pytest.approx(constant * count**0.5, abs=2e-3)


def test_one_look_is_the_usual_test():
    assert looks(1).constant == pytest.approx(1.959964, abs=1e-6)
    assert looks(1).repeated == pytest.approx(0.05, abs=1e-9)
    assert looks(5).to_dict()["shown"].startswith("5 planned looks: stop for benefit only beyond z = 4.56")


@given(st.floats(0.1, 2), st.floats(0.5, 0.95))
def test_more_power_and_smaller_effects_need_more_people(effect, power):
    assert two_means(effect, power=power).exact <= two_means(effect / 2, power=power).exact
    assert two_means(effect, power=power).exact <= two_means(effect, power=power + 0.04).exact


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: two_means(0), "other than 0"),
        (lambda: two_means(0.5, power=1), "between 0 and 1"),
        (lambda: two_means(0.5, correlation=1), "between -1 and 1"),
        (lambda: two_shares(0.5, 0.5), "two different shares"),
        (lambda: design_effect(0, 0.1), "at least 1 person"),
        (lambda: looks(0), "looks can be planned"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()
