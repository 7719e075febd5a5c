"""What must hold of every analysis whatever the data: the order of rows, the names of groups, the side from which one
looks and the unit of a total change nothing; and limits hold what they are limits of."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.test_agreement import few_draws

from throughline.analysis.agreement import cohen, fleiss, krippendorff
from throughline.analysis.funnel import ratios, shares
from throughline.analysis.intervals import newcombe, poisson, wilson
from throughline.analysis.raking import rake
from throughline.analysis.representation import representation
from throughline.analysis.spc import p_chart

SEEDS = st.integers(0, 2**32 - 1)
FAST = settings(max_examples=25, deadline=None)


def places(seed):
    """Names, events and people of some places, in two orders."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 15))
    people = rng.integers(5, 500, n)
    events = rng.binomial(people, rng.uniform(0.1, 0.9, n))
    events[0] = min(events[0] + 1, people[0])
    return [f"place {i}" for i in range(n)], events, people, rng.permutation(n)


@FAST
@given(SEEDS)
def test_funnel_limits_hold_the_target_and_the_order_of_places_does_not_matter(seed):
    names, events, people, order = places(seed)
    for compare in (shares, ratios):
        if compare is ratios and not events.all():
            continue
        found = compare(names, events.tolist(), people.tolist())
        for place in found.places:
            assert place.low998 <= place.low95 <= found.target <= place.high95 <= place.high998
            assert min(place.value, found.target) - 1e-9 <= place.shrunk <= max(place.value, found.target) + 1e-9
        other = compare([names[i] for i in order], events[order].tolist(), people[order].tolist())
        assert (other.phi, other.tau2) == pytest.approx((found.phi, found.tau2))
        again = {p.name: p for p in other.places}
        for place in found.places:
            assert again[place.name].standing == place.standing
            assert again[place.name].high998 == pytest.approx(place.high998)


@FAST
@given(SEEDS)
def test_shares_of_those_who_did_not_are_the_mirror_image(seed):
    names, events, people, _ = places(seed)
    found = shares(names, events.tolist(), people.tolist())
    mirror = shares(names, (people - events).tolist(), people.tolist())
    assert mirror.tau2 == pytest.approx(found.tau2, abs=1e-12)
    for one, other in zip(found.places, mirror.places, strict=True):
        assert other.low998 == pytest.approx(1 - one.high998, abs=1e-9)
        assert other.shrunk == pytest.approx(1 - one.shrunk, abs=1e-9)


@FAST
@given(SEEDS)
def test_p_chart_limits_hold_the_mean_and_stay_shares(seed):
    _, events, people, _ = places(seed)
    chart = p_chart(events.tolist(), people.tolist())
    assert all(0 <= p.lower <= p.mean <= p.upper <= 1 for p in chart.points)
    mirror = p_chart((people - events).tolist(), people.tolist())
    assert [p.label for p in mirror.points] == [p.label for p in chart.points]


@FAST
@given(SEEDS, st.floats(0.01, 1000))
def test_weights_follow_their_people_and_know_no_names(seed, unit):
    rng = np.random.default_rng(seed)
    sample = {name: [*"abc", *rng.choice(list("abc"), 60)] for name in ("one", "two")}
    targets = {name: dict(zip("abc", rng.uniform(1, 3, 3), strict=True)) for name in sample}
    found = np.array(rake(sample, targets).weights)
    order = rng.permutation(63)
    moved = rake({k: [v[i] for i in order] for k, v in sample.items()}, targets)
    assert moved.weights == pytest.approx(found[order], rel=1e-6)
    named = {k: [f"group {x}" for x in v] for k, v in sample.items()}
    scaled = {k: {f"group {x}": unit * n for x, n in reversed(v.items())} for k, v in targets.items()}
    assert rake(named, scaled).weights == pytest.approx(found, rel=1e-6)


@FAST
@given(SEEDS, st.floats(0.01, 1000))
def test_representation_does_not_depend_on_order_or_unit(seed, unit):
    rng = np.random.default_rng(seed)
    population = {name: float(rng.uniform(1, 100)) for name in "abcde"}
    counts = {name: int(rng.integers(0, 200)) for name in "abcde"}
    counts["a"] += 1
    found = representation(counts, population)
    other = representation(dict(reversed(counts.items())), {k: unit * v for k, v in reversed(population.items())})
    assert other.dissimilarity == pytest.approx(found.dissimilarity)
    for group in found.groups:
        assert other[group.name].standing == group.standing
        assert (other[group.name].low, other[group.name].high) == pytest.approx((group.low, group.high))


def coded(seed):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, 30)
    one, two = (np.where(rng.random(30) < 0.7, truth, rng.integers(0, 3, 30)) for _ in range(2))
    one[:3], two[:3] = (0, 1, 2), (0, 1, 2)
    return one, two, rng


@settings(max_examples=4, deadline=None)  # each makes three bootstraps
@given(SEEDS)
def test_agreement_does_not_depend_on_order_names_or_who_is_first(seed):
    one, two, rng = coded(seed)
    order, names = rng.permutation(30), np.array(["z", "x", "y"])
    moved = names[one[order]].tolist(), names[two[order]].tolist()
    counts = np.array([[int(a == c) + int(b == c) for c in range(3)] for a, b in zip(one, two, strict=True)])
    with few_draws():
        turned = [
            cohen(moved[1], moved[0]),
            krippendorff([moved[1], moved[0]]),
            fleiss(counts[order][:, [2, 0, 1]].tolist()),
        ]
        assert cohen(one.tolist(), one.tolist()).coefficient == pytest.approx(1)
    straight = (
        cohen(one.tolist(), two.tolist()),
        krippendorff([one.tolist(), two.tolist()]),
        fleiss(counts.tolist()),
    )
    for before, after in zip(straight, turned, strict=True):
        assert after.coefficient == pytest.approx(before.coefficient)
        assert before.low <= before.coefficient <= before.high


@FAST
@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 50), st.integers(1, 50))
def test_a_difference_turned_round_is_its_opposite_and_ranges_narrow_with_people(a, b, more_a, more_b):
    n, m = a + more_a, b + more_b
    found, turned = newcombe(a, n, b, m), newcombe(b, m, a, n)
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low), abs=1e-12)
    assert found.low <= found.estimate <= found.high
    wide, narrow = wilson(a, n), wilson(10 * a, 10 * n)
    assert narrow.high - narrow.low < wide.high - wide.low
    rate = poisson(a, exposure=n)
    assert rate.low <= rate.estimate <= rate.high
