"""Net benefit, acceptability and the value of information against closed forms and published examples."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.analysis.value.incremental import frontier
from throughline.analysis.value.probabilistic import (
    acceptability,
    chance_best,
    net_benefit,
    partial_information,
    perfect_information,
    range_of_draws,
)
from throughline.analysis.value.uncertain import beta, draws, gamma, known, lognormal, normal, ratio

UNIT = NormalDist()


def test_distributions_have_the_parameters_of_their_moments():
    """methods/evaluation.md 3: beta .7, .1 is (14, 6); gamma 50, 5 has shape 100 and scale .5."""
    assert dict(beta(0.7, 0.1, source="s").numbers) == pytest.approx({"a": 14, "b": 6})
    assert dict(gamma(50, 5, source="s").numbers) == pytest.approx({"shape": 100, "scale": 0.5})
    half = ratio(0.5, 0.25, 1.0, source="s")
    assert dict(half.numbers) == pytest.approx({"log_mean": math.log(0.5), "log_sd": math.log(4) / (2 * 1.959964)})


@pytest.mark.parametrize(
    "number",
    [
        beta(0.7, 0.1, source="s"),
        gamma(50, 5, source="s"),
        lognormal(3, 2, source="s"),
        normal(-1, 2, source="s"),
        ratio(0.8, 0.7, 0.92, source="s"),
    ],
)
def test_draws_have_the_moments_that_were_said(number):
    x = draws({"x": number}, n=200_000)["x"]
    assert x.mean() == pytest.approx(number.mean, abs=5 * number.sd / 200_000**0.5)
    assert x.std() == pytest.approx(number.sd, rel=0.03)


def test_each_number_has_its_own_stream():
    one, two = beta(0.5, 0.1, source="s"), gamma(5, 1, source="s")
    alone, both = draws({"a": one}, seed=3), draws({"b": two, "a": one}, seed=3)
    np.testing.assert_array_equal(alone["a"], both["a"])
    assert (draws({"a": one}, seed=4)["a"] != alone["a"]).any()
    assert (draws({"k": known(7, source="s")}, n=100)["k"] == 7).all()


def two_options(n=50_000, mean=300.0, sd=1000.0, seed=1):
    """Net benefit of the second over the first is normal; the first is 0. Exactly scaled, so that nothing is chance."""
    z = np.array([UNIT.inv_cdf((i + 0.5) / n) for i in range(n)])
    return np.column_stack([np.zeros(n), mean + sd * np.random.default_rng(seed).permutation(z)])


def test_perfect_information_has_its_closed_form():
    """For a normal difference: sd × φ(m/sd) - |m| × Φ(-|m|/sd) (unit normal loss)."""
    found = perfect_information(two_options())
    expected = 1000 * UNIT.pdf(0.3) - 300 * UNIT.cdf(-0.3)
    assert found.value == pytest.approx(expected, rel=1e-3)
    assert 0 < found.error < 5


def test_partial_information_has_its_closed_form():
    """The difference is the sum of two normal numbers with standard deviations 600 and 800; to know the first is worth
    the loss of a normal with 600."""
    rng = np.random.default_rng(5)
    first, second = 600 * rng.standard_normal(40_000), 800 * rng.standard_normal(40_000)
    benefit = np.column_stack([np.zeros(40_000), 300 + first + second])
    expected = 600 * UNIT.pdf(0.5) - 300 * UNIT.cdf(-0.5)
    found = partial_information(first, benefit)
    assert found.value == pytest.approx(expected, rel=0.06)
    assert found.value < perfect_information(benefit).value
    assert partial_information(rng.standard_normal(40_000), benefit).value == pytest.approx(0, abs=8)
    assert partial_information(np.ones(40_000), benefit).value == 0


def test_the_published_vaccine_example_switches_where_it_should():
    """BCEA, Vaccine (methods/evaluation.md 3): from a ratio of 20,097.59 and an incremental benefit of 1.2284280616 at
    25,000 follow the incremental cost and effect; the decision switches at 20,100 on a grid of 100."""
    effect = 1.2284280616 / (25_000 - 20_097.59)
    costs, effects = [[0.0, 20_097.59 * effect]], [[0.0, effect]]
    grid = range(0, 50_001, 100)
    curve = acceptability(["now", "vaccine"], costs, effects, list(grid))
    assert next(t for t, best in zip(grid, curve.best, strict=True) if best == 1) == 20_100
    assert np.diff(net_benefit(costs, effects, 25_000))[0, 0] == pytest.approx(1.2284280616, abs=1e-9)
    ratio_found = frontier(["now", "vaccine"], costs[0], effects[0])[1].ratio
    assert ratio_found == pytest.approx(20_097.59, abs=1e-6)


def test_a_published_frontier_is_found():
    """Paltiel and others (2006), Annals of Internal Medicine 145, table 4, as in the introduction to dampack: yearly
    screening costs more and gives less than every three years."""
    names = ["status quo", "one time", "5yr", "3yr", "annual"]
    months = [277.25, 277.57, 277.78, 277.83, 277.76]
    found = frontier(names, [26000, 27000, 28020, 28440, 29440], [m / 12 for m in months])
    assert [o.name for o in found] == names
    assert [o.ratio for o in found[1:4]] == pytest.approx([37_500, 58_285.714, 100_800], abs=1e-3)
    assert (found[4].status, found[4].by) == ("dominated", "3yr")


def test_extended_dominance_by_hand():
    """b gives 1 for 10, c gives 3 for 12: half of a with half of c beats b."""
    found = frontier(["a", "b", "c", "d"], [0, 10, 12, 12], [0, 1, 3, 2])
    assert [(o.name, o.status) for o in found] == [
        ("a", "frontier"),
        ("c", "frontier"),
        ("b", "extendedly dominated"),
        ("d", "dominated"),
    ]
    assert found[1].ratio == 4
    assert (found[2].by, found[3].by) == ("a and c", "c")


tables = st.integers(2, 6).flatmap(
    lambda k: st.tuples(*[st.lists(st.integers(0, 50), min_size=k, max_size=k) for _ in range(2)])
)


@given(tables)
def test_the_frontier_is_what_is_best_at_some_threshold(table):
    """By its definition: at every threshold an option of the frontier has the most net benefit."""
    costs, effects = table
    names = [f"o{i}" for i in range(len(costs))]
    found = frontier(names, costs, effects)
    on = [o for o in found if o.status == "frontier"]
    ratios = [o.ratio for o in on[1:]]
    assert ratios == sorted(ratios)
    assert len(found) == len(names)
    for threshold in [0, *(r * f for r in ratios for f in (0.99, 1.01)), 1e6]:
        best = max(threshold * e - c for c, e in zip(costs, effects, strict=True))
        assert max(threshold * o.effect - o.cost for o in on) == pytest.approx(best)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.integers(2, 5), st.booleans())
def test_chances_are_shares_that_sum_to_one(seed, k, tied):
    rng = np.random.default_rng(seed)
    costs, effects = rng.gamma(2, 500, (200, k)), rng.normal(0, 0.1, (200, k))
    if tied:
        costs, effects = costs.round(-3), effects.round(1)
    curve = acceptability([f"o{i}" for i in range(k)], costs, effects, [0, 10_000, 20_000, 70_000])
    chances = np.array(curve.chances)
    assert ((chances >= 0) & (chances <= 1)).all()
    np.testing.assert_allclose(chances.sum(axis=1), 1)
    for t, best, p in zip(curve.thresholds, curve.best, curve.frontier, strict=True):
        means = net_benefit(costs, effects, t).mean(axis=0)
        assert means[best] == means.max()
        assert p == chances[curve.thresholds.index(t), best]
    assert curve.error == pytest.approx(np.sqrt(chances * (1 - chances) / 200).max())


@given(st.floats(0, 1e5), st.floats(0, 1e5), st.floats(-5, 5), st.floats(-1e5, 1e5))
def test_net_benefit_is_linear_in_the_threshold(a, b, effect, cost):
    one, two, middle = (float(net_benefit(cost, effect, t)) for t in (a, b, (a + b) / 2))
    assert middle == pytest.approx((one + two) / 2, abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_information_is_worth_at_least_nothing_and_part_of_it_no_more(seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=500)
    benefit = np.column_stack([np.zeros(500), x + rng.normal(size=500), rng.normal(0.1, 1, 500)])
    whole = perfect_information(benefit).value
    assert -1e-12 <= partial_information(x, benefit).value <= whole + 1e-9


def test_ties_are_shared():
    assert chance_best(np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 2.0]])).tolist() == [0.25, 0.25, 0.5]


ONE = [[1.0, 2.0]]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: acceptability(["a", "b"], ONE, ONE, [20_000, 10_000]),
            "the thresholds must rise, each once: sort them",
        ),
        (lambda: acceptability(["a", "b"], ONE, ONE, []), "one or more amounts"),
        (lambda: acceptability(["a", "b"], ONE, ONE, [-1]), "0 or more"),
        (lambda: acceptability(["a", "a"], ONE, ONE, [1]), "a name of its own"),
        (lambda: acceptability(["a"], [[1.0]], [[1.0]], [1]), "2 or more options"),
        (lambda: acceptability(["a", "b"], [[1.0]], ONE, [1]), "costs need 2 numbers a draw"),
        (lambda: acceptability(["a", "b"], ONE * 2, ONE, [1]), "2 draws of costs and 1 of effects"),
        (lambda: acceptability(["a", "b"], [[1.0, math.nan]], ONE, [1]), "costs of “b” in draw 1 are missing"),
        (lambda: acceptability(["a", "b"], [[1.0, 1e200]], ONE, [1]), "“b” in draw 1 are too large"),
        (lambda: perfect_information(np.array(ONE)), "2 or more draws"),
        (lambda: perfect_information(np.array([[1.0, math.nan], [1, 2]])), "a finite benefit of each option"),
        (lambda: range_of_draws(np.ones(3), "£", 95), "level must lie"),
        (lambda: net_benefit([1, math.nan], [1, 1], 5), "missing or not finite"),
        (lambda: net_benefit(1, 1, -5), "threshold must be an amount of money of 0 or more"),
        (lambda: partial_information([1, 2], np.ones((3, 2))), "3 finite draws"),
        (lambda: beta(0.5, 0.6, source="s"), "standard error below 0.5"),
        (lambda: beta(1.2, 0.1, source="s"), "mean must lie between 0 and 1"),
        (lambda: gamma(-5, 1, source="s"), "mean must be above 0"),
        (lambda: normal(5, 0, source="s"), "standard error above 0"),
        (lambda: normal(5, 1, source=""), "a number without a source is not used"),
        (lambda: ratio(0.5, 0.6, 1, source="s"), "0 < low < estimate < high"),
        (lambda: draws({}, n=10), "at least 100 draws"),
        (lambda: draws({}, seed=-1), "seed must be 0 or more"),
    ],
)
def test_what_cannot_be_worked_out_is_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()
