"""Strengths from rankings."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.analysis.pairs import plackett_luce
from throughline.analysis.pairs.plackett_luce import _Likelihood, _stages


def drawn(seed, items=5, rankings=300, depth=None):
    rng = np.random.default_rng(seed)
    truth = rng.normal(size=items)
    noisy = truth + rng.gumbel(size=(rankings, items))
    order = np.argsort(-noisy, axis=1)[:, :depth]
    return truth - truth.mean(), [[f"i{k}" for k in row] for row in order]


def test_the_likelihood_is_that_of_choosing_again_and_again():
    """Three items, one ranking a > b > c: a / (a + b + c) × b / (b + c)."""
    found = plackett_luce([["a", "b", "c"], ["c", "b", "a"], ["b", "a", "c"]], prior=0.5)
    a, b, c = np.exp(found.estimates)
    expected = sum(np.log(x / (x + y + z) * y / (y + z)) for x, y, z in ((a, b, c), (c, b, a), (b, a, c)))
    assert found.log_likelihood == pytest.approx(expected)


def test_ties_have_the_likelihood_of_turner_and_others():
    """Turner et al. (2020): a tie of set S weighs δ × (product of worths)^(1/|S|), against all sets up to the
    largest tie."""
    rankings = [["a", ("b", "c"), "d"], [("a", "b", "c"), "d"], ["d", "c", "b", "a"], ["b", "d", ("a", "c")]]
    found = plackett_luce(rankings, prior=0.5)
    worth = dict(zip("abcd", np.exp(found.estimates), strict=True))
    delta = {1: 1.0, **{size: np.exp(b) for size, (b, _) in found.ties.items()}}
    assert set(delta) == {1, 2, 3}

    def weight(chosen):
        return delta[len(chosen)] * np.prod([worth[i] for i in chosen]) ** (1 / len(chosen))

    total = 0.0
    for ranking in rankings:
        rest = {i for tier in ranking for i in tier}
        for tier in ranking:
            if len(rest) > 1:
                sets = [s for size in delta for s in itertools.combinations(sorted(rest), size)]
                total += np.log(weight(tuple(tier)) / sum(weight(s) for s in sets))
            rest -= set(tier)
    assert found.log_likelihood == pytest.approx(total)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_slopes_and_bends_equal_small_steps(seed):
    rng = np.random.default_rng(seed)
    stages, items, _ = _stages([["a", ("b", "c"), "d"], ["d", "c"], [("a", "b", "c", "d")], ["b", "a", "c"]], None)
    for chosen in (stages, {k: n for k, n in stages.items() if len(k[0]) == 1}):
        likelihood = _Likelihood(chosen, len(items), 0.3)
        theta = rng.normal(size=len(items) + len(likelihood.sizes) - 1)
        step = 1e-5 * np.eye(len(theta))
        slope = [(likelihood.value(theta + s) - likelihood.value(theta - s)) / 2e-5 for s in step]
        assert likelihood.gradient(theta) == pytest.approx(np.array(slope), abs=1e-6)
        bend = [(likelihood.gradient(theta - s) - likelihood.gradient(theta + s)) / 2e-5 for s in step]
        assert likelihood.bend(theta) == pytest.approx(np.array(bend), abs=1e-6)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_order_of_rankings_and_names_does_not_matter(seed):
    _, rankings = drawn(seed, rankings=40, depth=3)
    plain = plackett_luce(rankings)
    names = dict(zip([f"i{k}" for k in range(5)], np.random.default_rng(seed).permutation(list("vwxyz")), strict=True))
    moved = plackett_luce([[names[i] for i in r] for r in reversed(rankings)])
    back = {names[item]: item for item in plain.items}
    expected = [plain.estimates[plain.items.index(back[item])] for item in moved.items]
    assert moved.estimates == pytest.approx(expected, abs=1e-8)


def test_planted_strengths_are_found():
    truth, rankings = drawn(1, rankings=2_000)
    found = plackett_luce(rankings, prior=0)
    assert np.abs(np.array(found.estimates) - truth).max() < 4 * max(found.errors)
    assert found.shown.startswith("From strongest to weakest: ")
    assert found.to_dict()["rankings"] == 2_000


def test_lists_of_the_best_few_say_that_the_rest_lie_below():
    """Of a list of one the likelihood is a plain choice from all: shares of first places are the worths."""
    rankings = [["a"]] * 60 + [["b"]] * 30 + [["c"]] * 10
    found = plackett_luce(rankings, prior=0, unranked="below")
    worth = np.exp(found.estimates)
    assert worth / worth.sum() == pytest.approx([0.6, 0.3, 0.1])
    with pytest.raises(ValueError, match="compares two items"):
        plackett_luce(rankings)


def test_an_item_that_is_always_last_needs_a_prior():
    rankings = [["a", "b", "z"], ["b", "a", "z"]]
    with pytest.raises(ValueError, match="always before, or after"):
        plackett_luce(rankings, prior=0)
    found = plackett_luce(rankings)
    assert found.order[-1] == "z"
    assert found.contrast("a", "b")[0] == pytest.approx(0, abs=1e-9)
    assert found.warnings[0] == "Only 2 rankings: little is known of these items."
    assert "a prior of 0.5" in found.warnings[1]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: plackett_luce([["a", "b", "a"]]), "ranking 1 holds an item twice"),
        (lambda: plackett_luce([["a"]]), "no ranking compares"),
        (lambda: plackett_luce([["a", "b"]], counts=[-1]), "0 or more"),
        (lambda: plackett_luce([["a", "b"]], prior=-1), "0 or more"),
        (lambda: plackett_luce([["a", "b"]]).contrast("a", "q"), "no item “q”"),
    ],
)
def test_bad_rankings_are_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.prove
def test_ranges_hold_the_truth_at_their_rate():
    """200 samples of 100 lists of the best three of five."""
    held = []
    for seed in range(200):
        truth, rankings = drawn(seed, rankings=100, depth=3)
        found = plackett_luce(rankings, prior=0, unranked="below")
        whole = {f"i{k}": t for k, t in enumerate(truth)}
        held += [
            abs(found.contrast(a, b)[0] - (whole[a] - whole[b])) < 1.96 * found.contrast(a, b)[1]
            for a, b in itertools.combinations(found.items, 2)
        ]
    assert 0.92 <= np.mean(held) <= 0.975
